"""The forms that stand on a page, as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

_TYPED = {"text", "email", "search", "textarea"}
_BUTTONS = {"submit", "button"}
_TARGETS = {"formaction", "data-draft", "data-seen"}


@dataclass
class PageForm:
    """One form: where it is posted, what is sent if nobody touches it, and what else it has.

    `targets` are all the addresses it is posted to: its own, its buttons' and those scripts send it to.
    """

    page: str
    action: str
    method: str
    targets: list[str]
    sent: list[tuple[str, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # the kind of each input by its name
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def is_typed(self, name: str) -> bool:
        """Whether people type words into it, which a refusal has to show them again."""
        return self.names.get(name) in _TYPED


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[PageForm] = []
        self._form: PageForm | None = None
        self._words: tuple[str, list[str]] | None = None  # of the textarea that is being read
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if "__prefix__" in has.get("name", ""):
            return  # of a row that a script has yet to add
        if tag == "form":
            action = urljoin(self.page, has.get("action", "") or self.page)
            self._form = PageForm(self.page, action, has.get("method", "get").lower(), [action])
            self.found.append(self._form)
        if self._form is None:
            return
        self._form.targets += [urljoin(self.page, has[name]) for name in _TARGETS & has.keys()]
        name, value = has.get("name", ""), has.get("value", "")
        if tag == "input" and name:
            kind = has.get("type", "text")
            self._form.names[name] = kind
            if kind in _BUTTONS:
                self._form.buttons.append((name, value))
            elif kind not in ("checkbox", "radio") or "checked" in has:
                self._form.sent.append((name, value))
        elif tag == "textarea" and name:
            self._form.names[name] = tag
            self._words = (name, [])
        elif tag == "select":
            self._form.names[name] = tag
            self._select = name
        elif tag == "option" and "selected" in has:
            self._form.sent.append((self._select, value))
        elif tag == "button" and name:
            self._form.buttons.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._words:
            self._words[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._words and self._form:
            name, parts = self._words
            self._form.sent.append((name, "".join(parts).removeprefix("\n")))
            self._words = None


def forms_of(page: str, html: str) -> list[PageForm]:
    """The forms in the `html` of the page at the address `page`."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.found
