"""The application's own settings, with what makes tests quicker and stricter."""

from debrief.settings import *  # noqa: F403

# Finds queries in a loop, in every request of every test; finds nothing unless it is installed as well.
INSTALLED_APPS += ["zeal"]  # noqa: F405
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING["root"]["level"] = "ERROR"  # type: ignore[index] # noqa: F405
ZEAL_NPLUSONE_THRESHOLD = 3  # a conflict reads its debrief twice, in one place
# Signing in reads the same session and address several times, in Django's and allauth's own code.
ZEAL_ALLOWLIST = [{"model": name, "field": "*"} for name in ("accounts.Session", "account.EmailAddress")]
