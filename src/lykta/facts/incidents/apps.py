from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "lykta.facts.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.facts.incidents import contributions  # noqa: F401  (registers what the room hands down)
