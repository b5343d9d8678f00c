"""Every setting, read once from the environment; a value that makes no sense stops the start."""

import logging
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

from engine.spec import Limits
from statis import logs
from statis.supervision.valkey import redis_url

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)


def secret_key(*, given: str, folder: Path, is_embedded: bool) -> str:
    """
    Return the key that signs sessions: the one given, or one made once and kept in the folder.

    :raises ImproperlyConfigured: if it must be given and is not, or is too short to be a secret.
    """
    if given:
        if len(given) < 32:
            raise ImproperlyConfigured("SECRET_KEY is too short to be a secret. Use at least 32 random characters.")
        return given
    if not is_embedded:
        raise ImproperlyConfigured(
            "SECRET_KEY is required when DATABASE_URL is set. Make one with "
            "`python -c 'import secrets; print(secrets.token_urlsafe(50))'` and set it for every process."
        )
    path = folder / "secret-key"
    if not path.exists():
        draft = folder / f"secret-key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        # A link appears whole or not at all; of two processes starting together, the first one's key stays.
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="ascii")


def database(url_setting: dict[str, Any]) -> dict[str, Any]:
    """Return the database's settings, with what SQLite needs to serve several processes."""
    if url_setting["ENGINE"] != "django.db.backends.sqlite3":
        return {**url_setting, "CONN_HEALTH_CHECKS": True}
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
    # IMMEDIATE: a transaction that will write says so at its start, and waits instead of failing half-way.
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {**url_setting, "OPTIONS": {**url_setting.get("OPTIONS", {}), **options}}


def checked_rate(rate: str) -> str:
    """
    Return a rate limit such as 5/m/ip, checked.

    :raises ImproperlyConfigured: if it cannot be read.
    """
    if not re.fullmatch(r"\d+/\d*[smhd]/(ip|user|key)(,\d+/\d*[smhd]/(ip|user|key))*", rate):
        raise ImproperlyConfigured(f"{rate!r} is no rate limit. Write one like 5/m/ip or 10/h/ip,5/300s/key.")
    return rate


def between(low: int, high: int) -> validate.Range:
    """Return the check of a whole number, whose complaint names what is allowed."""
    return validate.Range(min=low, max=high, error=f"Write a whole number from {low:,} to {high:,}.")


def market_sources(names: list[str]) -> tuple[str, ...]:
    """
    Return the sources of prices in their order, each once.

    :raises ImproperlyConfigured: if one is not known.
    """
    found = tuple(dict.fromkeys(name.strip().lower() for name in names if name.strip()))
    known = ("yahoo", "alpha_vantage", "finnhub")
    for name in found:
        if name not in known:
            choice = ", ".join(known)
            raise ImproperlyConfigured(f"MARKET_SOURCES names {name!r}. Choose from {choice}, or leave it empty.")
    return found


def hourly_numbers(pairs: list[str]) -> dict[str, int]:
    """
    Return how many of something each group has an hour, from pairs such as pro=50.

    :raises ImproperlyConfigured: if one cannot be read.
    """
    found = {}
    for pair in filter(None, map(str.strip, pairs)):
        name, _, number = pair.rpartition("=")
        if not name.strip() or not number.strip().isdecimal():
            raise ImproperlyConfigured(f"{pair!r} gives a group no number. Write groups like pro=50,team=200.")
        found[name.strip()] = int(number)
    return found


VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var").resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)
# Embedded: nothing else is installed; SQLite and our own Valkey, on this machine, for the people at it.
IS_EMBEDDED = not env.str("DATABASE_URL", "")
# The account `make run` makes: its first report is what visitors see on the landing page.
DEMO_EMAIL = "demo@statis.example"

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = secret_key(given=env.str("SECRET_KEY", ""), folder=VAR_DIR, is_embedded=IS_EMBEDDED)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_structlog",
    "template_partials",
    "statis",
    "accounts",
    "marketdata",
    "indicators",
    "strategies",
    "backtests",
]
# All of these answer in async: one that did not would move every event stream into a thread.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "statis.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "statis.context.theme",
                "statis.context.installation",
                "statis.context.isolation",
                "statis.context.navigation",
            ],
        },
    }
]
# Our field template (templates/django/forms/field.html) draws every form, the admin's excepted.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
ROOT_URLCONF = "statis.urls"
ASGI_APPLICATION = "statis.asgi.application"
WSGI_APPLICATION = "statis.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
LOGGING = logs.configure(is_readable=DEBUG, level=LOG_LEVEL)

# Database and broker
OWN_DATABASE: dict[str, Any] = {**dj_database_url.parse(f"sqlite:///{VAR_DIR / 'statis.sqlite3'}")}
DATABASES = {"default": database(OWN_DATABASE if IS_EMBEDDED else env.dj_db_url("DATABASE_URL"))}
REDIS_URL = env.str("REDIS_URL", "") or redis_url(VAR_DIR)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if not IS_EMBEDDED:
    # Several web processes count rate limits together.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

# Static files: hashed names, kept by browsers for ever
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "staticfiles").resolve()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "servestatic.storage.CompressedManifestStaticFilesStorage"
    },
}

# Security. COOKIES_SECURE is for anything served over HTTPS; the embedded set-up is plain HTTP on 127.0.0.1.
COOKIES_SECURE = env.bool("COOKIES_SECURE", not IS_EMBEDDED and not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = COOKIES_SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 0)
# A file larger than 20 MB is left out before it fills a disk.
FILE_UPLOAD_HANDLERS = [
    "statis.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if env.bool("BEHIND_HTTPS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "statis.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # The nonce is for the one style element that CodeMirror adds; nothing inline is allowed beside it.
        "style-src": [SELF, NONCE],
        "script-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Accounts: an email address and a password
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = env.str(
    "EMAIL_VERIFICATION", "optional", validate=validate.OneOf(["none", "optional", "mandatory"])
)
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Statis] "
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.LoginForm", "signup": "accounts.forms.SignupForm"}
# How many proxies in front of us may be believed about the visitor's address, which rate limits count by.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
ACCOUNT_RATE_LIMITS = {
    "login": checked_rate(env.str("LOGIN_RATE", "30/m/ip")),
    "login_failed": checked_rate(env.str("LOGIN_FAILED_RATE", "10/m/ip,5/300s/key")),
    "signup": checked_rate(env.str("SIGNUP_RATE", "20/m/ip")),
    "reset_password": checked_rate(env.str("RESET_PASSWORD_RATE", "20/m/ip,5/m/key")),
}

# Email: without EMAIL_URL every message is a file under VAR_DIR
OUTBOX_DIR = VAR_DIR / "outbox"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Statis <statis@localhost>")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(OUTBOX_DIR)
if env.str("EMAIL_URL", ""):
    vars().update(env.dj_email_url("EMAIL_URL"))

# Limits of one run. Stored with each, so that its page names those it ran under.
RUN_LIMITS = Limits(
    wall_seconds=env.int("RUN_WALL_SECONDS", 60, validate=between(1, 3_600)),
    cpu_seconds=env.int("RUN_CPU_SECONDS", 60, validate=between(1, 3_600)),
    memory_bytes=env.int("RUN_MEMORY_MB", 512, validate=between(64, 65_536)) << 20,
    output_bytes=env.int("RUN_OUTPUT_MB", 32, validate=between(1, 1_024)) << 20,
    orders=env.int("RUN_ORDERS", 100_000, validate=between(1, 10_000_000)),
    log_lines=env.int("RUN_LOG_LINES", 1_000, validate=between(0, 100_000)),
    log_line_chars=env.int("RUN_LOG_LINE_CHARS", 500, validate=between(20, 10_000)),
)

# Market data: which sources are asked for prices that are not stored, in this order; if empty, none ever is.
MARKET_SOURCES = market_sources(env.list("MARKET_SOURCES", ["yahoo", "alpha_vantage", "finnhub"]))
ALPHA_VANTAGE_API_KEY = env.str("ALPHA_VANTAGE_API_KEY", "")
ALPHA_VANTAGE_PREMIUM = env.bool("ALPHA_VANTAGE_PREMIUM", False)
FINNHUB_API_KEY = env.str("FINNHUB_API_KEY", "")
# Only for a proxy or a stand-in in front of them; empty is the public address.
YAHOO_URL = env.str("YAHOO_URL", "") or "https://finance.yahoo.com"
ALPHA_VANTAGE_URL = env.str("ALPHA_VANTAGE_URL", "") or "https://www.alphavantage.co"
FINNHUB_URL = env.str("FINNHUB_URL", "") or "https://finnhub.io/api/v1"
MARKET_REFRESH_SERIES = env.int("MARKET_REFRESH_SERIES", 20, validate=between(0, 10_000))
MARKET_WATCHED_DAYS = env.int("MARKET_WATCHED_DAYS", 30, validate=between(1, 3_650))

# Strategies: how long a deleted one can be brought back.
STRATEGY_UNDO_DAYS = env.int("STRATEGY_UNDO_DAYS", 30, validate=between(1, 3_650))

# Strategies from words
GENERATIONS_PER_HOUR = env.int("GENERATIONS_PER_HOUR", 5, validate=between(0, 100_000))
GENERATIONS_PER_HOUR_BY_GROUP = hourly_numbers(env.list("GENERATIONS_PER_HOUR_BY_GROUP", []))
GENERATION_ROUNDS = env.int("GENERATION_ROUNDS", 4, validate=between(1, 20))
GENERATION_SECONDS = env.int("GENERATION_SECONDS", 300, validate=between(10, 3_600))
GENERATION_LEASE_SECONDS = env.int("GENERATION_LEASE_SECONDS", 30, validate=between(2, 3_600))
GENERATION_PICKUP_SECONDS = env.int("GENERATION_PICKUP_SECONDS", 15, validate=between(1, 3_600))
MAX_GENERATIONS_IN_FLIGHT = env.int("MAX_GENERATIONS_IN_FLIGHT", 3, validate=between(1, 1_000))

# Celery
CELERY_BROKER_URL = REDIS_URL
# A run may be repeated once, with more warm-up, a generation may end with a trial; the rest is for prices, figures and
# a busy machine.
CELERY_TASK_SOFT_TIME_LIMIT = max(600, 3 * int(RUN_LIMITS.wall_seconds), 2 * GENERATION_SECONDS)
CELERY_TASK_TIME_LIMIT = CELERY_TASK_SOFT_TIME_LIMIT + 30
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A lost worker's message comes back after this; the database lease normally brings the run back much sooner.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_TASK_TIME_LIMIT + 270,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "backtests"
# A worker takes both, unless it is started with --queues for one of them.
CELERY_TASK_QUEUES: dict[str, Any] = {"backtests": {}, "generation": {}}
CELERY_TASK_ROUTES = {"strategies.tasks.generate": {"queue": "generation"}}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# A web request must not wait for a broker that is away: the reaper enqueues what could not be sent.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A new worker process waits for the sandbox first, or starts its own, which takes a while on a busy machine.
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 60
# The worker logs through the same structure, with the request id of whoever asked.
DJANGO_STRUCTLOG_CELERY_ENABLED = True
# A task's and a request's end is one line. Somebody closing a live page is no reason to warn.
DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_REQUEST_CANCELLED_LOG_LEVEL = logging.INFO
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BEAT_SCHEDULE = {
    "reap": {"task": "backtests.tasks.reap", "schedule": 5.0, "options": {"expires": 30}},
    "reap-generations": {"task": "strategies.tasks.reap", "schedule": 5.0, "options": {"expires": 30}},
    "refresh": {"task": "marketdata.tasks.refresh", "schedule": 900.0, "options": {"expires": 600}},
    "purge": {"task": "strategies.tasks.purge", "schedule": 3_600.0, "options": {"expires": 3_000}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# Backtests
MAX_RUNS_IN_FLIGHT = env.int("MAX_RUNS_IN_FLIGHT", 5)
RUN_LEASE_SECONDS = env.int("RUN_LEASE_SECONDS", 30)
RUN_PICKUP_SECONDS = env.int("RUN_PICKUP_SECONDS", 15)
LOOKAHEAD_CUTS = env.int("LOOKAHEAD_CUTS", 12, validate=validate.Range(0, 1_000))
LOOKAHEAD_MAX_BARS = env.int("LOOKAHEAD_MAX_BARS", 500_000, validate=validate.Range(0))
LOOKAHEAD_SECONDS = env.float("LOOKAHEAD_SECONDS", 10.0, validate=validate.Range(0))
# Where the sandbox service listens; empty: every process that needs a sandbox starts one of its own.
SANDBOX_SOCKET = env.str("SANDBOX_SOCKET", "")
# Only for a machine without Landlock and seccomp, and code you would run yourself.
SANDBOX_REDUCED_ISOLATION = env.bool("SANDBOX_REDUCED_ISOLATION", False)
SSE_STREAMS_PER_USER = env.int("SSE_STREAMS_PER_USER", 10)
