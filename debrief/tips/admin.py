"""The pages where staff edit tips: Django's admin, with nothing in it but the library.

A site of our own instead of Django's, so that no other table can come in by being registered somewhere.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from debrief.privacy import held_words
from debrief.tips import actions
from debrief.tips.editors import may_edit
from debrief.tips.history import entries_of, rows_of
from debrief.tips.models import Tip
from debrief.tips.tip_form import RELATED, TipForm

ENTRIES_ON_A_PAGE = 20


class Desk(admin.AdminSite):
    """Where tips are edited. People sign in as everywhere, and whoever may not edit finds no such page."""

    site_header = site_title = gettext_lazy("Debrief · Tips")
    enable_nav_sidebar = False
    final_catch_all_view = False
    # Of the pages every admin has; signing in and out and passwords are those of accounts.
    own_pages = ("index", "app_list", "jsi18n")

    def has_permission(self, request: HttpRequest) -> bool:
        return may_edit(request.user)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def or_nothing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return or_nothing

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            one for one in super().get_urls() if isinstance(one, URLResolver) or one.name in self.own_pages
        ]

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("staff:tips_tip_changelist")

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        return redirect("staff:tips_tip_changelist")


desk = Desk(name="staff")


class HasDraft(admin.SimpleListFilter):
    title = gettext_lazy("draft")
    parameter_name = "has_draft"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("With a draft")), ("no", _("Without"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Tip]) -> QuerySet[Tip]:
        return queryset.filter(draft__isnull=self.value() == "no") if self.value() else queryset


@admin.register(Tip, site=desk)
class TipAdmin(admin.ModelAdmin):
    form = TipForm
    fieldsets = (
        (None, {"fields": ("slug", "seen")}),
        (
            gettext_lazy("What people read"),
            {"fields": ("title", "summary", "body", "try_this", "caution")},
        ),
        (
            gettext_lazy("What it rests on"),
            {"fields": ("evidence", "strength", "source", "source_no", "reviewed_on")},
        ),
        (
            gettext_lazy("When it is offered"),
            {"fields": ("minutes", "when", "kind", "low_ok", "stages", "cause", "causes", *RELATED)},
        ),
    )
    list_display = ("title", "state", "draft_here", "kind", "when", "minutes", "strength", "changed_on")
    list_filter = (
        "state",
        HasDraft,
        "kind",
        "when",
        "source",
        "strength",
    )
    search_fields = ("slug", "title", "summary", "body")
    ordering = ("source", "source_no", "slug")
    show_full_result_count = False  # a second count for a number nobody asks for
    actions = None
    view_on_site = False

    @admin.display(description=gettext_lazy("Draft"), empty_value="")
    def draft_here(self, tip: Tip) -> str | None:
        return None if tip.draft is None else _("A draft")

    @admin.display(description=gettext_lazy("Published on"), ordering="updated_at")
    def changed_on(self, tip: Tip) -> str:
        return date_format(timezone.localtime(tip.updated_at), "j F Y")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tip]:
        return Tip.every.defer("search").order_by(*self.ordering)

    def get_urls(self) -> list[URLPattern]:
        bring_back = self.admin_site.admin_view(self.bring_back_view)
        mine = path(
            "<path:object_id>/history/<int:version>/bring-back/", bring_back, name="tips_tip_bring_back"
        )
        # Without the nameless address of old bookmarks.
        return [mine, *(one for one in super().get_urls() if one.name)]

    def get_form(
        self, request: HttpRequest, obj: Tip | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form as it stands: Django would add a field for every column."""
        held = held_words.waiting(request) if request.method == "GET" else None
        if held:
            messages.info(
                request, _("This is what you typed before you were signed out. It is not saved yet.")
            )
        return type("TipForm", (TipForm,), {"held": held, "Meta": TipForm.Meta})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {"title": _("Tips")})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        last = rows_of(object_id).first() if object_id else None
        return super().changeform_view(request, object_id, form_url, {"last": last, "title": _("A tip")})

    def save_model(self, request: HttpRequest, obj: Tip, form: TipForm, change: bool) -> None:
        """Do what the pressed button says. The row is written by `actions`, from what the database has."""
        slug, by, pressed = obj.pk, request.user, request.POST
        if "_publish" in pressed:
            actions.publish(slug=slug, record=form.record, by=by)  # type: ignore[arg-type]
            address = reverse("tips:tip_page", args=[slug])
            told: str | SafeString = format_html(
                _('Published. <a href="{}">See it in the library</a>; everybody does within two minutes.'),
                address,
            )
        elif "_drop" in pressed:
            actions.drop_draft(slug=slug, by=by)  # type: ignore[arg-type]
            told = _("The draft is dropped. The history still has it.")
        else:
            tip = actions.save_draft(slug=slug, record=form.record, by=by)  # type: ignore[arg-type]
            told = _("Saved as a draft.") if tip.draft else _("This was published already: no draft.")
            if "_withdraw" in pressed:
                near = Tip.objects.filter(related__contains=[slug]).count()
                actions.withdraw(slug=slug, by=by)  # type: ignore[arg-type]
                told = _("Withdrawn. Pages of tips close to it, %(count)s of them, leave it out.") % {
                    "count": near
                }
        messages.success(request, told)
        if "_publish" not in pressed and "_drop" not in pressed and (to_do := form.to_do()):
            items = format_html_join("", "<br>{}", ((one,) for one in to_do))
            messages.warning(request, format_html("{}{}", _("Before it can be published:"), items))

    def response_add(
        self, request: HttpRequest, obj: Tip, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.response_change(request, obj)

    def response_change(self, request: HttpRequest, obj: Tip) -> HttpResponse:
        if "_preview" in request.POST:
            response = redirect("tips:preview_tip", obj.pk)
        else:
            response = redirect("staff:tips_tip_change", obj.pk)
        held_words.forget(request, response)
        return response

    def has_delete_permission(self, request: HttpRequest, obj: Tip | None = None) -> bool:
        """What people read is withdrawn before it can be deleted."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_public)

    def delete_model(self, request: HttpRequest, obj: Tip) -> None:
        actions.delete_tip(tip=obj, by=request.user)  # type: ignore[arg-type]

    @method_decorator(require_safe)
    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        page = Paginator(rows_of(object_id), ENTRIES_ON_A_PAGE).get_page(request.GET.get("p"))
        rows = list(page.object_list)
        if not rows:
            raise Http404
        before = rows_of(object_id)[page.end_index() :].first() if page.has_next() else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(title)s") % {"title": rows[0].title},
            "opts": self.opts,
            "slug": object_id,
            "tip": Tip.every.filter(pk=object_id).first(),
            "page": page,
            "entries": entries_of(rows, before),
        }
        return render(request, "admin/tips/tip/history.html", context)

    @method_decorator(require_POST)
    def bring_back_view(self, request: HttpRequest, object_id: str, version: int) -> HttpResponse:
        actions.bring_back(slug=object_id, version=version, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The older text is the draft now. What is published stays as it is."))
        return redirect("staff:tips_tip_change", object_id)

    # The history of a tip says all of this; Django's own log would say it once more.
    def log_addition(self, *args: Any) -> None:  # type: ignore[override]
        pass

    log_change = log_addition  # type: ignore[assignment]
    log_deletions = log_addition  # type: ignore[assignment]
