from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lykta.base.audit"
    label = "audit"
