from django.apps import AppConfig


class MunicipalitiesConfig(AppConfig):
    name = "lykta.ground.municipalities"
    label = "municipalities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.ground.municipalities import contributions  # noqa: F401  (registers what the room hands down)
