from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The person, and how they get in."""

    name = "debrief.accounts"

    def ready(self) -> None:
        from debrief.accounts import audited

        audited.connect()
