"""Mail settings from the environment: what is said nowhere is safe, what cannot be read is named."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from lykta.config.smtp import smtp_settings


def _read(**environment: str) -> tuple[str, int, str, str, bool, bool]:
    found = smtp_settings(environment)
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert found["EMAIL_TIMEOUT"] == 20
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    return tuple(found[f"EMAIL_{name}"] for name in names)


def test_a_relay_in_the_same_network() -> None:
    assert _read(LYKTA_SMTP="relay.example") == ("relay.example", 25, "", "", False, False)
    assert _read(LYKTA_SMTP="[::1]:2525") == ("::1", 2525, "", "", False, False)


def test_a_password_is_sent_encrypted_unless_said_otherwise() -> None:
    login = {"LYKTA_SMTP": "mail.example", "LYKTA_SMTP_USER": "lykta", "LYKTA_SMTP_PASSWORD": " p:@/å "}
    assert _read(**login) == ("mail.example", 587, "lykta", " p:@/å ", True, False)
    assert _read(**login, LYKTA_SMTP_TLS="ssl") == ("mail.example", 465, "lykta", " p:@/å ", False, True)
    assert _read(**login, LYKTA_SMTP_TLS="none") == ("mail.example", 25, "lykta", " p:@/å ", False, False)
    assert _read(**{**login, "LYKTA_SMTP": "mail.example:26"}, LYKTA_SMTP_TLS="starttls")[1] == 26


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"LYKTA_SMTP": "relay:abc"}, "LYKTA_SMTP could"),
        ({"LYKTA_SMTP": ":25"}, "LYKTA_SMTP could"),
        ({"LYKTA_SMTP": "user:secret@relay:25"}, "LYKTA_SMTP could"),
        ({"LYKTA_SMTP": "smtp://relay:25"}, "LYKTA_SMTP could"),
        ({"LYKTA_SMTP": "relay:99999"}, "LYKTA_SMTP could"),
        ({"LYKTA_SMTP": "relay", "LYKTA_SMTP_TLS": "yes"}, "LYKTA_SMTP_TLS is"),
    ],
)
def test_what_cannot_be_read_is_named_without_its_value(environment: dict[str, str], named: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=named) as problem:
        smtp_settings(environment)
    assert "secret" not in str(problem.value)
