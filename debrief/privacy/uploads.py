"""How much anybody may send as a file."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUploadHandler(FileUploadHandler):
    """Refuse a request with files that is larger than MOST_UPLOADED, before any of it is read.

    Django bounds the fields of a form, but not its files.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  (Django's name)
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > settings.MOST_UPLOADED:
            raise RequestDataTooBig("More than MOST_UPLOADED.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handler behind this one keeps the file."""
