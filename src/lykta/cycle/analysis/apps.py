from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "lykta.cycle.analysis"
    label = "analysis"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.cycle.analysis import contributions  # noqa: F401  (registers what the room hands down)
