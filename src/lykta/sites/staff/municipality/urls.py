from django.urls import URLPattern, path

from lykta.sites.staff.municipality import views

urlpatterns: list[URLPattern] = [path("kommunen/", views.municipality, name="municipality")]
