from django.urls import path

from lykta.sites.staff.reporters import views

urlpatterns = [
    path("rapportorer/", views.reporters, name="reporters"),
    path("rapportorer/ny/", views.reporter_new, name="reporter_new"),
    path("rapportorer/<str:pid>/", views.reporter, name="reporter"),
    path("rapportorer/<str:pid>/lank/<str:link_pid>/", views.reporter_link_revoke, name="reporter_link_revoke"),
]
