from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "lykta.sites"
    label = "sites_shared"
