"""Django's settings, made from ours: no settings module, nothing read from the environment here."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

ROOMS = Path(__file__).parent.parent
YEAR = 31_536_000  # seconds
LOCAL = ["localhost", "127.0.0.1", "[::1]"]
MIDDLEWARE = [
    "janji.site.security.answered_safely",
    "janji.site.packed.packed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "janji.site.visitor.heard",
    "janji.desk.access_guard.guarded",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "janji.site.templatetags.words",
                "janji.desk.templatetags.desk_words",
                "janji.desk.templatetags.desk_settings",
                "janji.desk.templatetags.desk_access",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "janji.site.visitor.common",
            ],
        },
    }
]
BEST_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]


def fixed() -> dict[str, Any]:
    """The settings that are the same for every installation.

    Cookies exist below /desk/ alone: public pages set none.
    """
    return {
        "DEBUG": False,
        "INSTALLED_APPS": [
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "janji.site",
            "janji.desk",
        ],
        "MIDDLEWARE": MIDDLEWARE,
        "TEMPLATES": TEMPLATES,
        "ROOT_URLCONF": "janji.site.urls",
        "PASSWORD_HASHERS": BEST_HASHERS,
        "LOGIN_URL": "desk:login",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "USE_I18N": True,
        "LANGUAGE_CODE": "id",
        "LANGUAGES": [("id", "Bahasa Indonesia"), ("en", "English")],
        "USE_THOUSAND_SEPARATOR": True,
        "CSRF_FAILURE_VIEW": "janji.site.faults.form_not_ours",
        "CSRF_COOKIE_PATH": "/desk/",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "SESSION_COOKIE_PATH": "/desk/",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 256 * 1024,
        "LOGGING_CONFIG": None,  # Django's own log lines carry paths and addresses; ours do not
        "DATABASES": {"default": {}},
    }


def of_installation(public_url: str) -> dict[str, Any]:
    """The settings that follow from the address customers use.

    A proxy ends TLS before us, so that no request says by itself that it was encrypted; browsers
    heed the order to come encrypted only when it comes so (RFC 6797, section 8.1).
    """
    address = urlsplit(public_url)
    secure = address.scheme == "https"
    return {
        "ALLOWED_HOSTS": [address.hostname or "localhost", *LOCAL],
        "CSRF_TRUSTED_ORIGINS": [f"{address.scheme}://{address.netloc}"] if secure else [],
        "CSRF_COOKIE_SECURE": secure,
        "SESSION_COOKIE_SECURE": secure,
        "SECURE_HSTS_SECONDS": YEAR if secure else 0,
    }


def database(url: str) -> dict[str, Any]:
    """Django's database entry for a PostgreSQL address; its own tables lie in schema desk."""
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    extra = {
        k: v for k, v in parts.items() if k not in {"dbname", "user", "password", "host", "port"}
    }
    extra["options"] = f"{extra.get('options', '')} -c search_path=desk".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "OPTIONS": extra,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "ATOMIC_REQUESTS": False,
        "AUTOCOMMIT": True,
        "TIME_ZONE": None,
        "TEST": {},
    }
