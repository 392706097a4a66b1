from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "lykta.facts.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.facts.evidence import contributions  # noqa: F401  (registers what the room hands down)
