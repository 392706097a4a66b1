from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "lykta.airlocks.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.airlocks.publishing import contributions  # noqa: F401  (registers what the room hands down)
