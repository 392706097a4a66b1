from django.urls import path

from lykta.sites.staff.start import views

urlpatterns = [
    path("", views.start, name="start"),
    path("rundtur/", views.tour, name="tour"),
]
