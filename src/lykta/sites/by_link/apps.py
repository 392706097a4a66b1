import logging

from django.apps import AppConfig


class ByLinkConfig(AppConfig):
    name = "lykta.sites.by_link"
    label = "site_by_link"

    def ready(self) -> None:
        from lykta.sites.by_link.unlogged_tokens import WithoutToken

        # The names under which Django writes down the address of a request that went wrong.
        for name in ("django.request", "django.server", "django.security.csrf", "django.security.DisallowedHost"):
            logging.getLogger(name).addFilter(WithoutToken())
