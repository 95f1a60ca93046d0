"""Putting what an archive says into an account: all of it, or nothing."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from debrief.accounts.models import User
from debrief.archive.locks import lock
from debrief.archive.pack import SETTINGS
from debrief.archive.tables import Row, columns, kept_models, label, pointers
from debrief.archive.unpack import Archive, UnreadableError
from debrief.archive.values import as_uuid, value_of
from debrief.debriefs.models import Debrief
from debrief.debriefs.words import index_all_words
from debrief.privacy.models import OwnedModel
from debrief.recovery.markdown import as_markdown
from debrief.recovery.reading import READING_ROWS, read
from debrief.reminders.actions import let_go_of_what_came_in

_AT_ONCE = 500  # rows
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Ids = dict[UUID, UUID]


@transaction.atomic
def bring_in(*, owner: User, archive: Archive) -> None:
    """Put everything of `archive` into the account of `owner`, who has no debrief yet.

    Every row gets a new id. Keeping those that are free would tell whoever tries which ids are taken, and by
    somebody else at that. What the account has already under the same name, such as a tip, stays as it is.
    Raises UnreadableError, and then nothing has come in.
    """
    lock(owner.pk)
    if Debrief.objects.of(owner).exists():
        raise UnreadableError(
            _("There are debriefs in this account. What you took along goes into one without any.")
        )
    try:
        with transaction.atomic():
            _Import(owner, archive).run()
    except (ValidationError, IntegrityError, DataError, KeyError, OverflowError):
        raise UnreadableError(
            _("Something in that file is not as Debrief writes it, so nothing of it was brought in.")
        ) from None


class _Import:
    def __init__(self, owner: User, archive: Archive) -> None:
        self.owner = owner
        self.archive = archive
        self.ids: Ids = {}
        # Rows the account has already, by the ids of the archive's own.
        self.there: set[UUID] = set()

    def run(self) -> None:
        self._keep_settings()
        for model in kept_models():
            self._choose_ids(model)
        with connection.cursor() as cursor:
            # A round can be written before the one it follows.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in kept_models():
            rows = (row for row in self._rows(model) if as_uuid(row["id"]) not in self.there)
            made = [self._row(model, row) for row in rows]
            model._default_manager.bulk_create(made, batch_size=_AT_ONCE)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        let_go_of_what_came_in(owner_id=self.owner.pk)
        index_all_words(owner_id=self.owner.pk)
        self._expect_readable()

    def _keep_settings(self) -> None:
        for name in SETTINGS:
            if name in self.archive.person:
                field = User._meta.get_field(name)
                setattr(self.owner, name, value_of(field, self.archive.person[name]))  # type: ignore[arg-type]
        self.owner.save(update_fields=SETTINGS)

    def _rows(self, model: type[OwnedModel]) -> list[Row]:
        return self.archive.tables.get(label(model), [])

    def _choose_ids(self, model: type[OwnedModel]) -> None:
        """Give each row of the archive an id here, so that the new ones stand in the order of the old."""
        old = sorted(as_uuid(row["id"]) for row in self._rows(model))
        if len(set(old)) < len(old) or not self.ids.keys().isdisjoint(old):
            raise ValidationError("the same id twice")
        self.ids |= dict(zip(old, sorted(uuid7() for _id in old), strict=True))
        for names in _natural_keys(model):
            there = {tuple(key): pk for pk, *key in self._of_owner(model).values_list("pk", *names)}
            for row in self._rows(model):
                key = tuple(row.get(name) for name in names)
                if key in there:
                    self.ids[as_uuid(row["id"])] = there[key]
                    self.there.add(as_uuid(row["id"]))

    def _of_owner(self, model: type[OwnedModel]) -> "models.QuerySet[Any]":
        return model._default_manager.filter(owner=self.owner)

    def _row(self, model: type[OwnedModel], row: Row) -> OwnedModel:
        # A column that is younger than the archive has its default. One we don't know would be lost.
        if set(row) - set(columns(model)) or row["owner_id"] != self.archive.person["id"]:
            raise ValidationError("not a row of ours")
        values = dict(self._values(model, row))
        made = model(**values, id=self.ids[as_uuid(row["id"])], owner_id=self.owner.pk)
        made.clean()
        return made

    def _values(self, model: type[OwnedModel], row: Row) -> Iterator[tuple[str, Any]]:
        for field in model._meta.concrete_fields:
            name = field.attname
            if name in ("id", "owner_id") or name not in row:
                continue
            if name in pointers(model):
                yield name, self._pointer(field, row[name])
            elif isinstance(field, models.ForeignKey):
                yield name, value_of(field.target_field, row[name])
            elif isinstance(field, models.JSONField):
                yield name, self._with_new_ids(value_of(field, row[name]))
            else:
                yield name, value_of(field, row[name])

    def _pointer(self, field: Any, raw: Any) -> UUID | None:
        if raw is None and field.null:
            return None
        return self.ids[as_uuid(raw)]

    def _with_new_ids(self, value: Any) -> Any:
        """A JSON value in which the ids of rows, wherever they stand in names and texts, are the new ones."""
        if isinstance(value, str):
            return _ID.sub(lambda found: str(self.ids.get(UUID(found[0]), found[0])), value)
        if isinstance(value, list):
            return [self._with_new_ids(one) for one in value]
        if isinstance(value, dict):
            return {self._with_new_ids(name): self._with_new_ids(one) for name, one in value.items()}
        return value

    def _expect_readable(self) -> None:
        """Read every debrief once: answers are JSON, and only their stage knows what it can make sense of."""
        keys = list(Debrief.objects.of(self.owner).values_list("pk", flat=True))
        for start in range(0, len(keys), 50):
            some = Debrief.objects.of(self.owner).filter(pk__in=keys[start : start + 50])
            for debrief in some.with_rows(*READING_ROWS):
                debrief.owner = self.owner  # not asked for again
                try:
                    as_markdown(read(debrief))
                except Exception as error:
                    raise ValidationError("cannot be read") from error


def _natural_keys(model: type[OwnedModel]) -> Iterator[list[str]]:
    """The columns by which a person knows a row of a table from all their others, if there are such."""
    own = {"id", "owner_id", *pointers(model)}
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
            fields = {getattr(model._meta.get_field(name), "attname", name) for name in constraint.fields}
            if fields & own == {"owner_id"}:
                yield sorted(fields - own)
