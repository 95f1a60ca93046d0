"""The form a tip is edited in: a draft takes whatever was typed, publishing what keeps the rules."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from debrief.tips.actions import known_of
from debrief.tips.library import digest
from debrief.tips.models import MINUTES, Kind, Shelf, Source, Strength, Tip
from debrief.tips.reasons import GROUPS
from debrief.tips.rules import (
    FEWEST_WORDS,
    LABELS,
    LONGEST,
    MOST_RELATED,
    MOST_WORDS,
    label_of,
    problems,
    problems_of_address,
)
from debrief.tips.stages import STAGES

REASONS = [(title, [(one.key, one.label) for one in group]) for title, group in GROUPS]
RELATED = [f"related_{number}" for number in range(1, MOST_RELATED + 1)]


class _Line(forms.CharField):
    """One line of a record. How long it is counts when it is published, so nothing typed is cut off."""

    def __init__(self, name: str, hint: Any = "") -> None:
        most = _("At most %(most)s characters.") % {"most": LONGEST[name]}
        super().__init__(
            required=False,
            label=LABELS[name],
            help_text=f"{hint} {most}" if hint else most,
            widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": LONGEST[name] // 100 + 1}),
        )

    def clean(self, value: Any) -> str:
        return " ".join(super().clean(value).split())


class _Text(forms.CharField):
    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        return text.replace("\r\n", "\n").replace("\r", "\n")


class _Choice(forms.TypedChoiceField):
    def __init__(self, name: str, choices: Any, **options: Any) -> None:
        super().__init__(label=LABELS[name], choices=choices, **options)


class TipForm(forms.ModelForm):
    """Everything of a record. `record` has it once the form is clean, and `found` what is wrong with it.

    The row itself is written by `actions`, never by this form. `held` are words typed before a session ended.
    """

    held: ClassVar[QueryDict | None] = None

    # What the editor had before them, so that nobody's newer text is replaced unseen.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    title = _Line("title", gettext_lazy("A plain verb phrase."))
    summary = _Line("summary")
    body = _Text(
        required=False,
        label=LABELS["body"],
        help_text=gettext_lazy("%(fewest)s to %(most)s words of Markdown: what it is, why, how, when not to.")
        % {"fewest": FEWEST_WORDS, "most": MOST_WORDS},
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 22}),
    )
    try_this = _Line("try_this", gettext_lazy("One action for today, beginning with a verb."))
    caution = _Line("caution", gettext_lazy("May stay empty."))
    evidence = _Line("evidence", gettext_lazy("With author and year, like “Boothby et al. 2018”."))
    strength = _Choice("strength", Strength.choices)
    source = _Choice("source", Source.choices, initial=Source.ADDED)
    source_no = forms.IntegerField(
        required=False,
        label=LABELS["source_no"],
        help_text=gettext_lazy("Only for a tip of a source document."),
    )
    reviewed_on = forms.DateField(
        label=LABELS["reviewed_on"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        initial=timezone.localdate,
    )
    minutes = _Choice("minutes", [(n, n) for n in MINUTES], coerce=int, initial=5)
    when = _Choice("when", Shelf.choices, initial=Shelf.ANY)
    kind = _Choice("kind", Kind.choices)
    low_ok = forms.BooleanField(
        required=False, label=LABELS["low_ok"], help_text=gettext_lazy("May be shown at mood 1 or 2.")
    )
    stages = forms.MultipleChoiceField(
        required=False,
        label=LABELS["stages"],
        help_text=gettext_lazy("A tip without any is found in the library and never offered."),
        choices=list(STAGES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    cause = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Main reason"),
        help_text=gettext_lazy("What it helps with most."),
        choices=[("", gettext_lazy("None")), *REASONS],
    )
    causes = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Other reasons"),
        choices=REASONS,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Tip
        fields = ("slug",)
        labels: ClassVar = {"slug": gettext_lazy("Address")}
        help_texts: ClassVar = {
            "slug": gettext_lazy("What stands after /tips/: small letters and hyphens. It never changes.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "label_suffix": ""})
        titles = Tip.every.exclude(pk=self.instance.pk).order_by("title").values_list("pk", "title")
        choices = [("", _("None")), *titles]
        self.latest = None if self.instance._state.adding else self.instance.latest
        # A tip that is close to this one may be gone; it is named until somebody takes it out.
        gone = set((self.latest or {}).get("related", ())) - {slug for slug, _title in choices}
        choices += [(slug, slug) for slug in sorted(gone)]
        for number, name in enumerate(RELATED, 1):
            label = _("Close to this one, %(number)s") % {"number": number}
            self.fields[name] = forms.ChoiceField(required=False, label=label, choices=choices)
        if self.latest:
            self.fields["slug"].disabled = True
            self.initial.update(as_fields(self.latest))
        if self.held:
            self.initial.update(self._typed_before(self.held))

    @property
    def is_publishing(self) -> bool:
        return "_publish" in self.data

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if self.latest is None:
            if Tip.every.filter(pk=slug).exists():
                raise forms.ValidationError(_("There is a tip at this address already."))
            # An address never changes, so a draft has to have a good one too.
            if wrong := problems_of_address(slug):
                raise forms.ValidationError(wrong)
        return slug

    def clean(self) -> None:
        if self.errors:
            return
        self._look_for_newer()
        self.record = self._record(self.cleaned_data)
        self.found = problems(
            self.cleaned_data["slug"],
            self.record,
            known=known_of(self.record),
            today=timezone.localdate(),
        )
        if self.is_publishing:
            for name, sentences in self.found.items():
                self.add_error(RELATED[0] if name == "related" else name, list(sentences))

    def to_do(self) -> list[str]:
        """What is still wrong with a draft, as sentences."""
        return [f"{label_of(name)}: {one}" for name, sentences in self.found.items() for one in sentences]

    def _look_for_newer(self) -> None:
        """Refuse once to replace a text that was saved while this page was open."""
        if self.latest is None:
            return
        # Locked until the request ends, so that nothing comes between looking and writing.
        tip = Tip.every.select_for_update().get(pk=self.instance.pk)
        now = digest(tip.latest)
        if self.cleaned_data["seen"] != now:
            row = tip.history.select_related("history_user").first()
            self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            self.data["seen"] = now  # type: ignore[index]
            raise forms.ValidationError(
                _(
                    "%(who)s saved this tip at %(time)s, while you had it open. Yours is still here, and "
                    "theirs is in the history. Press again to put yours in its place."
                )
                % {
                    "who": row.history_user or _("Somebody"),
                    "time": date_format(timezone.localtime(row.history_date), "H:i"),
                }
            )

    def _record(self, given: Mapping[str, Any]) -> dict[str, Any]:
        before = self.latest or {"stages": (), "causes": ()}
        others = [one for one in given["causes"] if one != given["cause"]]
        main = [given["cause"]] if given["cause"] else []
        return {name: given.get(name) for name in LABELS} | {
            "stages": _in_order(given["stages"], before["stages"]),
            "causes": main + _in_order(others, before["causes"]),
            "related": [given[name] for name in RELATED if given[name]],
        }

    def _typed_before(self, held: QueryDict) -> dict[str, Any]:
        """Every field as it was typed; a browser sends nothing for boxes without a tick."""
        return {
            name: held.getlist(name) if name in ("stages", "causes") else held.get(name, "")
            for name in self.fields
            if name != "slug" or self.latest is None
        }


def as_fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as the fields of the form, and the digest that says which text it was."""
    return {
        **record,
        "seen": digest(record),
        "cause": next(iter(record["causes"]), ""),
        "causes": record["causes"][1:],
        **dict(zip(RELATED, record["related"], strict=False)),
    }


def _in_order(chosen: Iterable[str], before: Iterable[str]) -> list[str]:
    """What is chosen, in the order it had before; what is new comes after."""
    kept = [one for one in before if one in set(chosen)]
    return kept + [one for one in chosen if one not in kept]
