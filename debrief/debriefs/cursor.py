"""Where a page of a list ended, as a word for an address."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: when it was made and its id. Says nothing readable about the row."""

    created_at: datetime
    id: UUID

    @classmethod
    def parse(cls, word: str) -> Self | None:
        """Read a cursor out of an address; None for anything that is not one."""
        try:
            stamp, id_hex = base64.urlsafe_b64decode(word.encode()).decode().split("|")
            cursor = cls(datetime.fromisoformat(stamp), UUID(id_hex))
        except (ValueError, binascii.Error):
            return None
        return cursor if cursor.created_at.tzinfo else None

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"{self.created_at.isoformat()}|{self.id.hex}".encode()).decode()
