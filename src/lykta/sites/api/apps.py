from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "lykta.sites.api"
    label = "site_api"
