"""What this installation runs with: what differs between machines comes from the environment.

A value may also stand in `.env` beside manage.py, and a secret in a file named by `<NAME>_FILE`.
`docs/settings.md` lists every variable with its meaning.
"""

from pathlib import Path
from typing import Any

import environ
import structlog
from celery.schedules import crontab, schedule
from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

from qbo_bridge import redaction

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(str(BASE_DIR / ".env"))


def secret(name: str) -> str:
    """The value of `name`, or the content of the file that `<name>_FILE` points to."""
    file = env.str(f"{name}_FILE", default="")
    value = Path(file).read_text().strip() if file else env.str(name, default="")
    if value:
        return str(value)
    raise ImproperlyConfigured(
        f"{name} is missing. Run `python -m qbo_bridge.first_run` once to create it in .env, "
        f"or set {name} (or {name}_FILE) in the environment."
    )


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret("SECRET_KEY")
# The first key encrypts, all of them decrypt: put a new key in front to rotate.
TOKEN_KEYS = [key.strip() for key in secret("TOKEN_KEYS").split(",")]
STATE_DIR = Path(env.str("STATE_DIR", default=str(BASE_DIR / "var")))
STATE_DIR.mkdir(parents=True, exist_ok=True)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address under which a browser, and Intuit's redirect, reaches the console.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
# Where a local QuickBooks Online answers; empty in production: then only Intuit is talked to.
EMULATOR_URL = env.str("EMULATOR_URL", default="").rstrip("/")
# Further ones, which a connection may choose as its base URL: no other address is ever talked to.
EMULATOR_URLS = [url.rstrip("/") for url in env.list("EMULATOR_URLS", default=[])]
# An emulator on another host than this one, as in docker compose, must be allowed by name.
ALLOW_EMULATOR = env.bool("ALLOW_EMULATOR", default=False)

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "qbo_bridge.apps.BridgeConfig",
    "entities",
    "connections",
    "sync_queue",
    # What extensions bring along: tables, pages, commands (docs/mapping.md).
    *env.list("QBO_BRIDGE_APPS", default=[]),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "qbo_bridge.privacy.NoStoreMiddleware",
]
ROOT_URLCONF = "qbo_bridge.urls"
WSGI_APPLICATION = "qbo_bridge.wsgi.application"
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
            ]
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{STATE_DIR}/bridge.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # One writer at a time: IMMEDIATE takes the write lock at the start, so that no transaction
    # fails half-way when it turns from reading to writing.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
# Alpine, inside the admin theme, evaluates its inline expressions: hence 'unsafe-eval'.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, UNSAFE_EVAL],
        "style-src": [SELF],
        "style-src-attr": [UNSAFE_INLINE],
        # A browser applies form-action to the redirect that follows the "Connect" button, too.
        "form-action": [
            SELF,
            "https://appcenter.intuit.com",
            *([EMULATOR_URL] if EMULATOR_URL else []),
            *EMULATOR_URLS,
        ],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

# Where people of this installation find help: a web page or a mail address.
HELP_CONTACT = env.str("HELP_CONTACT", default="")
# Mails are sent only where a mail server is named.
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_SECURITY = env.str("EMAIL_SECURITY", default="starttls")
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
if EMAIL_SECURITY not in ("starttls", "tls", "none"):
    raise ImproperlyConfigured("EMAIL_SECURITY is one of starttls, tls and none.")
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="qbo-bridge@localhost")

LANGUAGE_CODE = "en-us"
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

STATIC_URL = "static/"
STATIC_ROOT = STATE_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "qbo_bridge" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# The look of the admin and the console. The colours stand in bridge/console.css: a theme's inline
# <style> would need a weaker content security policy.
UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "QBO Bridge",
    "SITE_HEADER": "QBO Bridge",
    "SITE_SUBHEADER": "Your store in QuickBooks",
    "SITE_SYMBOL": "sync_alt",
    "SITE_URL": None,
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("bridge/mark.svg"),
        }
    ],
    "COLORS": lambda request: {},
    "STYLES": [lambda request: static("bridge/console.css")],
    "SCRIPTS": [
        lambda request: static("bridge/theme.js"),
        lambda request: static("bridge/console.js"),
        lambda request: static("bridge/live.js"),
    ],
    "DASHBOARD_CALLBACK": "qbo_bridge.dashboard.home",
    "SIDEBAR": {"navigation": "qbo_bridge.navigation.groups"},
}

BROKER_DIR = STATE_DIR / "broker"
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://localhost")
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "beat-schedule")
if CELERY_BROKER_URL.startswith("filesystem"):
    for folder in ("messages", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
else:
    # A doorbell that cannot be rung at once is not worth waiting for: beat reads the queue anyway.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 60,
        "socket_timeout": 2,
        "socket_connect_timeout": 1,
        "max_retries": 0,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
    }
READ_EVERY_S = env.float("READ_EVERY_S", default=10.0)
PULL_EVERY_S = env.float("PULL_EVERY_S", default=3600.0)
CELERY_BEAT_SCHEDULE = {
    "read the queues": {
        "task": "sync_queue.tasks.read_due_queues",
        "schedule": schedule(READ_EVERY_S),
        "options": {"expires": READ_EVERY_S},
    },
    "refresh sign-ins ahead of expiry": {
        "task": "connections.tasks.refresh_due_tokens",
        "schedule": schedule(60.0),
        "options": {"expires": 60.0},
    },
    "warn of what does not work": {
        "task": "sync_queue.tasks.watch_connections",
        "schedule": schedule(60.0),
        "options": {"expires": 60.0},
    },
    "compare tax rates every night": {
        "task": "connections.tasks.compare_taxes",
        "schedule": crontab(minute=17, hour=3),
        "options": {"expires": 3600.0},
    },
    "find what no signal told": {
        "task": "sync_queue.tasks.sweep",
        "schedule": schedule(600.0),
        "options": {"expires": 600.0},
    },
    "bring back what changed in QuickBooks": {
        "task": "sync_queue.tasks.pull_due_changes",
        "schedule": schedule(PULL_EVERY_S),
        "options": {"expires": PULL_EVERY_S},
    },
}

# QuickBooks' limits per company (docs/limits.md); a share of the minute is kept for the console.
QBO_LIMITS = {
    "requests_per_minute": env.int("QBO_REQUESTS_PER_MINUTE", default=500),
    "requests_per_second": env.int("QBO_REQUESTS_PER_SECOND", default=10),
    "in_flight": env.int("QBO_IN_FLIGHT", default=10),
    "batches_per_minute": env.int("QBO_BATCHES_PER_MINUTE", default=40),
    "items_per_batch": env.int("QBO_ITEMS_PER_BATCH", default=30),
    "reserved_for_console": env.int("QBO_RESERVED_FOR_CONSOLE", default=20),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                redaction.hide_secrets,
                structlog.processors.KeyValueRenderer(
                    key_order=["timestamp", "level", "event"], sort_keys=True
                ),
            ],
            "foreign_pre_chain": [
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.stdlib.add_log_level,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.format_exc_info,
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # These print request bodies and tokens at DEBUG.
        "requests_oauthlib": {"level": "WARNING"},
        "oauthlib": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},
    },
}

# Further steps, fields, push and pull methods: "package.module:function" each (docs/mapping.md).
QBO_BRIDGE_EXTENSIONS = env.list("QBO_BRIDGE_EXTENSIONS", default=[])

# How the reader takes its time, in seconds (docs/settings.md).
READER = {
    # A reader that does not renew its lease for so long is taken for dead.
    "lease_s": env.float("READER_LEASE_S", default=30.0),
    # After so long it lets the company that waited longest go first.
    "slice_s": env.float("READER_SLICE_S", default=60.0),
    # A call that was not answered may be running for so long; before that nothing is repeated.
    "quiet_s": env.float("READER_QUIET_S", default=130.0),
    # QuickBooks answers a repeated request id for so long at least.
    "request_id_window_s": env.float("READER_REQUEST_ID_WINDOW_S", default=86_400.0),
    # A write may take effect so late; only then is "not found" believed.
    "late_write_s": env.float("READER_LATE_WRITE_S", default=14_400.0),
    # What could be sent and was not read for so long: the console says that nobody reads.
    "missed_after_s": env.float("READER_MISSED_AFTER_S", default=900.0),
}
