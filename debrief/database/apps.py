from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """The database itself: the embedded server, the two roles, their commands, and outages."""

    name = "debrief.database"
