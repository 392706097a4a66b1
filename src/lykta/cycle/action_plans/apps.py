from django.apps import AppConfig


class ActionPlansConfig(AppConfig):
    name = "lykta.cycle.action_plans"
    label = "action_plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.cycle.action_plans import contributions  # noqa: F401  (registers what the room hands down)
