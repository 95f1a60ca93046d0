"""Plain words are looked up once for each language, and nothing that depends on the page is kept."""

from typing import Any

import pytest
from django.template import engines
from django.utils import translation

from debrief.ui import plain


class Catalogue:
    """One that says everything in capitals in German, and notes down what it is asked for."""

    def __init__(self) -> None:
        self.language = "en"
        self.asked: list[str] = []

    def gettext(self, message: str) -> str:
        self.asked.append(message)
        return type(message)(message.upper()) if self.language == "de" else message


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    made = Catalogue()
    monkeypatch.setattr(translation._trans, "gettext", made.gettext, raising=False)  # type: ignore[attr-defined]
    monkeypatch.setattr(plain, "get_language", lambda: made.language)
    return made


def template(source: str) -> Any:
    return engines["django"].from_string(source)


def test_words_of_the_template_are_looked_up_once_a_language(catalogue: Catalogue) -> None:
    page = template("{% translate 'Rest & 100%' %}")
    for language, said in (("en", "Rest & 100%"), ("de", "REST & 100%"), ("en", "Rest & 100%")):
        catalogue.language = language
        assert [page.render({}) for _again in range(3)] == [said] * 3
    assert len(catalogue.asked) == 2


@pytest.mark.parametrize(
    "source",
    [
        "{% translate words %}",
        "{% translate 'one' as words %}{{ words }}",
        "{% translate 'one'|add:words %}",
        "{% translate 'one' context words %}",
        "{% static words %}",
    ],
)
def test_what_depends_on_the_page_is_asked_every_time(source: str) -> None:
    (first, *_rest) = template(source).template.nodelist
    assert not isinstance(first, plain.Plain)


def test_what_stands_in_a_variable_is_escaped() -> None:
    page = template("{% translate words %} {% translate 'a < b' %}")
    assert [page.render({"words": words}) for words in ("<b>", "<i>")] == [
        "&lt;b&gt; a < b",
        "&lt;i&gt; a < b",
    ]


def test_a_file_has_one_address() -> None:
    page = template("{% static 'js/draft.js' %}")
    (node,) = page.template.nodelist
    assert isinstance(node, plain.Plain)
    assert (
        page.render({})
        == page.render({})
        == template("{% load static %}{% static 'js/draft.js' %}").render({})
    )
