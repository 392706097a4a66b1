from django.apps import AppConfig


class FollowUpConfig(AppConfig):
    name = "lykta.cycle.follow_up"
    label = "follow_up"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.cycle.follow_up import contributions  # noqa: F401  (registers what the room hands down)
