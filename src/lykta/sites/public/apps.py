from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "lykta.sites.public"
    label = "site_public"
