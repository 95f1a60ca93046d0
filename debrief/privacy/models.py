"""The base of every table that holds a person's words."""

from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

_Row = TypeVar("_Row", bound=models.Model)


class OwnedQuerySet(models.QuerySet[_Row]):
    def of(self, owner: Any) -> Self:
        """Rows that belong to `owner`, a person or their id. The database refuses the others all the same."""
        return self.filter(owner=owner)


class OwnedModel(models.Model):
    """A row only its owner can read or write.

    The policy itself is made in a migration by `privacy.operations.OwnerOnlyRows`; the system check
    `privacy.E002` fails when a subclass goes without. Indexes of subclasses begin with the owner.
    """

    # Not guessable, in order of making, and can be made on a phone before there is a connection.
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False, editable=False
    )

    # Says nothing that other rows don't, and is made from them: deleted with them, in no archive.
    is_derived: ClassVar[bool] = False

    class Meta:
        abstract = True
