"""Drawing form fields as HTML.

In Python and not in templates, because a form is most of what a stage page costs: Django renders every
option of a widget through a template of its own, which takes ten times as long (docs/decisions/0008).
The ids are Django's (`id_mood_0`, `id_mood_helptext`), so labels, error links and tests find them.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple, Self

from django import forms
from django.forms import BoundField
from django.forms.widgets import Input
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from debrief.ui.forms import MatrixField, MatrixWidget, SeveralWidget, Shared

# NUL stands in no text that gets this far (privacy.middleware), so it can fence the marks.
_MARKS = re.compile("\0([^\0]*)\0")


def _mark(name: str) -> str:
    return f"\0{name}\0"


_PREFIX = _mark("prefix")

# Titles with what stands under them, as pairs of a key and its words; all of it hashable.
Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


class Skeleton:
    """HTML with marks in it, taken apart once so that filling it is one pass over the marks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts = _MARKS.split(text)  # texts, and between them the names of marks
        self._names = self._parts[1::2]

    def fill(self, marks: Mapping[str, str]) -> SafeString:
        """The HTML with `marks` put in by name; a mark nobody gave is left empty."""
        parts = self._parts.copy()
        parts[1::2] = [marks.get(name, "") for name in self._names]
        return SafeString("".join(parts))

    def begin(self, marks: Mapping[str, str]) -> Self:
        """The same with some of the marks put in already, and the others still to fill."""
        return type(self)(_MARKS.sub(lambda mark: marks.get(mark[1], mark[0]), self._text))


class ListRow(NamedTuple):
    """One row of a list: where it leads, what it is called, a line about it, its day and a tag."""

    href: str
    title: str
    detail: str
    at: datetime
    tag: str = ""
    is_settled: bool = False


def draw_list(rows: Iterable[ListRow]) -> SafeString:
    """A list of rows, each with its day written out in the active time zone."""
    return SafeString('<ul class="list">' + "".join(map(_list_row, rows)) + "</ul>")


def _list_row(row: ListRow) -> str:
    day = timezone.localtime(row.at)
    tag = (
        f'<span class="tag{" tag--leaf" if row.is_settled else ""}">{_esc(row.tag)}</span>' if row.tag else ""
    )
    detail = f"{_esc(row.detail)}, " if row.detail else ""
    return (
        f'<li><a class="list__title" href="{row.href}">{_esc(row.title)}</a>{tag}<p>{detail}'
        f'<time datetime="{day.isoformat(timespec="minutes")}">'
        f"{day.day} {MONTHS[day.month]} {day.year}</time></p></li>"
    )


class Offer(NamedTuple):
    """Something ready-made to take over: its words, and a line about them."""

    words: str
    note: str
    then: str  # what its button asks for; "" for one that is taken over already


def draw_offers(
    offers: Sequence[Offer], button: str, *, at_once: int | None = None, more: str = ""
) -> SafeString:
    """A list of offers, each with a button that says `button` and is named by the words beside it as well.

    Those after the first `at_once` open below a line that says `more`.
    """
    split = len(offers) if at_once is None else at_once
    drawn = _offers(offers[:split], button)
    if rest := offers[split:]:
        drawn += f'<details class="more"><summary>{_esc(more)}</summary>{_offers(rest, button)}</details>'
    return SafeString(drawn)


def _offers(offers: Sequence[Offer], button: str) -> str:
    items = "".join(_offer(offer, _esc(button)) for offer in offers)
    return f'<ul class="offers">{items}</ul>'


def _offer(offer: Offer, button: str) -> str:
    words = _esc(offer.words).replace("\n", "<br>")
    note = f"<small>{_esc(offer.note)}</small>" if offer.note else ""
    if not offer.then:
        return f"<li><span>{words}</span>{note}</li>"
    then = _esc(offer.then)
    return (
        f'<li><span id="of-{then}">{words}</span>{note}<button class="button button--quiet" name="then" '
        f'value="{then}" id="take-{then}" aria-labelledby="take-{then} of-{then}">{button}</button></li>'
    )


class PathRow(NamedTuple):
    """One stop of a path: where it leads, what it is called, and its state as a class and in words.

    `href` goes on from where the path begins. `heading` stands above it, where something new begins;
    `anyway` is what its link says where it had better wait, and then its title is none.
    """

    href: str
    title: str
    state: str
    status: str
    heading: str = ""
    is_here: bool = False
    anyway: str = ""


def draw_path(rows: Iterable[PathRow], base: str = "") -> SafeString:
    """A path as a list, each stop under its heading; `base` is the address it begins at."""
    drawn = "".join(map(_path_row, rows)).replace(_PREFIX, _esc(base))
    return SafeString(f'<ol class="path">{drawn}</ol>')


@lru_cache(maxsize=512)
def _path_row(row: PathRow) -> str:
    href, title, status = _PREFIX + row.href, _esc(row.title), _esc(row.status)
    heading = f'<li class="path__spell"><h2>{_esc(row.heading)}</h2></li>' if row.heading else ""
    here, current = (" is-here", ' aria-current="step"') if row.is_here else ("", "")
    if row.anyway:
        link = f'<a href="{href}">{_esc(row.anyway)}<span class="visually-hidden">: {title}</span></a>'
        inner = f"<b>{title}</b> <small>{status}. {link}</small>"
    else:
        inner = f'<a href="{href}"{current}>{title}</a> <small>{status}</small>'
    return f'{heading}<li class="path__step path__step--{row.state}{here}">{inner}</li>'


def kind(field: BoundField) -> str:
    """How a field is drawn: matrix, choices, several, tick, hidden or input."""
    widget = field.field.widget
    if isinstance(widget, MatrixWidget):
        return "matrix"
    if isinstance(widget, SeveralWidget):
        return "several"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    return "hidden" if widget.is_hidden else "input"


def draw(field: BoundField, order: Sequence[str] | None = None) -> SafeString:
    """One field with its label, hint, errors and input.

    `order` are the keys of a list that opens, where they stand in another order than that of its choices.
    """
    drawn = kind(field)
    if drawn == "hidden":
        return SafeString(field)
    if drawn == "matrix":
        return draw_matrix(field)
    # Fields that are made anew for every form would fill the cache and never be found in it.
    skeleton_of = _field_skeleton if isinstance(field.field, Shared) else _field_skeleton.__wrapped__
    texts = len(field.value() or []) if drawn == "several" else 0
    skeleton = skeleton_of(
        field.field, drawn, field.html_name, str(field.auto_id), str(field.label), texts, get_language()
    )
    marks = _field_marks(field, drawn)
    if type(field.field.widget) is forms.Select:
        marks["options"] = _options(field, order)
    return skeleton.fill(marks)


def draw_each(fields: Iterable[BoundField]) -> SafeString:
    """Several fields one after the other; a form is its fields. Cheaper than a loop in a template."""
    return SafeString("".join(map(draw, fields)))


@lru_cache(maxsize=1024)
def _field_skeleton(
    field: forms.Field, drawn: str, name: str, id_: str, label: str, texts: int, language: str | None
) -> Skeleton:
    """What does not change about a field, with marks where values and errors go.

    `texts` is how many a field of several holds, perhaps more than it may; `language` is part of the
    key, because labels are words.
    """
    hint = _esc(field.help_text or "")
    told = (f'<p class="field__hint" id="{id_}_helptext">{hint}</p>' if hint else "") + _mark("errors")
    label = _esc(label)
    frame = f'class="field{_mark("error")}" id="div_{id_}"'
    match drawn:
        case "choices":
            inner = _choices_skeleton(field, name, id_)
        case "several":
            inner = _several_skeleton(field, name, id_, label, max(texts, field.most))  # type: ignore[attr-defined]
        case "tick":
            box = (
                f'<input type="checkbox" name="{name}" id="{id_}"{_mark("described")}{_mark("checked:True")}>'
            )
            tick = f'<label class="choice" for="{id_}">{box}<span>{label}</span></label>'
            return Skeleton(f"<div {frame}>{tick}{told}</div>")
        case _:
            title = f'<label class="field__label" for="{id_}">{label}</label>'
            return Skeleton(f"<div {frame}>{title}{told}{_control_skeleton(field.widget, name, id_)}</div>")
    legend = f'<legend class="field__label">{label}</legend>'
    return Skeleton(f"<fieldset {frame}{_mark('described')}>{legend}{told}{inner}</fieldset>")


def _field_marks(field: BoundField, drawn: str) -> dict[str, str]:
    marks, value = _frame_marks(field), field.value()
    if drawn == "input":
        marks |= _value_marks(field, value)
    elif drawn == "several":
        marks |= {f"value:{n}": _esc(text) for n, text in enumerate(value or [])}
    elif isinstance(value, list | tuple | set):
        marks |= {f"checked:{one}": " checked" for one in value}
    elif value is not None:
        marks[f"checked:{value}"] = " checked"
    return marks


def _frame_marks(field: BoundField) -> dict[str, str]:
    """What is wrong with a field, and what describes it."""
    marks, errors = {}, field.errors
    if field.help_text or errors:
        marks["described"] = _described_by(field, has_errors=bool(errors))
    if errors:
        said = _esc(" ".join(map(str, errors)))
        marks["error"], marks["invalid"] = " field--error", ' aria-invalid="true"'
        marks["errors"] = (
            f'<p class="field__error" id="{field.auto_id}_error">'
            f'<span class="visually-hidden">{_esc(_("Error:"))} </span>{said}</p>'
        )
    return marks


def row_skeleton(
    fields: Mapping[str, forms.Field], heading: Any, labels: Mapping[str, Any] | None = None
) -> Skeleton:
    """One row of a list of rows, compact, with marks where its values go; made once for each kind of row.

    `heading` is the label of the first field, `labels` are those that differ from the fields' own; both may
    hold `%(number)s` and `%(name)s`, which `fill_row` fills in.
    """
    filled_in = {"number": _mark("number"), "name": _mark("name")}
    hidden = [name for name, field in fields.items() if field.widget.is_hidden]
    parts = [
        '<div class="rows__row" data-row>',
        *(f'<input type="hidden" name="{_PREFIX}-{n}" value="{_mark(f"value:{n}")}">' for n in hidden),
        _mark("lead"),
        _mark("errors"),
        _mark("note"),
    ]
    for n, (name, field) in enumerate((k, f) for k, f in fields.items() if k not in hidden):
        html_name, id_ = f"{_PREFIX}-{name}", f"id_{_PREFIX}-{name}"
        value = _mark(f"value:{name}")
        given = heading if n == 0 else (labels or {}).get(name)
        label = _esc(field.label) if given is None else _esc(given) % filled_in
        choices = getattr(field, "choices", None)
        if choices is not None:
            # The first has an id for error links to lead to; five in each of forty rows would be kilobytes.
            first_id = f' id="{id_}_0"'
            picks = "".join(
                f'<label><input type="radio" name="{html_name}" value="{key}"{first_id * (i == 0)}'
                f"{_mark(f'checked:{name}:{key}')}>{_esc(text)}</label>"
                for i, (key, text) in enumerate(choices)
            )
            group = f'role="radiogroup" aria-label="{label}, {_mark("number")}"'
            asked = f'<p class="field__hint">{_esc(field.help_text)}</p>' if field.help_text else ""
            parts.append(f'{asked}<div class="went" {group}>{picks}</div>')
            continue
        if isinstance(field.widget, forms.CheckboxInput):
            box = f'<input type="checkbox" name="{html_name}" id="{id_}"{_mark(f"checked:{name}:on")}>'
            parts.append(f'<div class="went"><label for="{id_}">{box}{label}</label></div>')
            continue
        attributes = f'name="{html_name}" id="{id_}"{_flat(field.widget.attrs)}{_mark(f"invalid:{name}")}'
        parts.append(f'<label for="{id_}">{label}</label>')
        if isinstance(field.widget, forms.Textarea):
            parts.append(f"<textarea {attributes}>\n{value}</textarea>")
        else:
            parts.append(f'<input type="text" {attributes} value="{value}">')
    return Skeleton("".join([*parts, "</div>"]))


def nth_row(skeleton: Skeleton, prefix: str, number: int | str) -> Skeleton:
    """The skeleton of one row of a list: what its fields are called by, and the number people see."""
    return skeleton.begin({"prefix": prefix, "number": str(number)})


def fill_row(
    skeleton: Skeleton,
    row: Mapping[str, Any],
    *,
    errors: Mapping[str, str],
    name: str = "",
    lead: str = "",
    note: str = "",
) -> SafeString:
    """A row's values, what is wrong with them and a note about them, put into the skeleton of that row.

    `name` is who the labels speak of, where they do; `lead` HTML that stands above the fields.
    """
    texts = [str(value or "") for value in row.values()]
    # Escaped in one go; NUL stands in none of them (see `_MARKS`). Of a blank row one text is left over.
    escaped = html.escape("\0".join(texts)).split("\0")
    marks = {f"value:{column}": text for column, text in zip(row, escaped, strict=False)}
    marks |= {f"checked:{column}:{text}": " checked" for column, text in zip(row, texts, strict=True)}
    marks["lead"] = lead
    if name:
        marks["name"] = _esc(name)
    if note:
        marks["note"] = f'<p class="notice">{_esc(note)}</p>'
    if errors:
        marks["errors"] = f'<p class="field__error">{_esc(" ".join(errors.values()))}</p>'
        marks |= {f"invalid:{column}": ' aria-invalid="true"' for column in errors}
    return skeleton.fill(marks)


def draw_matrix(field: BoundField, notes: Mapping[str, str] | None = None) -> SafeString:
    """A matrix: a row of radios for each thing, in groups that fold.

    `notes` are a few words about some of the things, by key. Groups with a note in them come first. Those
    with a note or an answer are open, or else the first.
    """
    notes, given = notes or {}, field.value() or {}
    groups = [set(dict(pairs)) for _title, pairs in field.field.groups]  # type: ignore[attr-defined]
    order = sorted(range(len(groups)), key=lambda n: groups[n].isdisjoint(notes))
    is_open = {n for n in order if groups[n] & (notes.keys() | given.keys())} or set(order[:1])
    marks = _frame_marks(field)
    marks |= {f"checked:{key}:{value}": " checked" for key, value in given.items()}
    marks |= {f"note:{key}": f" <small>{_esc(text)}</small>" for key, text in notes.items()}
    marks |= {f"open:{n}": " open" for n in is_open}
    marks[f"first:{order[0]}"] = f' id="{field.auto_id}_0"'
    frame, folds = _matrix_skeleton(field.field, field.html_name, str(field.auto_id), get_language())
    return _filled(frame.replace(_mark("folds"), "".join(folds[n] for n in order)), marks)


@lru_cache(maxsize=64)
def _matrix_skeleton(
    field: MatrixField, name: str, id_: str, language: str | None
) -> tuple[str, tuple[str, ...]]:
    """The frame of a matrix with a mark where its groups go, and the groups in their own order."""
    joint = field.widget.joint

    def row(key: str, label: Any) -> str:
        picks = "".join(
            f'<label><input type="radio" name="{name}{joint}{key}" value="{value}"'
            f"{_mark(f'checked:{key}:{value}')}>{_esc(text)}</label>"
            for value, text in field.choices
        )
        legend = f"<legend>{_esc(label)}{_mark(f'note:{key}')}</legend>"
        return f'<fieldset class="matrix">{legend}<div class="matrix__picks">{picks}</div></fieldset>'

    folds = tuple(
        _fold(n, title, "".join(row(key, label) for key, label in pairs))
        for n, (title, pairs) in enumerate(field.groups)
    )
    return _frame(id_, field.label, field.help_text, _mark("folds")), folds


def draw_picks(
    picks: BoundField, *, each: BoundField, main: BoundField, groups: Groups, own: Groups = ()
) -> SafeString:
    """Boxes to tick, in groups that fold, and two questions about each that show once it is ticked.

    `each` is a matrix asked of every ticked one, `main` which of them counts most. `groups` are plain words,
    the same for everybody, `own` those of one person, which come last. Groups with a tick in them are open,
    or else the first.
    """
    ticked = set(picks.value() or [])
    with_tick = {n for n, (_title, pairs) in enumerate((*groups, *own)) if ticked & dict(pairs).keys()}
    choices = tuple((key, str(label)) for key, label in each.field.choices)  # type: ignore[attr-defined]
    asked = f"{each.html_name}{each.field.widget.joint}", str(each.label), choices
    names = picks.html_name, asked, (main.html_name, str(main.label))
    # Nobody's own words are kept for the next page.
    folds = _picks_skeleton(*names, groups, 0) + _picks_skeleton.__wrapped__(*names, own, len(groups))
    marks = _frame_marks(picks)
    marks |= {f"ticked:{key}": " checked" for key in ticked}
    marks |= {f"each:{key}:{value}": " checked" for key, value in (each.value() or {}).items()}
    marks |= {f"main:{main.value()}": " checked", "first:0": f' id="{picks.auto_id}_0"'}
    marks |= {f"open:{n}": " open" for n in with_tick or {0}}
    return _filled(_frame(str(picks.auto_id), picks.label, picks.help_text, folds), marks)


@lru_cache(maxsize=64)
def _picks_skeleton(
    name: str,
    asked: tuple[str, str, tuple[tuple[str, str], ...]],
    counts_most: tuple[str, str],
    groups: Groups,
    first: int,
) -> str:
    prefix, question, choices = asked
    main, counts = counts_most

    def row(key: str, label: str) -> str:
        radios = "".join(
            f'<label><input type="radio" name="{prefix}{key}" value="{value}"{_mark(f"each:{key}:{value}")}>'
            f"{_esc(text)}</label>"
            for value, text in choices
        )
        return (
            f'<div class="pick"><label class="choice"><input type="checkbox" name="{name}" value="{key}"'
            f"{_mark(f'ticked:{key}')}><span>{_esc(label)}</span></label>"
            f'<div class="pick__more" role="group" aria-label="{_esc(label)}">'
            f'<div class="went" role="radiogroup" aria-label="{_esc(question)}">'
            f"<span>{_esc(question)}</span>{radios}</div>"
            f'<div class="went"><label><input type="radio" name="{main}" value="{key}"'
            f"{_mark(f'main:{key}')}>{_esc(counts)}</label></div></div></div>"
        )

    return "".join(
        _fold(n, title, "".join(row(key, label) for key, label in pairs))
        for n, (title, pairs) in enumerate(groups, start=first)
    )


def _fold(number: int, title: Any, inner: str) -> str:
    """A group that opens in place. Error links lead to the first, whether it is open or not."""
    heading = f"<summary{_mark(f'first:{number}')}>{_esc(title)}</summary>"
    return f'<details class="fold"{_mark(f"open:{number}")}>{heading}{inner}</details>'


def _frame(id_: str, label: Any, hint: Any, inner: str) -> str:
    """A question about several things, around what asks it."""
    told = f'<p class="field__hint" id="{id_}_helptext">{_esc(hint)}</p>' if hint else ""
    return (
        f'<fieldset class="field{_mark("error")}" id="div_{id_}"{_mark("described")}>'
        f'<legend class="field__label">{_esc(label)}</legend>{told}{_mark("errors")}{inner}</fieldset>'
    )


def _filled(skeleton: str, marks: Mapping[str, str]) -> SafeString:
    return SafeString(_MARKS.sub(lambda mark: marks.get(mark[1], ""), skeleton))


def _esc(text: Any) -> str:
    """Django's `escape` without its detour for lazy texts, which half the labels are."""
    return html.escape(str(text))


def _choices_skeleton(field: Any, name: str, id_: str) -> str:
    layout = getattr(field, "layout", "chips")
    type_ = "checkbox" if isinstance(field.widget, forms.CheckboxSelectMultiple) else "radio"
    chips = "".join(
        f'<label class="choice" for="{id_}_{n}"><input type="{type_}" name="{name}" value="{_esc(key)}" '
        f'id="{id_}_{n}"{_mark(f"checked:{key}")}>'
        f"{_mood_mark(str(key)) if layout == 'moods' else ''}<span>{_esc(label)}</span></label>"
        for n, (key, label) in enumerate(field.choices)
    )
    still_image = _mood_mark("3") if layout == "breath" else ""
    return f'{still_image}<div class="choices choices--{layout}">{chips}</div>'


def _several_skeleton(field: Any, name: str, id_: str, label: str, count: int) -> str:
    return "".join(
        f'<textarea name="{name}" id="{id_}_{n}" aria-label="{label} ({n + 1})" rows="1" '
        f'data-limit="{field.limit}"{_mark("invalid")} autocapitalize="sentences">\n'
        f"{_mark(f'value:{n}')}</textarea>"
        for n in range(count)
    )


def _control_skeleton(widget: forms.Widget, name: str, id_: str) -> str:
    attributes = f'name="{name}" id="{id_}"{_flat(widget.attrs)}{_mark("described")}{_mark("invalid")}'
    if isinstance(widget, forms.Textarea):
        return f"<textarea {attributes}>\n{_mark('text')}</textarea>"
    if type(widget) is forms.Select:
        return f"<select {attributes}>{_mark('options')}</select>"
    if isinstance(widget, Input):
        return f'<input type="{widget.input_type}" {attributes}{_mark("value")}>'
    return _mark("widget")


def _value_marks(field: BoundField, value: Any) -> dict[str, str]:
    widget = field.field.widget
    if isinstance(widget, forms.PasswordInput):
        return {}
    if type(widget) is forms.Select:
        return {}
    if not isinstance(widget, forms.Textarea | Input):
        return {"widget": str(field)}
    shown = widget.format_value(value)
    if shown is None or shown == "":
        return {}
    text = _esc(shown)
    return {"text": text, "value": f' value="{text}"'}


def _options(field: BoundField, order: Sequence[str] | None) -> str:
    parts_of = _option_parts if isinstance(field.field, Shared) else _option_parts.__wrapped__
    parts, value = parts_of(field.field, get_language()), str(field.value())
    return "".join((" selected" if key == value else "").join(parts[key]) for key in order or parts)


@lru_cache(maxsize=64)
def _option_parts(field: forms.Field, language: str | None) -> dict[str, tuple[str, str]]:
    """The options of a list that opens by key, each parted where it says that it is the one picked.

    The first of a group brings the group's title along; HTML ends a group where the next one begins.
    """
    parts = {}
    for key, label in field.choices:  # type: ignore[attr-defined]
        is_group = isinstance(label, list | tuple)
        title = f'<optgroup label="{_esc(key)}">' if is_group else ""
        for one, words in label if is_group else [(key, label)]:
            parts[str(one)] = f'{title}<option value="{_esc(one)}"', f">{_esc(words)}</option>"
            title = ""
    return parts


def _described_by(field: BoundField, *, has_errors: bool) -> str:
    ids = [f"{field.auto_id}_helptext"] if field.help_text else []
    ids += [f"{field.auto_id}_error"] if has_errors else []
    return f' aria-describedby="{" ".join(ids)}"'


def _flat(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_esc(value)}"'
        for name, value in attributes.items()
        if value is not False
    )


@cache
def _mood_mark(level: str) -> str:
    return render_to_string("ui/mood_mark.html", {"level": level}).strip()
