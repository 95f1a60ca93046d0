"""Template tags of the design system. Loaded into every template by the settings."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import template
from django.forms import BaseForm, BaseFormSet
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from debrief.ui import line, plain
from debrief.ui.addresses import absolute
from debrief.ui.draw import draw, draw_each, draw_list, draw_matrix, draw_offers, draw_path, draw_picks, kind

register = template.Library()


register.tag(plain.translate)
register.tag(plain.static)
register.simple_tag(draw)
register.simple_tag(draw_each)
register.simple_tag(draw_list)
register.simple_tag(draw_path)
register.simple_tag(draw_offers)
register.simple_tag(draw_matrix)
register.simple_tag(draw_picks)


class ErrorLink(NamedTuple):
    href: str
    message: str


@register.filter
def error_links(form: BaseForm | BaseFormSet) -> list[ErrorLink]:
    """Every error of a form or formset with the address of the input it belongs to."""
    if not form.is_bound:
        return []
    if isinstance(form, BaseFormSet):
        own = [ErrorLink("#main", str(message)) for message in form.non_form_errors()]
        return own + [link for one in form.forms for link in error_links(one)]
    links = [ErrorLink("#main", str(message)) for message in form.non_field_errors()]
    for field in form:
        is_several = kind(field) in ("choices", "several", "matrix")
        target = f"#{field.auto_id}_0" if is_several else f"#{field.auto_id}"
        links += [ErrorLink(target, str(message)) for message in field.errors]
    return links


@register.simple_tag
def fixed(template_name: str, **values: Any) -> SafeString:
    """Include a template that depends on nothing but `values`, rendered once for each of them."""
    return _fixed(template_name, get_language(), tuple(sorted(values.items())))


@lru_cache(maxsize=256)
def _fixed(template_name: str, language: str | None, values: tuple[tuple[str, Any], ...]) -> SafeString:
    return render_to_string(template_name, dict(values))


_blanks: dict[tuple[type[BaseForm], str | None], SafeString] = {}


@register.simple_tag
def blank(form: BaseForm) -> SafeString:
    """A form, drawn once for its class as long as nobody has filled it in and it starts empty."""
    if form.is_bound or form.initial:
        return as_crispy_form(form)
    key = type(form), get_language()
    if key not in _blanks:
        _blanks[key] = as_crispy_form(form)
    return _blanks[key]


@register.inclusion_tag("ui/shared_link.html")
def shared_link(title: str, description: str, path: str, kind: str = "website") -> dict[str, str]:
    """What a site says that shows a link to this page, and the one address the page goes by.

    `path` is that address without its host, `kind` a type of the Open Graph protocol.
    """
    picture = absolute(static("images/shared.png"))
    return {
        "title": title,
        "description": description,
        "address": absolute(path),
        "kind": kind,
        "picture": picture,
    }


# HTML that a text could bring along; JSON reads them as what they were.
_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def linked_data(told: Mapping[str, Any]) -> SafeString:
    """What search engines are told about a page, as JSON-LD in the words of schema.org.

    A block of data is no script: browsers run nothing of it, and the policy of our pages lets it pass.
    """
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


@register.simple_tag
def recovery_line(total: int, here: int | None, settled: Iterable[int], label: str = "") -> SafeString:
    """Draw the line for `total` stages; `here` and `settled` are indexes from 0.

    `label` describes it to people who do not see it; without one it is decoration.
    """
    return _line(total, here, frozenset(settled), label)


@lru_cache(maxsize=512)
def _line(total: int, here: int | None, settled: frozenset[int], label: str) -> SafeString:
    context = {"drawing": line.draw(total, here, settled), "label": label}
    return SafeString(render_to_string("ui/recovery_line.html", context).strip())


@register.simple_tag
def hills() -> SafeString:
    """The horizon under a sky: two ranges, cut at the sides rather than squeezed on narrow screens."""
    return SafeString(
        '<svg class="sky__hills" viewBox="0 0 1440 140" preserveAspectRatio="xMidYMax slice" '
        'aria-hidden="true"><path d="M0 84C150 36 330 40 520 78s370 44 520-6 260-44 400-18v86H0z"/>'
        '<path d="M0 118c210-44 380-30 590-8s360-4 480-22 250-14 370 4v48H0z"/></svg>'
    )
