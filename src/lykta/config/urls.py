from django.urls import include, path

from lykta.sites import front_door, offline

urlpatterns = [
    path("", front_door.front_door, name="front_door"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    # The address is who one is here: an administrator changes it, with a line in the log.
    path("konto/email/", front_door.not_offered),
    path("konto/", include("allauth.account.urls")),
    path("arbete/", include("lykta.sites.staff.urls")),
    path("l/", include("lykta.sites.by_link.urls")),
    path("api/", include("lykta.sites.api.urls")),
    path("k/<slug:slug>/", include("lykta.sites.public.urls")),
]
handler400 = "lykta.sites.front_door.bad_request"
handler403 = "lykta.sites.front_door.forbidden"
handler404 = "lykta.sites.front_door.not_found"
handler500 = "lykta.sites.front_door.server_error"
