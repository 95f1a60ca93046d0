"""The application's own settings, without a line in the log for each of very many refusals."""

from debrief.settings import *  # noqa: F403

LOGGING["root"]["level"] = "ERROR"  # type: ignore[index] # noqa: F405
