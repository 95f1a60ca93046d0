"""The path in a browser: home, one debrief's path, one stage page, and the end of a sitting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from debrief.debriefs.access import get_debrief_or_404
from debrief.debriefs.models import Debrief
from debrief.debriefs.queries import debrief_page, list_row
from debrief.notes.handing_over import File
from debrief.privacy import held_words
from debrief.privacy.decorators import posted_from
from debrief.recovery import actions, care
from debrief.recovery.journey import (
    JOURNEY_ROWS,
    LEAN_JOURNEY_ROWS,
    Journey,
    Step,
    is_paused,
    is_settled,
    settled_count,
)
from debrief.recovery.posted import MAX_DRAFT, Posted, as_data, fresh_operation
from debrief.recovery.stages import STAGES
from debrief.recovery.stages.base import Stage, StageForm, Words
from debrief.tips.queries import tips_for_stage
from debrief.ui.draw import ListRow

TIPS_ON_A_STAGE = 2


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The start page for strangers; for everybody else, where they left off and what came before."""
    if not request.user.is_authenticated:
        return render(request, "recovery/start.html")
    page = debrief_page(request.user, rows=LEAN_JOURNEY_ROWS)
    current = next((d for d in page.debriefs if d.closed_at is None and not is_settled(d)), None)
    resting = next((d for d in page.debriefs if d.closed_at is None and is_paused(d)), None)
    base = reverse("debriefs:debrief_list")
    context = {
        "current": Journey(current) if current else None,
        "earlier": [_row(debrief, base) for debrief in page.debriefs if debrief is not current],
        "resting": resting,
        "older": page.older,
        "new_id": fresh_operation(),
        "greeting": _greeting(),
        "tip_for_empty": [] if page.debriefs else tips_for_stage("land", most=1),
    }
    return render(request, "recovery/home.html", context)


@require_POST
def new_debrief(request: HttpRequest) -> HttpResponse:
    try:
        debrief_id = UUID(request.POST.get("id", ""))
    except ValueError:
        debrief_id = fresh_operation()
    try:
        debrief = actions.start_debrief(owner=request.user, debrief_id=debrief_id)  # type: ignore[arg-type]
    except Debrief.DoesNotExist:
        raise Http404 from None
    return redirect("recovery:stage_page", debrief.pk, STAGES[0].key)


@require_safe
def path_page(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    debrief = get_debrief_or_404(request, debrief_id, *JOURNEY_ROWS)
    journey = Journey(debrief)
    context = {"debrief": debrief, "journey": journey, "path": journey.path(request.path)}
    return render(request, "recovery/path_page.html", context)


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
    there = _there(journey, step).as_words() if is_stale else []
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
        there = _there(*_open(request, debrief_id, stage_key)).as_words()
        return JsonResponse({"saved": False, "message": message, "there": there}, status=409)
    except IntegrityError as error:
        raise Http404 from error  # no debrief of this person: the key over (debrief, owner) refuses the row
    return JsonResponse({"saved": True, "version": version, "at": timezone.localtime().strftime("%H:%M")})


@require_POST
@posted_from("recovery:stage_page")
def skip_stage(request: HttpRequest, debrief_id: UUID, stage_key: str) -> HttpResponse:
    """Leave a stage out. What was typed is kept with it."""
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
    return _go_on(journey, step)


@require_GET
def enough(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """The end of a sitting: what is saved, and that it can wait."""
    reads = {name for stage in STAGES for name in stage.form_class.reads}
    debrief = get_debrief_or_404(request, debrief_id, *sorted({*JOURNEY_ROWS, *reads}))
    journey = Journey(debrief)
    saved = [(step, _form(journey, step).as_words()) for step in journey.steps if step.version]
    return render(request, "recovery/enough.html", {"debrief": debrief, "journey": journey, "saved": saved})


def _stage_or_404(key: str) -> Stage:
    for stage in STAGES:
        if stage.key == key:
            return stage
    raise Http404


def _open(request: HttpRequest, debrief_id: UUID, stage_key: str) -> tuple[Journey, Step]:
    stage = _stage_or_404(stage_key)
    rows = dict.fromkeys((*JOURNEY_ROWS, *stage.form_class.reads))
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
        "path": journey.path(base, step.stage.key),
        "step": step,
        "previous": journey.steps[step.index - 1] if step.index else None,
        "form": form,
        "carried": [(journey.step(part.stage).stage, part) for part in form.carried() if part.lines],
        "operation": fresh_operation(),
        "tips": tips_for_stage(step.stage.key, is_low=journey.is_low_today, most=TIPS_ON_A_STAGE),
        **more,
    }
    return render(request, step.stage.template_name, context, status=status)


def _save(request: HttpRequest, journey: Journey, step: Step) -> HttpResponseBase:
    posted = Posted.read(request)
    form = _form(journey, step, request.POST)
    row_list = posted.then.removeprefix("add_") if posted.then.startswith("add_") else ""
    try:
        if row_list:
            return _add_row(request, journey, step, posted, row_list)
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
        response = _back_to(journey, step, place)
    else:
        response = _go_on(journey, step)
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
    request: HttpRequest, journey: Journey, step: Step, posted: Posted, row_list: str
) -> HttpResponseBase:
    """One more row, without scripts: keep the page as it is, with a row more."""
    total = f"{row_list}-TOTAL_FORMS"
    count = posted.words.get(total, [""])[0]
    if not (count.isascii() and count.isdigit() and len(count) < 4):
        return _page(request, journey, step, _form(journey, step, request.POST), status=422)
    words = {**posted.words, total: [str(int(count) + 1)]}
    return _again(request, journey, step, posted, words, row_list)


def _again(
    request: HttpRequest,
    journey: Journey,
    step: Step,
    posted: Posted,
    words: Words,
    anchor: str,
) -> HttpResponseBase:
    """Keep `words` as they are, and come back to the same page at `anchor`."""
    if posted.length > MAX_DRAFT:
        return _page(request, journey, step, _form(journey, step, request.POST), status=422)
    _keep(journey, step, posted, words)
    response = _back_to(journey, step, anchor)
    held_words.forget(request, response)
    return response


def _back_to(journey: Journey, step: Step, anchor: str) -> HttpResponse:
    response = redirect("recovery:stage_page", journey.debrief.pk, step.stage.key)
    response["Location"] += f"#{anchor}"
    return response


def _download(file: File) -> HttpResponse:
    disposition = f'attachment; filename="{file.name}"'
    return HttpResponse(
        file.content, content_type=file.content_type, headers={"Content-Disposition": disposition}
    )


def _conflict(request: HttpRequest, journey: Journey, step: Step) -> HttpResponse:
    """Both texts on one page: what was saved elsewhere, and what was sent now, still in its fields."""
    here = _form(journey, step, request.POST, is_resumed=True)
    return _page(request, journey, step, here, status=409, there=_there(journey, step).as_words())


def _there(journey: Journey, step: Step) -> StageForm:
    """What the server holds for a stage: its draft if there is one, else what is saved."""
    words = as_data(dict(step.draft)) if step.draft else None
    return _form(journey, step, words, is_resumed=True)


def _go_on(journey: Journey, step: Step) -> HttpResponse:
    following = journey.next_after(step.stage.key)
    if following is None:
        return redirect("recovery:enough", journey.debrief.pk)
    return redirect("recovery:stage_page", journey.debrief.pk, following.stage.key)


def _row(debrief: Debrief, base: str) -> ListRow:
    done, total = settled_count(debrief), len(STAGES)
    tag = _("%(done)d of %(total)d settled") % {"done": done, "total": total}
    if done == total:
        tag = _("Settled")
    return list_row(debrief, base=base, tag=tag, is_settled=done == total)


def _greeting() -> str:
    hour = timezone.localtime().hour
    if hour < 5 or hour >= 18:
        return _("Good evening")
    return _("Good morning") if hour < 12 else _("Good afternoon")
