from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "lykta.airlocks.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.airlocks.intake import contributions  # noqa: F401  (registers what the room hands down)
