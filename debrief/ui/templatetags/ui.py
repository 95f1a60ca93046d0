"""Template tags of the design system. Loaded into every template by the settings."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import forms, template
from django.forms import BaseForm, BaseFormSet, BoundField
from django.utils.safestring import SafeString

from debrief.ui import line
from debrief.ui.forms import SeveralWidget

register = template.Library()


class Option(NamedTuple):
    id: str
    value: str
    label: str
    is_checked: bool


@register.simple_tag
def options(field: BoundField) -> Iterator[Option]:
    """The choices of a radio or checkbox field, without Django's widget templates.

    Those render every option through a template of its own, which is most of the time a page of chips
    takes. The ids are Django's (`id_mood_0`), so labels, error links and tests find them.
    """
    value = field.value()
    held = {str(v) for v in value} if isinstance(value, list | tuple | set) else {str(value)}
    if value is None:
        held = set()
    choices: Iterable[Any] = field.field.choices  # type: ignore[attr-defined]
    for index, (key, label) in enumerate(choices):
        yield Option(f"{field.auto_id}_{index}", str(key), str(label), str(key) in held)


@register.filter
def kind(field: BoundField) -> str:
    """How a field is drawn: choices, several, tick, hidden or input."""
    widget = field.field.widget
    if isinstance(widget, SeveralWidget):
        return "several"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    return "hidden" if widget.is_hidden else "input"


@register.simple_tag
def several(field: BoundField) -> Iterator[Option]:
    """The inputs of a SeveralField: those that hold something, then blank ones up to its number."""
    one: Any = field.field
    texts = [str(text) for text in field.value() or []]
    texts += [""] * (one.most - len(texts))
    for index, text in enumerate(texts):
        yield Option(f"{field.auto_id}_{index}", text, f"{field.label} ({index + 1})", bool(text))


@register.filter
def is_many(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxSelectMultiple)


class ErrorLink(NamedTuple):
    href: str
    message: str


@register.filter
def error_links(form: BaseForm | BaseFormSet) -> list[ErrorLink]:
    """Every error of a form or formset with the address of the input it belongs to."""
    if isinstance(form, BaseFormSet):
        own = [ErrorLink("#main", str(message)) for message in form.non_form_errors()]
        return own + [link for one in form.forms for link in error_links(one)]
    links = [ErrorLink("#main", str(message)) for message in form.non_field_errors()]
    for field in form:
        target = f"#{field.auto_id}_0" if kind(field) in ("choices", "several") else f"#{field.auto_id}"
        links += [ErrorLink(target, str(message)) for message in field.errors]
    return links


@register.inclusion_tag("ui/recovery_line.html")
def recovery_line(total: int, here: int | None, settled: Iterable[int], label: str = "") -> dict[str, Any]:
    """Draw the line for `total` stages; `here` and `settled` are indexes from 0.

    `label` describes it to people who do not see it; without one it is decoration.
    """
    return {"drawing": line.draw(total, here, frozenset(settled)), "label": label}


@register.simple_tag
def hills() -> SafeString:
    """The horizon under a sky: two ranges, cut at the sides rather than squeezed on narrow screens."""
    return SafeString(
        '<svg class="sky__hills" viewBox="0 0 1440 140" preserveAspectRatio="xMidYMax slice" '
        'aria-hidden="true"><path d="M0 84C150 36 330 40 520 78s370 44 520-6 260-44 400-18v86H0z"/>'
        '<path d="M0 118c210-44 380-30 590-8s360-4 480-22 250-14 370 4v48H0z"/></svg>'
    )
