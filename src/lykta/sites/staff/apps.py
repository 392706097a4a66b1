from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "lykta.sites.staff"
    label = "site_staff"
