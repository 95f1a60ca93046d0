"""Settings, read from the environment; `.env.example` lists every variable.

Two ways to run: on one machine (no DATABASE_URL, or DEBRIEF_ONE_MACHINE=1), where what is missing is
made under `.data/`; and in production, where a missing secret stops the start with a sentence.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from debrief import environment
from debrief.database import local

env = os.environ.get

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env("DEBRIEF_DATA") or BASE_DIR / ".data")

ONE_MACHINE = not env("DATABASE_URL") or environment.switch("DEBRIEF_ONE_MACHINE")
DEBUG = environment.switch("DEBRIEF_DEBUG")
if DEBUG and not ONE_MACHINE:
    raise ImproperlyConfigured(
        "Set DEBRIEF_DEBUG to 0, or leave it out: whoever meets an error would see everything in it."
    )

SECRET_KEY = environment.secret("DEBRIEF_SECRET_KEY") or (local.secret_key(DATA_DIR) if ONE_MACHINE else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "Set DEBRIEF_SECRET_KEY to 50 or more random characters, for example the output of: "
        'python -c "import secrets; print(secrets.token_urlsafe(50))"'
    )

# Earlier ones, while something made with them is still around: the secrets of authenticator apps, for one.
SECRET_KEY_FALLBACKS = env("DEBRIEF_OLD_SECRET_KEYS", "").split()

# Where people reach this installation. It decides hosts, cookies and transport security.
SITE_URL = environment.site_address("DEBRIEF_URL") or ("http://127.0.0.1:8000" if ONE_MACHINE else "")
if not SITE_URL:
    raise ImproperlyConfigured("Set DEBRIEF_URL to the public address, such as https://debrief.example.org")
_site = urlsplit(SITE_URL)
IS_HTTPS = _site.scheme == "https"
if not (IS_HTTPS or ONE_MACHINE):
    raise ImproperlyConfigured("DEBRIEF_URL has to start with https:// outside a single machine.")

ALLOWED_HOSTS = [_site.hostname or "", *environment.hosts("DEBRIEF_HOSTS")]
if ONE_MACHINE:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]

# Whom to tell of a hole in it, named in /.well-known/security.txt; without one there is no such file.
SECURITY_CONTACT = environment.contact("DEBRIEF_SECURITY_CONTACT")

INSTALLED_APPS = [
    "debrief.database",  # before Django's own: its `migrate` runs as the role that owns the tables
    "debrief.privacy",
    "debrief.ui",
    "debrief.accounts",
    "debrief.helplines",
    "debrief.tips",
    "debrief.debriefs",
    "debrief.notes",
    "debrief.recovery",
    "debrief.sharing",
    "debrief.reminders",
    "debrief.archive",
    "procrastinate.contrib.django",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "simple_history",
    "django.contrib.admin.apps.SimpleAdminConfig",  # nothing registers itself; see tips.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "whitenoise.runserver_nostatic",
]

MIDDLEWARE = [
    "debrief.privacy.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "debrief.privacy.compression.CompressionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "debrief.privacy.middleware.ResponseHeadersMiddleware",
    "debrief.database.middleware.DatabaseOutageMiddleware",
    "debrief.archive.middleware.DeletedMeanwhileMiddleware",
    "debrief.privacy.middleware.UnreadableInputMiddleware",
    "debrief.accounts.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "debrief.accounts.middleware.AuthenticationMiddleware",
    "debrief.privacy.audit.RefusalsMiddleware",
    "debrief.privacy.middleware.SignInRequiredMiddleware",
    "debrief.privacy.limits.LimitsMiddleware",
    "debrief.privacy.middleware.OwnerRowsMiddleware",
    "debrief.accounts.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "debrief.accounts.signing_in.again.SignInAgainMiddleware",
]

ROOT_URLCONF = "debrief.urls"
WSGI_APPLICATION = "debrief.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",  # for the pages of the admin
                "django.contrib.messages.context_processors.messages",
                "debrief.ui.context_processors.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "debrief.ui.templatetags.ui",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("ui",)
CRISPY_TEMPLATE_PACK = "ui"
CRISPY_FAIL_SILENTLY = False

# Two roles on one database: `default` owns nothing and sees only its person's rows; `owner` holds the
# tables and runs migrations. See docs/decisions/0003.
_urls = local.database_urls(DATA_DIR)
DATABASES = {
    "default": dj_database_url.parse(
        environment.database_address("DATABASE_URL") or _urls.app,
        engine="debrief.database.backend",
        conn_max_age=60,  # seconds
        conn_health_checks=True,
    ),
    "owner": dj_database_url.parse(
        environment.database_address("DATABASE_OWNER_URL") or env("DATABASE_URL") or _urls.owner
    ),
}
# A query that takes longer than this is stopped, and the person gets a 503 that says so.
DATABASES["default"].setdefault("OPTIONS", {}).update(
    {"connect_timeout": 5, "options": "-c statement_timeout=8000 -c lock_timeout=5000"}
)
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True  # pgbouncer in transaction mode
DATABASES["owner"]["TEST"] = {"MIRROR": "default"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits have to be exact across workers, so the cache lives in PostgreSQL.
# Pages that are the same for everybody are kept by each process for a minute instead.
_OF_PROCESS = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": "debrief.privacy.limits.ExactCache", "LOCATION": "database_cache"},
    "pages": {"BACKEND": _OF_PROCESS, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 500}},
    "notes": {"BACKEND": _OF_PROCESS, "LOCATION": "notes", "OPTIONS": {"MAX_ENTRIES": 500}},
}

# --- People -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["debrief.accounts.backends.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    # NIST SP 800-63B rev. 4: length instead of composition when a password stands alone.
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

EMAIL_HOST = env("EMAIL_HOST", "")
EMAIL_PORT = environment.whole_number("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = environment.switch("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("EMAIL_FROM") or f"Debrief <debrief@{_site.hostname}>"
HAS_MAIL = bool(EMAIL_HOST)

ACCOUNT_ADAPTER = "debrief.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "debrief.accounts.forms.SignUpForm",
    "login": "debrief.accounts.forms.SignInForm",
    "reset_password": "debrief.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "debrief.accounts.forms.NewPasswordForm",
    "change_password": "debrief.accounts.forms.ChangePasswordForm",
    "set_password": "debrief.accounts.forms.SetPasswordForm",
    "reauthenticate": "debrief.accounts.signing_in.forms.PasswordAgainForm",
    "request_login_code": "debrief.accounts.forms.RequestCodeForm",
    "confirm_login_code": "debrief.accounts.forms.ConfirmCodeForm",
    "confirm_email_verification_code": "debrief.accounts.forms.VerifyEmailForm",
    "add_email": "debrief.accounts.forms.NewAddressForm",
}
# Without mail nobody can be sent a code, so signing up signs in.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if HAS_MAIL else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = HAS_MAIL
ACCOUNT_LOGIN_BY_CODE_ENABLED = HAS_MAIL
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600  # seconds
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = False
ACCOUNT_EMAIL_NOTIFICATIONS = HAS_MAIL
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Counted below instead: there nobody is locked out by what others do, and one is told when to try again.
ACCOUNT_RATE_LIMITS = dict.fromkeys(
    ("login", "signup", "reset_password", "request_login_code", "confirm_email")
)
ACCOUNT_CHANGE_EMAIL = True  # one address each; a new one takes the old one's place
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/you/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
# Before a change of what one signs in with, the address, an export or deleting everything.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds

MFA_ADAPTER = "debrief.accounts.signing_in.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
MFA_TOTP_ISSUER = "Debrief"
MFA_ALLOW_UNVERIFIED_EMAIL = not HAS_MAIL  # without mail no address can be verified
# Twice for each sign-in, and a whole careers centre may sign in from one address.
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_FORMS = {
    "authenticate": "debrief.accounts.signing_in.forms.SecondStepForm",
    "reauthenticate": "debrief.accounts.signing_in.forms.CodeAgainForm",
    "activate_totp": "debrief.accounts.signing_in.forms.AddAppForm",
    "authenticate_webauthn": "debrief.accounts.signing_in.forms.SecondStepPasskeyForm",
    "reauthenticate_webauthn": "debrief.accounts.signing_in.forms.PasskeyAgainForm",
    "login_webauthn": "debrief.accounts.signing_in.forms.PasskeySignInForm",
    "add_webauthn": "debrief.accounts.signing_in.forms.AddPasskeyForm",
    "edit_webauthn": "debrief.accounts.signing_in.forms.NamePasskeyForm",
}

# --- How often something may be tried: times, and within how many seconds; see docs/decisions/0019 -----
LIMITS = {
    # By one network; with one account from one network; with one account from anywhere; and from a browser
    # that has signed in with that account before, for which none of the others count.
    "wrong-password:network": (10, 60),
    "wrong-password:here": (5, 300),
    "wrong-password:anywhere": (100, 3600),
    "wrong-password:known": (10, 300),
    "sign-up:network": (20, 60),
    "sign-up:here": (5, 600),
    "sign-up:anywhere": (20, 3600),
    "sign-up:known": (5, 600),
    "reset:network": (20, 60),
    "reset:here": (5, 600),
    "reset:anywhere": (20, 3600),
    "reset:known": (5, 600),
    "code:network": (20, 60),
    "code:here": (5, 600),
    "code:anywhere": (20, 3600),
    "code:known": (5, 600),
    "wrong-code": (3, 600),  # by one browser, with one code
    "share:network": (30, 60),  # links that open nothing
    # By one person.
    "export": (6, 3600),
    "import": (12, 3600),
}

# --- Sessions, cookies, transport ---------------------------------------------------------------------
SESSION_ENGINE = "debrief.accounts.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600  # seconds: thirty days
_prefix = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_prefix}sessionid"
CSRF_COOKIE_NAME = f"{_prefix}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SHARED_PHONE_COOKIE_NAME = f"{_prefix}shared"
# Sent to the page of a link alone, which a cookie with the other prefix could not be.
SHARE_COOKIE_NAME = "__Secure-share" if IS_HTTPS else "share"
CSRF_FAILURE_VIEW = "debrief.privacy.views.stale_page"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if IS_HTTPS else 0  # seconds: two years
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
# How many proxies stand in front. Only what they add to X-Forwarded-For counts: the rest anybody can write.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.whole_number("DEBRIEF_BEHIND_PROXY", default=0, least=0, most=9)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Nothing but our own files, and no exception. A policy without nonces is one constant header.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
# One request carries at most one stage: 40 questions, 8 people and the longest texts fit many times over.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
# The one file anybody brings: an archive of everything they wrote.
MOST_UPLOADED = 20_000_000  # bytes
FILE_UPLOAD_HANDLERS = [
    "debrief.privacy.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Words and time -----------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
# Every word is marked for translation. There is one language yet, and looking each of them up in catalogues
# that do not have it took a third of a page; a second language turns this on.
USE_I18N = len(LANGUAGES) > 1
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files served -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env("DEBRIEF_STATIC_ROOT") or DATA_DIR / "static")
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False  # there are no fonts, and nobody else's pages need our style sheet
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- What is noted ------------------------------------------------------------------------------------
AUDIT_KEPT_DAYS = 365
# One machine's terminal is read by a person, a server's log by a program.
_log_format = environment.one_of("DEBRIEF_LOGS", "lines", "json", default="lines" if ONE_MACHINE else "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": "debrief.privacy.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "debrief.privacy.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": _log_format}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would mail administrators, request bodies included.
        "django": {"handlers": [], "propagate": True},
        "debrief.requests": {"level": "INFO" if _log_format == "json" else "WARNING"},
        "debrief.audit": {"level": "INFO" if _log_format == "json" else "WARNING"},
        "debrief.reminders": {"level": "INFO" if _log_format == "json" else "WARNING"},
        "procrastinate": {"level": "WARNING"},  # below that it tells every job with whom it is for
    },
}

SILENCED_SYSTEM_CHECKS: list[str] = []
