from django.apps import AppConfig


class ByLinkConfig(AppConfig):
    name = "lykta.sites.by_link"
    label = "site_by_link"
