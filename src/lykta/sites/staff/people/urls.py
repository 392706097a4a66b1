from django.urls import URLPattern, path

from lykta.sites.staff.people import log, places, views

urlpatterns: list[URLPattern] = [
    path("personer/", views.people, name="people"),
    path("personer/ny/", views.person_new, name="person_new"),
    path("personer/organisation/", views.organization_new, name="organization_new"),
    path("personer/funktion/", views.function_new, name="function_new"),
    path("personer/<slug:pid>/", views.person, name="person"),
    path("platser/", places.places, name="places"),
    path("platser/omraden/", places.areas_upload, name="areas_upload"),
    path("platser/plats/<str:pid>/", places.place, name="place"),
    path("logg/", log.log, name="log"),
]
