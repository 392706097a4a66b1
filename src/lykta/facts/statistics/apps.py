from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "lykta.facts.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.facts.statistics import contributions  # noqa: F401  (registers what the room hands down)
