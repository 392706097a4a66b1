"""A first password: random, read aloud on the telephone without mistakes, and accepted by the validators."""

import secrets

from lykta.base.kernel.ids import ALPHABET

GROUPS, LETTERS = 4, 4  # 16 letters of 30: 78 bits


def new_password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
