from django.urls import path

from lykta.sites.api.views import api

urlpatterns = [path("v1/", api.urls)]
