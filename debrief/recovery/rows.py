"""Rows inside a stage's form: people, questions. Plain inputs that can be added with and without scripts."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, ClassVar

from django import forms
from django.template.loader import render_to_string
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from debrief.debriefs.models import Debrief, DebriefPart
from debrief.ui.draw import Skeleton, fill_row, nth_row, row_skeleton


class RowForm(forms.Form):
    """One row. It keeps the id of what it edits, so that a row saved twice stays one row."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted = True

    def is_blank(self) -> bool:
        """Whether nobody has said anything in it; what it carries along hidden does not count."""
        return not any(self.cleaned_data.get(field.name) for field in self.visible_fields())


class Rows(forms.BaseFormSet):
    """A list of rows in the form of a page.

    Forms are made to check what was posted; showing rows takes none, because 40 forms with three widgets
    each would cost more than the rest of the page.
    """

    form: type[RowForm]
    max_num: int
    legend: ClassVar[str | Promise] = ""
    hint: ClassVar[str | Promise] = ""
    heading: ClassVar[str | Promise] = "%(number)s"  # of one row's first field
    labels: ClassVar[Mapping[str, str | Promise]] = {}  # of fields that are called otherwise than in the form
    add_label: ClassVar[str | Promise] = ""
    spare: ClassVar[int] = 0  # blank rows offered when there are none yet
    offers: SafeString = SafeString("")  # ready-made ones to begin a row with, as HTML

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str,
        initial: Sequence[Mapping[str, Any]] | None = None,
        is_resumed: bool = False,
        name: str = "",
        **options: Any,
    ) -> None:
        if data is not None and f"{prefix}-TOTAL_FORMS" not in data:
            # A post that does not speak of the list at all leaves it as it is.
            data = _as_posted(prefix, initial or [])
        super().__init__(data, prefix=prefix, initial=initial, **options)
        self.is_resumed = is_resumed
        self.name = name  # who `%(name)s` is in legend, heading and labels

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """The values of every row by field name, as they stand on the page."""
        if not self.is_bound:
            return [dict(row) for row in self.initial or []] or [{} for _ in range(self.spare)]
        names = self.form.base_fields
        return [
            {name: self.data.get(f"{self.prefix}-{n}-{name}", "") for name in names}
            for n in range(self.total_form_count())
        ]

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def has_room(self) -> bool:
        """Whether a row that begins with something still fits, as one more or in place of a blank one."""
        return self.count < self.max_num or not all(map(self.holds_something, self.lines))

    @property
    def drawn(self) -> SafeString:
        """Every row as HTML."""
        return SafeString("".join(self._draw(line, n, n + 1) for n, line in enumerate(self.lines)))

    @property
    def drawn_blank(self) -> SafeString:
        """An empty row with placeholders for its index and number, for scripts to copy."""
        return SafeString(self._draw({}, "__prefix__", "__number__"))

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """The whole list with its heading and its button, as a template's `{{ form.people }}` shows it."""
        # Plain values: a template asks a formset for rows["legend"] first, which makes every form of it.
        names = ("prefix", "max_num", "hint", "offers", "count", "drawn", "drawn_blank", "add_label")
        context = {name: getattr(self, name) for name in names}
        context["legend"] = str(self.legend) % {"name": self.name}
        return render_to_string("recovery/_rows.html", context)

    __str__ = __html__ = render

    def clean(self) -> None:
        # Rows are counted once they hold something: without scripts a blank one cannot be taken away again.
        if len(self.filled()) > self.max_num:
            raise forms.ValidationError(
                _("There is room for %(most)d here. Keep the ones that matter most."),
                params={"most": self.max_num},
            )

    def lead(self, line: Mapping[str, Any]) -> str:
        """HTML above the fields of a row: where it comes from, if it comes from anywhere."""
        return ""

    def filled(self) -> list[dict[str, Any]]:
        """The valid rows that hold something."""
        return [form.cleaned_data for form in self.forms if not form.is_blank()]

    def holds_something(self, line: Mapping[str, Any]) -> bool:
        """Whether a row, as it stands on the page, is more than blank."""
        fields = self.form.base_fields.items()
        return any(str(line.get(name) or "").strip() for name, one in fields if not one.widget.is_hidden)

    def note(self, line: Mapping[str, Any]) -> str | Promise:
        """A remark that stands in a row because of what is in it."""
        return ""

    def with_row(
        self, words: Mapping[str, list[str]], values: Mapping[str, str]
    ) -> dict[str, list[str]] | None:
        """The words of a posted page with one row more, begun with `values`; None when there is no room.

        A row that begins with something takes the place of a blank one, if there is one.
        """
        blank = (n for n, line in enumerate(self.lines) if not self.holds_something(line))
        index = next(blank, self.count) if values else self.count
        if index >= self.max_num:
            return None
        begun = {f"{self.prefix}-{index}-{name}": [value] for name, value in values.items()}
        return {**words, **begun, f"{self.prefix}-TOTAL_FORMS": [str(max(self.count, index + 1))]}

    def _draw(self, line: Mapping[str, Any], index: int | str, number: int | str) -> str:
        errors: dict[str, str] = {}
        if self.is_bound and not self.is_resumed and isinstance(index, int):
            errors = {name: " ".join(map(str, said)) for name, said in self.forms[index].errors.items()}
        return fill_row(
            _nth_skeleton(self.__class__, get_language(), f"{self.prefix}-{index}", number),
            line,
            errors=errors,
            name=self.name,
            lead=self.lead(line),
            note=str(self.note(line)),
        )


def _as_posted(prefix: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    values = {
        f"{prefix}-{n}-{name}": "" if value is None else str(value)
        for n, row in enumerate(rows)
        for name, value in row.items()
    }
    return {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0", **values}


@lru_cache(maxsize=1024)
def _nth_skeleton(rows: type[Rows], language: str | None, prefix: str, number: int | str) -> Skeleton:
    return nth_row(_skeleton(rows, language), prefix, number)


@cache
def _skeleton(rows: type[Rows], language: str | None) -> Skeleton:
    return row_skeleton(rows.form.base_fields, rows.heading, rows.labels)


def rows_class(form_class: type[RowForm], *, most: int, rows: type[Rows] = Rows, **words: Any) -> type[Rows]:
    """A list of at most `most` rows of one kind; `words` are the class attributes of `rows`."""
    base = type(f"{form_class.__name__}s", (rows,), words)
    made: type[Rows] = forms.formset_factory(  # type: ignore[assignment]
        form_class, formset=base, extra=0, max_num=most, absolute_max=most + 20
    )
    return made


def keep_rows(
    model: type[DebriefPart], *, debrief: Debrief, rows: Sequence[Mapping[str, Any]], fields: Sequence[str]
) -> None:
    """Make the stored rows of a debrief those of the page, in its order.

    A row that was there keeps its id, because practice and plans point at it. One that is not on the
    page any more goes.
    """
    within = {"owner_id": debrief.owner_id, "debrief_id": debrief.pk}
    manager: Any = model._default_manager
    before = {row.pk: row for row in manager.filter(**within)}
    kept: list[Any] = []
    made: list[Any] = []
    for position, values in enumerate(rows):
        row: Any = before.pop(values["id"], None) if values.get("id") else None
        if row is None:
            row = model(**within)
            made.append(row)
        else:
            kept.append(row)
        for name in fields:
            setattr(row, name, values[name])
        row.position = position
    manager.filter(**within, pk__in=before).delete()
    manager.bulk_update(kept, [*fields, "position"])
    manager.bulk_create(made)
