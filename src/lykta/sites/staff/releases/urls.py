from django.urls import URLPattern, path

from lykta.sites.staff.releases import views

urlpatterns: list[URLPattern] = [
    path("publicerat/", views.releases, name="releases"),
    path("publicerat/forslag/<slug:pid>/", views.proposal, name="proposal"),
]
