"""Settings of the web server that gets broken: the application's own, without limits on signing in."""

from debrief.settings import *  # noqa: F403

ACCOUNT_RATE_LIMITS = False  # everybody signs in from one address
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # as the tests make people
