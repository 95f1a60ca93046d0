"""Form fields that speak Debrief's language: limits shown and kept, choices as chips, nothing truncated."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# What there is to choose from: pairs of a key and its words.
Pairs = Sequence[tuple[str, str | Promise]]

TOO_LONG = _(
    "That's %(show_value)d characters and there is room for %(limit_value)d. "
    "Nothing is lost: shorten it and save again."
)


class CalmForm(forms.Form):
    """The base of every form: rendered without the browser's own complaints."""

    use_required_attribute = False

    def __getitem__(self, name: str) -> forms.BoundField:
        # A template asks for form["anything"] before form.anything, and Django's own answer to a name that
        # is no field is a sentence with all the names that are.
        if name not in self.fields:
            raise KeyError(name)
        return super().__getitem__(name)


class FilterForm(CalmForm):
    """What the address of a list asks for. A value nobody offered is passed over, not complained of."""

    def __init__(self, asked: QueryDict) -> None:
        # What is not asked for is the first choice of each filter, and shows as that.
        super().__init__({**dict.fromkeys(self.base_fields, ""), **asked.dict()})

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that are set and make sense, by name."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        self._errors = ErrorDict()
        return asked


class Shared:
    """A field that all forms of a class share, instead of copying it for each.

    Nobody changes a field once its form class is made; copying fifteen of them took a third of a page.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class WordsField(Shared, forms.CharField):
    """Text in somebody's own words, trimmed, at most `max_length` characters.

    The limit is not put on the input as `maxlength`: a browser would cut pasted text off without a word.
    """

    default_error_messages = {"required": _("This one is needed before going on.")}

    def __init__(self, *, max_length: int, rows: int = 0, required: bool = False, **options: Any) -> None:
        if rows:
            options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(required=required, **options)
        self.limit = max_length
        self.validators.append(MaxLengthValidator(max_length, message=TOO_LONG))
        self.widget.attrs["data-limit"] = max_length
        if rows:
            self.widget.attrs.update(autocapitalize="sentences", spellcheck="true")

    def to_python(self, value: Any) -> str | None:
        # Browsers send line ends as CR LF; the limit counts what the person sees.
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class HiddenField(Shared, forms.CharField):
    """What a page carries along without asking. Whoever reads it makes do with whatever comes back."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)


class OneOf(Shared, forms.ChoiceField):
    """One of a few, as radios. `layout` names how they are laid out: chips, moods or scale."""

    widget = forms.RadioSelect
    default_error_messages = {"invalid_choice": _("Pick one of the answers shown.")}

    def __init__(
        self, *, choices: Any, layout: str = "chips", required: bool = False, **options: Any
    ) -> None:
        super().__init__(choices=choices, required=required, **options)
        self.layout = layout


class AnyOf(Shared, forms.MultipleChoiceField):
    """Any of several, as checkboxes, at most `most` of them when that is given."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"invalid_choice": _("Pick from the answers shown.")}

    def __init__(self, *, choices: Any, most: int = 0, required: bool = False, **options: Any) -> None:
        super().__init__(choices=choices, required=required, **options)
        self.layout = "chips"
        self.most = most

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if self.most and len(value) > self.most:
            raise forms.ValidationError(
                ngettext_lazy(
                    "Pick one at most.", "Pick up to %(most)d. Everything else is kept.", self.most
                ),
                params={"most": self.most},
            )


class Tick(Shared, forms.BooleanField):
    """A single box to tick, never required."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class OneFrom(Shared, forms.ChoiceField):
    """One of many, as a list that opens."""

    default_error_messages = {"invalid_choice": _("Pick one of the answers shown.")}

    def __init__(self, *, choices: Any, required: bool = False, **options: Any) -> None:
        super().__init__(choices=choices, required=required, **options)


class MatrixWidget(forms.Widget):
    """A group of radios for each key; `draw` draws them."""

    def __init__(self, keys: Sequence[str], joint: str) -> None:
        super().__init__()
        self.keys, self.joint = keys, joint

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        given = ((key, data.get(f"{name}{self.joint}{key}", "")) for key in self.keys)
        return {key: value for key, value in given if value}


class MatrixField(Shared, forms.Field):
    """The same choices for each of several things, as a row of radios each.

    `groups` are titles with the things under them, as pairs of a key and its words. The inputs of a field
    `item` are named `item_<key>`, or joined by another `joint`. The value is a dict of what was picked, by
    key; things without an answer are not in it.
    """

    default_error_messages = {"invalid_choice": _("Pick one of the answers shown.")}

    def __init__(
        self,
        *,
        groups: Sequence[tuple[str | Promise, Pairs]],
        choices: Pairs,
        joint: str = "_",
        required: bool = False,
        **options: Any,
    ) -> None:
        self.groups = groups
        self.things = {key: label for _title, pairs in groups for key, label in pairs}
        self.choices = choices
        options.setdefault("widget", MatrixWidget([*self.things], joint))
        super().__init__(required=required, **options)

    def validate(self, value: Mapping[str, str] | None) -> None:
        super().validate(value)
        if set((value or {}).values()) - {key for key, _label in self.choices}:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


class SeveralWidget(forms.Widget):
    """Several inputs under one name; the template draws them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))


class SeveralField(Shared, forms.Field):
    """Up to `most` short texts under one name, each at most `max_length` characters. Blank ones go."""

    widget = SeveralWidget

    def __init__(self, *, most: int, max_length: int, required: bool = False, **options: Any) -> None:
        super().__init__(required=required, **options)
        self.most = most
        self.one = WordsField(max_length=max_length)

    @property
    def limit(self) -> int:
        return self.one.limit

    def clean(self, value: Any) -> list[str]:
        texts = [text for text in (self.one.clean(text) for text in value or []) if text]
        if len(texts) > self.most:
            raise forms.ValidationError(
                ngettext_lazy("There is room for one.", "There is room for %(most)d.", self.most),
                params={"most": self.most},
            )
        return texts


class DateField(Shared, forms.DateField):
    """A day, by the browser's own picker."""

    default_error_messages = {"invalid": _("That isn't a day we can read. Try 2026-03-14.")}

    def __init__(self, *, required: bool = False, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(required=required, **options)


class TimeField(Shared, forms.TimeField):
    """A time of day, by the browser's own picker."""

    default_error_messages = {"invalid": _("That isn't a time we can read. Try 14:30.")}

    def __init__(self, *, required: bool = False, **options: Any) -> None:
        options.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        super().__init__(required=required, **options)
