from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Owner-only rows. Knows no domain: nothing here names a debrief."""

    name = "debrief.privacy"

    def ready(self) -> None:
        from debrief.privacy import checks  # noqa: F401  (importing registers them)
