"""Outgoing mail from the environment, as Django's settings have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"none": 25, "starttls": 587, "ssl": 465}


def smtp_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """LYKTA_SMTP=host:port, LYKTA_SMTP_TLS=starttls|ssl|none, LYKTA_SMTP_USER and LYKTA_SMTP_PASSWORD."""
    user = environment.get("LYKTA_SMTP_USER", "")
    # A password is never sent in clear text unless somebody has asked for it in so many words.
    tls = environment.get("LYKTA_SMTP_TLS") or ("starttls" if user else "none")
    if tls not in PORTS:
        raise ImproperlyConfigured(f"LYKTA_SMTP_TLS is {tls!r}. Write starttls, ssl or none.")
    host, port = _host_and_port(environment["LYKTA_SMTP"])
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or PORTS[tls],
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": environment.get("LYKTA_SMTP_PASSWORD", ""),
        "EMAIL_USE_TLS": tls == "starttls",
        "EMAIL_USE_SSL": tls == "ssl",
        "EMAIL_TIMEOUT": 20,
    }


def _host_and_port(text: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(f"//{text.strip()}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or "@" in text or "/" in text:
        raise ImproperlyConfigured("LYKTA_SMTP could not be read. Write host or host:port, for instance relay:25.")
    return host, port
