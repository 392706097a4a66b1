from django.urls import path

from lykta.sites.staff.residents import campaign_views, poster_views, views

urlpatterns = [
    path("invanare/", views.residents, name="residents"),
    path("invanare/flera/", views.residents_bulk, name="residents_bulk"),
    path("invanare/val/", campaign_views.resident_categories, name="resident_categories"),
    path("invanare/kampanjer/", campaign_views.campaigns, name="campaigns"),
    path("invanare/kampanjer/ny/", campaign_views.campaign_new, name="campaign_new"),
    path("invanare/kampanjer/<str:pid>/", campaign_views.campaign, name="campaign"),
    path("invanare/affischer/", poster_views.posters, name="posters"),
    path("invanare/affischer/affisch.pdf", poster_views.poster, name="poster"),
    path("invanare/<str:pid>/", views.resident, name="resident"),
]
