"""The installation's settings, in a data folder that goes away. TEST_DATABASE_URL chooses PostgreSQL."""

import os
import tempfile

os.environ["LYKTA_DATA_DIR"] = tempfile.mkdtemp(prefix="lykta-test-")
os.mkdir(os.path.join(os.environ["LYKTA_DATA_DIR"], "static"))  # where collected files would be; its absence warns
os.environ.pop("DATABASE_URL", None)
if url := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = url

from lykta.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
for _templates in TEMPLATES:  # noqa: F405
    # An undefined variable in a page is a mistake: it shows as this word, and a test looks for it.
    _templates["OPTIONS"]["string_if_invalid"] = "¿%s"
