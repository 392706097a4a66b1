from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "lykta.ground.areas"
    label = "areas"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.ground.areas import contributions  # noqa: F401  (registers what the room hands down)
