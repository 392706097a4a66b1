"""Settings of an installation. All that differs between two installations comes from the environment."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from lykta.config.smtp import smtp_settings
from lykta.importers.mailbox.address import mailboxes

PACKAGE = Path(__file__).resolve().parent.parent


def _data_dir() -> Path:
    chosen = os.environ.get("LYKTA_DATA_DIR")
    folder = Path(chosen) if chosen else Path.home() / ".local" / "share" / "lykta"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"The data folder {folder} cannot be made ({problem.strerror}). Choose another with LYKTA_DATA_DIR."
        ) from problem
    return folder.resolve()


def _secret_key(folder: Path) -> str:
    """Made once per installation and kept beside the data, readable by its owner only."""
    if key := os.environ.get("LYKTA_SECRET_KEY"):
        return key
    path = folder / "secret_key"
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return path.read_text().strip()


DATA_DIR = _data_dir()
SECRET_KEY = _secret_key(DATA_DIR)
DEBUG = os.environ.get("LYKTA_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("LYKTA_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("LYKTA_ORIGINS", "").split(",") if origin]
# Behind a proxy that ends TLS: LYKTA_HTTPS=1 marks cookies secure and trusts the proxy's header.
HTTPS = os.environ.get("LYKTA_HTTPS") == "1"
IS_DEMO = os.environ.get("LYKTA_DEMO") == "1"  # set by `lykta demo` alone; shows the invented logins on the login page

INSTALLED_APPS = [
    "lykta.base.audit",
    "lykta.base.messaging",
    "lykta.base.files",
    "lykta.ground.municipalities",
    "lykta.ground.areas",
    "lykta.ground.accounts",
    "lykta.airlocks.intake",
    "lykta.airlocks.publishing",
    "lykta.facts.evidence",
    "lykta.facts.incidents",
    "lykta.facts.statistics",
    "lykta.cycle.analysis",
    "lykta.cycle.situation_reports",
    "lykta.cycle.cause_analysis",
    "lykta.cycle.action_plans",
    "lykta.cycle.promises",
    "lykta.cycle.follow_up",
    "lykta.sites",
    "lykta.sites.staff",
    "lykta.sites.public",
    "lykta.sites.by_link",
    "lykta.sites.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "lykta.sites.api.answers.ApiAnswers",
    "lykta.sites.doors.DoorMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "lykta.config.urls"
WSGI_APPLICATION = "lykta.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lykta.sites.context.site",
            ],
            "builtins": ["lykta.sites.templatetags.lykta"],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(default=f"sqlite:///{DATA_DIR / 'lykta.sqlite3'}", conn_max_age=600),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Django's own defaults lose writes under load; a receipt is given only for what is on the disk.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["models.W042"]

AUTH_USER_MODEL = "accounts.Account"
LYKTA_ROLES = "lykta.config.roles.ROLES"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "lykta.sites.login.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, never by signing up
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0  # whose X-Forwarded-For counts when logins are slowed down
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "lykta.sites.front_door.forged"
LOGIN_REDIRECT_URL = "staff:choose"
ACCOUNT_LOGOUT_REDIRECT_URL = "front_door"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": ["'unsafe-inline'"],  # charts are inline SVG with style attributes
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

FORM_RENDERER = "lykta.sites.forms.Renderer"

# Swedish whatever the browser prefers: the law, the forms and the people are Swedish.
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "base" / "kernel" / "locale", PACKAGE / "journeys" / "locale"]  # no apps of their own
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"  # shown and counted here; stored in UTC

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"  # stays empty: files are served from the package
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Mail leaves by SMTP where LYKTA_SMTP names a server; otherwise it is kept as files in the data folder.
if os.environ.get("LYKTA_SMTP"):
    globals().update(smtp_settings(os.environ))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("LYKTA_MAIL_FROM", "lykta@localhost")
LYKTA_MAILBOXES = mailboxes(os.environ.get("LYKTA_IMAP", ""))  # read by the worker
BASE_URL = os.environ.get("LYKTA_BASE_URL", "http://127.0.0.1:8000")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
