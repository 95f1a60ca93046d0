"""The addresses that other sites and programs know our pages by."""

from urllib.parse import urljoin

from django.conf import settings


def absolute(path: str) -> str:
    """A page of ours with scheme and host: those of the settings, whatever a request says its host is."""
    return urljoin(settings.SITE_URL, path)
