from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lykta.ground.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lykta.ground.accounts import contributions  # noqa: F401  (registers what the room hands down)
