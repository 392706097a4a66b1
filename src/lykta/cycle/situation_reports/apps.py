from django.apps import AppConfig


class SituationReportsConfig(AppConfig):
    name = "lykta.cycle.situation_reports"
    label = "situation_reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.cycle.situation_reports import contributions  # noqa: F401  (registers what the room hands down)
