"""The path in a browser: home, one debrief's path, one stage page, and the end of a sitting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from debrief.debriefs.access import get_debrief_or_404
from debrief.debriefs.choices import Result
from debrief.debriefs.export import file_name
from debrief.debriefs.models import Debrief
from debrief.debriefs.queries import debrief_page, list_row, rounds_beside
from debrief.notes.handing_over import File
from debrief.privacy import held_words
from debrief.privacy.audit import record
from debrief.privacy.decorators import posted_from
from debrief.privacy.models import Event
from debrief.recovery import actions, care
from debrief.recovery.journey import (
    JOURNEY_ROWS,
    LEAN_JOURNEY_ROWS,
    Journey,
    Step,
    is_low_day,
    is_settled,
    settled_count,
)
from debrief.recovery.markdown import as_markdown
from debrief.recovery.next_actions import AnswerForm
from debrief.recovery.path import path_rows
from debrief.recovery.posted import MAX_DRAFT, Posted, as_data, fresh_operation
from debrief.recovery.reading import READING_ROWS, as_it_stands, read
from debrief.recovery.stages import OUTCOME, STAGES
from debrief.recovery.stages.base import Carried, Stage, StageForm, Words
from debrief.recovery.stages.outcome import beaten_guess
from debrief.recovery.suggesting import SUGGESTING_ROWS, tip_before_any, tips_at_end, tips_at_stage
from debrief.recovery.to_do import TO_DO_ROWS, still_to_do
from debrief.tips.queries import marks_of
from debrief.ui.draw import ListRow

# In the address of a stage that was opened from the whole debrief, and leads back to it.
BACK_TO_READING = "?back=read"


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The start page for strangers; for everybody else, where they left off and what came before."""
    if not request.user.is_authenticated:
        return render(request, "recovery/start.html")
    page = debrief_page(request.user, rows=(*LEAN_JOURNEY_ROWS, *TO_DO_ROWS))
    journeys = [Journey(debrief) for debrief in page.debriefs if debrief.closed_at is None]
    current = next((j for j in journeys if not is_settled(j.debrief)), None)
    is_low = is_low_day(
        (row for debrief in page.debriefs for row in debrief.mood_checks_rows),
        today=timezone.localdate(),
        zone=timezone.get_current_timezone(),
    )
    base = reverse("debriefs:debrief_list")
    context = {
        "current": current,
        "is_low": is_low,
        "still_to_do": [] if is_low else still_to_do(j for j in journeys if not j.pausing_until),
        "earlier": [_row(one, base) for one in page.debriefs if not (current and one is current.debrief)],
        "resting": next((j.debrief for j in journeys if j.pausing_until), None),
        "older": page.older,
        "new_id": fresh_operation(),
        "greeting": _greeting(),
        "tips": () if page.debriefs else tip_before_any(marks_of(request.user).values()),
    }
    return render(request, "recovery/home.html", context)


@require_POST
@posted_from("home")
def new_debrief(request: HttpRequest) -> HttpResponse:
    """Begin a debrief; `follows` names the round before at the same place, if there was one."""
    try:
        debrief_id = UUID(request.POST.get("id", ""))
    except ValueError:
        debrief_id = fresh_operation()
    before = request.POST.get("follows", "")
    try:
        debrief = actions.start_debrief(
            owner=request.user,  # type: ignore[arg-type]
            debrief_id=debrief_id,
            follows=UUID(before) if before else None,
        )
    except (Debrief.DoesNotExist, ValueError):
        raise Http404 from None
    return redirect("recovery:stage_page", debrief.pk, STAGES[0].key)


@require_safe
def path_page(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """Everything about one debrief: its path, what waits in it, the rounds beside it, and closing it."""
    debrief = get_debrief_or_404(request, debrief_id, *JOURNEY_ROWS, *TO_DO_ROWS)
    journey = Journey(debrief)
    before, after = rounds_beside(debrief)
    context = {
        "debrief": debrief,
        "journey": journey,
        "path": path_rows(journey),
        "still_to_do": still_to_do([journey]),
        "before": before,
        "after": after,
        "new_id": fresh_operation(),
    }
    return render(request, "recovery/path_page.html", context)


@require_POST
@posted_from("recovery:path_page")
def close_debrief(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    actions.close_debrief(debrief=get_debrief_or_404(request, debrief_id))
    return redirect("recovery:path_page", debrief_id)


@require_POST
@posted_from("recovery:path_page")
def reopen_debrief(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    actions.reopen_debrief(debrief=get_debrief_or_404(request, debrief_id))
    return redirect("recovery:path_page", debrief_id)


@require_POST
@posted_from("recovery:path_page")
def tick_promised(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """Tick off what was promised (`done=yes`), or take that back (`done=no`)."""
    debrief = get_debrief_or_404(request, debrief_id)
    answer = request.POST.get("done")
    if answer in ("yes", "no"):
        actions.tick_promised(debrief=debrief, is_done=answer == "yes")
    path_page = reverse("recovery:path_page", args=[debrief_id])
    if answer != "yes" or "on_home" not in request.POST:
        return redirect(path_page)
    undo = format_html('<a href="{}#promised">{}</a>', path_page, _("Undo"))
    messages.info(request, format_html("{} {}", _("Noted as sent."), undo))
    return redirect("home")


@require_POST
@posted_from("recovery:path_page")
def answer_action(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """Done, Move it or Let it go, for a next action whose day has come."""
    debrief = get_debrief_or_404(request, debrief_id)
    form = AnswerForm(request.POST)
    # An answer that cannot be read, or that is not wanted any more, changes nothing: the page asks if it is.
    if form.is_valid() and (said := actions.answer_action(debrief=debrief, **form.cleaned_data)):
        messages.info(request, said)
    return redirect("home") if "on_home" in request.POST else redirect("recovery:path_page", debrief.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def stage_page(request: HttpRequest, debrief_id: UUID, stage_key: str) -> HttpResponseBase:
    """One stage: its form, saving it, and going on from there."""
    journey, step = _open(request, debrief_id, stage_key)
    if request.method == "POST":
        return _save(request, journey, step)
    held = held_words.waiting(request)
    words = held or (as_data(dict(step.draft)) if step.draft else None)
    form = _form(journey, step, words, is_resumed=True, sheet=request.GET.get("to", ""))
    if held is None:
        return _page(request, journey, step, form)
    # Saved elsewhere while its writer was signed out: then both texts are shown.
    is_stale = step.version > 0 and held.get("version") != str(step.version)
    there = as_it_stands(journey, step).as_words() if is_stale else []
    return _page(request, journey, step, form, is_held=True, there=there)


@require_POST
@posted_from("recovery:stage_page")
def save_draft(request: HttpRequest, debrief_id: UUID, stage_key: str) -> JsonResponse:
    """Autosave. Answers in JSON: saved and when, or why not."""
    stage = _stage_or_404(stage_key)
    posted = Posted.read(request)
    if posted.length > MAX_DRAFT:
        message = _("That's more than a page can hold. It stays here; shorten it and it saves.")
        return JsonResponse({"saved": False, "message": message}, status=413)
    try:
        version = actions.save_draft(
            owner_id=request.user.pk,  # type: ignore[arg-type]
            debrief_id=debrief_id,
            stage=stage,
            words=posted.words,
            version=posted.version,
            operation=posted.operation,
            known=posted.pending,
        )
    except actions.StaleVersionError:
        message = _("This page was saved somewhere else since you opened it.")
        there = as_it_stands(*_open(request, debrief_id, stage_key)).as_words()
        return JsonResponse({"saved": False, "message": message, "there": there}, status=409)
    except IntegrityError:
        # No debrief of this person, or none any more: the key over (debrief, owner) refuses the row.
        transaction.set_rollback(True)
        message = _("This debrief isn't here any more. Copy what you want to keep from this page.")
        return JsonResponse({"saved": False, "message": message}, status=404)
    return JsonResponse({"saved": True, "version": version, "at": timezone.localtime().strftime("%H:%M")})


@require_POST
@posted_from("recovery:stage_page")
def skip_stage(request: HttpRequest, debrief_id: UUID, stage_key: str) -> HttpResponse:
    """Leave a stage out. What was typed is kept with it."""
    if stage_key == OUTCOME.key:
        raise Http404  # not on the path, so there is nothing to leave out
    journey, step = _open(request, debrief_id, stage_key)
    posted = Posted.read(request)
    if posted.length > MAX_DRAFT:
        return _page(request, journey, step, _form(journey, step, request.POST), status=422)
    try:
        actions.save_draft(
            owner_id=journey.debrief.owner_id,
            debrief_id=journey.debrief.pk,
            stage=step.stage,
            words=posted.words,
            version=posted.version,
            operation=posted.operation,
            known=posted.pending,
            is_skipped=True,
        )
    except actions.StaleVersionError:
        return _conflict(request, journey, step)
    messages.info(request, _("Left out. It'll be here if you want it."))
    return _go_on(request, journey, step)


@require_GET
def enough(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """The end of a sitting: what is saved, and that it can wait."""
    debrief = get_debrief_or_404(request, debrief_id, *sorted({*READING_ROWS, *SUGGESTING_ROWS}))
    journey = Journey(debrief)
    steps = (*journey.steps, journey.outcome_step)
    forms = [(step, _form(journey, step)) for step in steps if step.version]
    saved = [(step, form.as_words(), form.afterthoughts()) for step, form in forms]
    context = {"debrief": debrief, "journey": journey, "saved": saved, "tips": tips_at_end(journey)}
    return render(request, "recovery/enough.html", context)


@require_safe
def outcome_saved(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """What is said once the end is known, or still waited for; and what can be done about it."""
    debrief = get_debrief_or_404(request, debrief_id, *JOURNEY_ROWS, "outcomes", "guesses")
    outcome = next(iter(debrief.outcomes_rows), None)
    if outcome is None:
        return redirect("recovery:stage_page", debrief_id, OUTCOME.key)
    journey = Journey(debrief)
    context = {
        "debrief": debrief,
        "journey": journey,
        "outcome": outcome,
        "beaten_guess": beaten_guess(debrief),
        "after": rounds_beside(debrief)[1] if outcome["result"] == Result.NEXT_ROUND else [],
        "new_id": fresh_operation(),
    }
    return render(request, "recovery/outcome_saved.html", context)


@require_safe
def read_page(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """The whole debrief, to read or to print."""
    debrief = get_debrief_or_404(request, debrief_id, *READING_ROWS)
    base = reverse("recovery:path_page", args=[debrief.pk])
    return render(
        request,
        "recovery/read_page.html",
        {"debrief": debrief, "reading": read(debrief), "base": base, "back": BACK_TO_READING},
    )


@require_safe
def export_markdown(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """The whole debrief as a text file, in the same words as the page."""
    debrief = get_debrief_or_404(request, debrief_id, *READING_ROWS)
    record(request, Event.DEBRIEF_EXPORTED)
    name = file_name(debrief, "md")
    return HttpResponse(
        as_markdown(read(debrief)),
        content_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _stage_or_404(key: str) -> Stage:
    for stage in (*STAGES, OUTCOME):
        if stage.key == key:
            return stage
    raise Http404


def _open(request: HttpRequest, debrief_id: UUID, stage_key: str) -> tuple[Journey, Step]:
    stage = _stage_or_404(stage_key)
    rows = dict.fromkeys((*JOURNEY_ROWS, *SUGGESTING_ROWS, *stage.form_class.reads))
    journey = Journey(get_debrief_or_404(request, debrief_id, *rows))
    return journey, journey.step(stage_key)


def _form(
    journey: Journey,
    step: Step,
    data: QueryDict | None = None,
    *,
    is_resumed: bool = False,
    sheet: str = "",
) -> StageForm:
    form_class = step.stage.form_class
    return form_class(
        data,
        debrief=journey.debrief,
        answers=step.answers,
        is_resumed=is_resumed and data is not None,
        **({"sheet": sheet} if form_class.has_sheets else {}),
    )


def _page(
    request: HttpRequest, journey: Journey, step: Step, form: StageForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    base = reverse("recovery:path_page", args=[journey.debrief.pk])
    context = {
        "journey": journey,
        "debrief": journey.debrief,
        "base": base,
        "path": path_rows(journey, here=step.stage.key),
        "back": _back(request),
        "step": step,
        "previous": journey.steps[step.index - 1] if 0 < step.index < journey.total else None,
        "form": form,
        "carried": _carried(journey, form),
        "operation": fresh_operation(),
        "tips": tips_at_stage(journey, step),
        **more,
    }
    return render(request, step.stage.template_name, context, status=status)


def _carried(journey: Journey, form: StageForm) -> list[tuple[Stage, Carried]]:
    """What the form takes from other stages, with those stages; from one that is off the path, nothing."""
    stages = {step.stage.key: step.stage for step in journey.steps}
    return [(stages[part.stage], part) for part in form.carried() if part.lines and part.stage in stages]


def _save(request: HttpRequest, journey: Journey, step: Step) -> HttpResponseBase:
    posted = Posted.read(request)
    form = _form(journey, step, request.POST)
    try:
        if posted.then.startswith("add_"):
            return _add_row(request, journey, step, posted, form)
        if (pressed := form.on_button(posted.then, posted.words)) is not None:
            return _again(request, journey, step, posted, *pressed)
        if (file := form.file(posted.then)) is not None:
            return _download(file)
        if form.is_valid():
            actions.save_stage(
                debrief=journey.debrief,
                stage=step.stage,
                form=form,
                version=posted.version,
                operation=posted.operation,
                known=posted.pending,
            )
        elif posted.then == "stop" and posted.length <= MAX_DRAFT:
            # Stopping never argues: what does not pass yet is kept as it is.
            _keep(journey, step, posted, posted.words)
        else:
            return _page(request, journey, step, form, status=422)
    except actions.StaleVersionError:
        return _conflict(request, journey, step)
    response: HttpResponse
    if posted.then == "stop":
        response = redirect("recovery:enough", journey.debrief.pk)
    elif place := form.comes_back_to(posted.then):
        response = _back_to(request, journey, step, place)
    else:
        response = _go_on(request, journey, step)
    care.offer_card(request, response, form.mood)
    held_words.forget(request, response)
    return response


def _keep(journey: Journey, step: Step, posted: Posted, words: Words) -> None:
    actions.save_draft(
        owner_id=journey.debrief.owner_id,
        debrief_id=journey.debrief.pk,
        stage=step.stage,
        words=words,
        version=posted.version,
        operation=posted.operation,
        known=posted.pending,
    )


def _add_row(
    request: HttpRequest, journey: Journey, step: Step, posted: Posted, form: StageForm
) -> HttpResponseBase:
    """One more row, without scripts: keep the page as it is, with a row more.

    A button asks with `add_<list>` for a blank row, with `add_<list>:<what>` for one that begins with
    something.
    """
    prefix, _colon, what = posted.then.removeprefix("add_").partition(":")
    rows = form.rows(prefix)
    if rows is None or not rows.management_form.is_valid():
        return _page(request, journey, step, form, status=422)
    words: Words | None = posted.words
    values = form.new_row(prefix, what)
    if values is not None:
        words = rows.with_row(posted.words, values)
    if words is None:
        room = _("There is room for %(most)d. Clear one to make room; everything is as you left it.")
        messages.info(request, room % {"most": rows.max_num})
    return _again(request, journey, step, posted, words or posted.words, prefix)


def _again(
    request: HttpRequest, journey: Journey, step: Step, posted: Posted, words: Words, anchor: str
) -> HttpResponseBase:
    """Keep `words` as they are, and come back to the same page at `anchor`."""
    if posted.length > MAX_DRAFT:
        return _page(request, journey, step, _form(journey, step, request.POST), status=422)
    _keep(journey, step, posted, words)
    response = _back_to(request, journey, step, anchor)
    held_words.forget(request, response)
    return response


def _back_to(request: HttpRequest, journey: Journey, step: Step, anchor: str) -> HttpResponse:
    response = redirect("recovery:stage_page", journey.debrief.pk, step.stage.key)
    response["Location"] += f"{_back(request)}#{anchor}"
    return response


def _download(file: File) -> HttpResponse:
    disposition = f'attachment; filename="{file.name}"'
    return HttpResponse(
        file.content, content_type=file.content_type, headers={"Content-Disposition": disposition}
    )


def _conflict(request: HttpRequest, journey: Journey, step: Step) -> HttpResponse:
    """Both texts on one page: what was saved elsewhere, and what was sent now, still in its fields."""
    # What was saved elsewhere may have been saved while this request waited for it.
    journey, step = _open(request, journey.debrief.pk, step.stage.key)
    here = _form(journey, step, request.POST, is_resumed=True)
    return _page(request, journey, step, here, status=409, there=as_it_stands(journey, step).as_words())


def _back(request: HttpRequest) -> str:
    return BACK_TO_READING if request.GET.get("back") == "read" else ""


def _go_on(request: HttpRequest, journey: Journey, step: Step) -> HttpResponse:
    if _back(request):
        reading = reverse("recovery:read_page", args=[journey.debrief.pk])
        return redirect(f"{reading}#{step.stage.key}")
    if step.stage is OUTCOME:
        return redirect("recovery:outcome_saved", journey.debrief.pk)
    following = journey.next_after(step.stage.key)
    if following is None:
        return redirect("recovery:enough", journey.debrief.pk)
    return redirect("recovery:stage_page", journey.debrief.pk, following.stage.key)


def _row(debrief: Debrief, base: str) -> ListRow:
    done, total = settled_count(debrief), len(STAGES)
    if debrief.closed_at:
        tag = _("Closed")
    elif done == total:
        tag = _("Settled")
    else:
        tag = _("%(done)d of %(total)d settled") % {"done": done, "total": total}
    return list_row(debrief, base=base, tag=tag, is_settled=bool(debrief.closed_at) or done == total)


def _greeting() -> str:
    hour = timezone.localtime().hour
    if hour < 5 or hour >= 18:
        return _("Good evening")
    return _("Good morning") if hour < 12 else _("Good afternoon")
