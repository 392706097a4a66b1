from django.urls import path

from lykta.sites.staff.delivery_keys import views

urlpatterns = [
    path("nycklar/", views.delivery_keys, name="delivery_keys"),
    path("nycklar/<str:pid>/aterkalla/", views.delivery_key_revoke, name="delivery_key_revoke"),
]
