"""Django's settings, made from the environment of the installation."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from selaras.site import env

ENVIRONMENT = env.read(os.environ)
SOURCES = Path(__file__).parents[1]

SELARAS_DATA = ENVIRONMENT.data
SELARAS_DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
SELARAS_GOVERNMENT = ENVIRONMENT.government
SELARAS_HOSTS = ENVIRONMENT.hosts
SELARAS_ADDRESS = ENVIRONMENT.address
SELARAS_PACKS = ENVIRONMENT.packs

# Without host names of its own, an installation answers this computer alone and may do so without TLS.
LOCAL = not SELARAS_HOSTS

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key or env.kept_secret_key(SELARAS_DATA)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *SELARAS_HOSTS]

ROOT_URLCONF = "selaras.site.urls"
WSGI_APPLICATION = "selaras.site.wsgi.application"
INSTALLED_APPS = [
    "selaras.web",
    "selaras.papers",
    "selaras.records",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "selaras.site.apps.StaticFiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "selaras.web.pages.PagesMiddleware",
    "selaras.web.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "selaras.web.middleware.GovernmentMiddleware",
    "selaras.web.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "selaras.web.context.page",
            ],
            # Every form that is sent names the post in which its page was opened.
            "builtins": ["selaras.web.templatetags.tokens"],
        },
    }
]

FORM_RENDERER = "selaras.web.widgets.Written"

# Database. A lasting connection halves the cost of a page; it is tried before each request that uses it, so that a
# server that was restarted meanwhile costs nobody a page.
DATABASE: dict[str, Any] = {
    **dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=600, conn_health_checks=True)
}
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = {
        # A transaction that may write says so when it begins; it then waits for its turn and never fails halfway.
        "transaction_mode": "IMMEDIATE",
        "timeout": env.PATIENCE,
        # With WAL, anything less than FULL loses acknowledged acts when the power goes.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
    }
else:
    DATABASE["OPTIONS"] = env.postgresql_options(DATABASE.get("OPTIONS", {}))
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"}}

# Language and time. Pages show the zone of their government; this one serves where none is known.
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [folder / "locale" for folder in (SOURCES / "web", *sorted(SOURCES.glob("packs/*")), *SELARAS_PACKS)]
TIME_ZONE = "Asia/Makassar"
USE_TZ = True

# Accounts: made by an administrator, entered by name and password.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/kerja/"
ACCOUNT_ADAPTER = "selaras.site.accounts.ClosedAdapter"
ACCOUNT_FORMS = {"login": "selaras.site.accounts.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# A whole office may share one address; a single account is guarded closely.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,5/5m/key"}

# Pages
CSRF_FAILURE_VIEW = "selaras.web.unsent.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
STATIC_URL = "/static/"
STATIC_ROOT = SELARAS_DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": SELARAS_DATA / "files", "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
if not LOCAL:
    # An installation with host names stands behind exactly one proxy, which ends TLS and sets these two headers.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
# W021 asks to enter the browsers' preload list: that is for the owner of the whole domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Work for the background: one queue in the database, so that a task comes with its act or not at all. Acts put it by
# name; what stands behind a name may lie on any floor and is imported by the worker alone. A task that failed for good
# puts the one of the same name with ".failed", where there is one.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
SELARAS_JOBS = {
    "schedule": "selaras.site.jobs.run_scheduled",
    "data.archive": "selaras.api.archive.again",
    "search.rebuild": "selaras.actions.search.rebuild",
    "sums.remake": "selaras.actions.sums.remake",
    "papers.render": "selaras.papers.letters.render",
    "papers.copies": "selaras.papers.letters.copies",
    "papers.render.failed": "selaras.actions.papers.give_up",
    "webhooks.send": "selaras.actions.deliveries.send",
}

# Signatures in papers: "" for a certificate of its own, file:// for a certificate file, https:// for the service.
SELARAS_SIGNER = ENVIRONMENT.signer

# Mail and log
globals().update(ENVIRONMENT.email)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
