from django.apps import AppConfig


class CauseAnalysisConfig(AppConfig):
    name = "lykta.cycle.cause_analysis"
    label = "cause_analysis"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.cycle.cause_analysis import contributions  # noqa: F401  (registers what the room hands down)
