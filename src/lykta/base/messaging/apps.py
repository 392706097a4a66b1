from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "lykta.base.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.base.messaging import contributions  # noqa: F401  (registers what the room hands down)
