from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "lykta.cycle.promises"
    label = "promises"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.cycle.promises import contributions  # noqa: F401  (registers what the room hands down)
