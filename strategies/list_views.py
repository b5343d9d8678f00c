"""The list of strategies, and what is done to one or several of them from there."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from statis.addresses import row_id
from statis.http import SignedInRequest, render_page
from strategies import listing, selectors, services
from strategies.models import Strategy

PAGE_SIZE = 25
# More than a page has are no doing of a person.
MAX_CHOSEN: Final = 100
SHELF_ACTIONS: Final[Mapping[str, tuple[Callable[..., int], str]]] = MappingProxyType(
    {
        "archive": (services.archive, "archived"),
        "unarchive": (services.unarchive, "back in use"),
        "delete": (services.delete, "deleted"),
        "undelete": (services.undelete, "restored"),
    }
)
# What can be taken back with one press, and by which action.
OPPOSITES: Final = MappingProxyType({"archive": "unarchive", "delete": "undelete"})


@login_required
@require_GET
@vary_on_headers("HX-Request")
def index(request: SignedInRequest) -> HttpResponse:
    """List the user's strategies: those in use, the archive or the deleted, all or those that match."""
    asked = listing.wanted(request.GET.dict())
    page = Paginator(listing.found(request.user, asked), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": listing.rows(request.user, list(page)),
        "asked": asked,
        "undo": _undo(request),
        **listing.choices(request.user, asked),
    }
    return render_page(request, "strategies/list.html", "list", context)


@login_required
@require_POST
def bulk(request: SignedInRequest) -> HttpResponse:
    """Do one thing to the strategies that were ticked."""
    chosen = _chosen(request)
    action = request.POST.get("action", "")
    if not chosen:
        messages.error(request, "Nothing was done: tick the strategies it is meant for first.")
        return redirect(_back(request))
    if action == "tag":
        return _tag(request, chosen)
    if action in SHELF_ACTIONS:
        return _move(request, chosen, action)
    messages.error(request, "Nothing was done: choose what to do with the strategies.")
    return redirect(_back(request))


@login_required
@require_POST
def duplicate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Copy a strategy and go to the copy."""
    strategy = get_object_or_404(selectors.strategies_of(request.user), pk=pk)
    copy = services.duplicate(strategy=strategy)
    messages.success(request, f"{copy.name} created.")
    return redirect(copy)


def _tag(request: SignedInRequest, chosen: list[int]) -> HttpResponse:
    tags = services.unique_tags(request.POST.get("tags", "").replace("\x00", "").split(","))
    if not tags:
        messages.error(request, "Nothing was done: write the tag to add.")
        return redirect(_back(request))
    kept = selectors.strategies_of(request.user).filter(pk__in=chosen)
    count = services.add_tags(strategies=kept, tags=tags)
    messages.success(request, f"{_said(count)} tagged {', '.join(tags)}.")
    return redirect(_back(request))


def _move(request: SignedInRequest, chosen: list[int], action: str) -> HttpResponse:
    act, done = SHELF_ACTIONS[action]
    owned: QuerySet[Strategy] = (
        selectors.deleted_strategies_of(request.user)
        if action == "undelete"
        else selectors.strategies_of(request.user)
    )
    moved = list(owned.filter(pk__in=chosen).values_list("pk", "name"))
    act(strategies=Strategy.objects.filter(owner=request.user, pk__in=[pk for pk, _ in moved]))
    text = f"{moved[0][1] if len(moved) == 1 else _said(len(moved))} {done}."
    if action in OPPOSITES and moved:
        return redirect(_with_undo(request, OPPOSITES[action], [pk for pk, _ in moved]))
    messages.success(request, text)
    return redirect(_back(request))


def _said(count: int) -> str:
    return "1 strategy" if count == 1 else f"{count} strategies"


def _chosen(request: SignedInRequest) -> list[int]:
    # A button of one row means that row, whatever else is ticked.
    only = request.GET.get("only")
    found = (row_id(text) for text in ([only] if only else request.POST.getlist("pk")[:MAX_CHOSEN]))
    return [pk for pk in found if pk is not None]


def _back(request: SignedInRequest) -> str:
    """Return the list as it was, of what its address may say."""
    return reverse("strategies:list") + listing.wanted(request.POST.dict()).address()


def _with_undo(request: SignedInRequest, opposite: str, pks: list[int]) -> str:
    asked = listing.wanted(request.POST.dict()).address()
    return f"{reverse('strategies:list')}{asked}{'' if asked == '?' else '&'}{opposite}={','.join(map(str, pks))}"


def _undo(request: SignedInRequest) -> dict[str, Any] | None:
    """Return what can be taken back, as the address names it and as it is now."""
    for action in OPPOSITES.values():
        pks = [row_id(text) for text in request.GET.get(action, "").split(",")[:MAX_CHOSEN]]
        if any(pks):
            return _undo_of(request, action, [pk for pk in pks if pk is not None])
    return None


def _undo_of(request: SignedInRequest, action: str, pks: list[int]) -> dict[str, Any] | None:
    if action == "undelete":
        there = selectors.deleted_strategies_of(request.user).filter(pk__in=pks)
    else:
        there = selectors.strategies_of(request.user).filter(pk__in=pks).exclude(archived_at=None)
    found = dict(there.values_list("pk", "name"))
    if not found:
        return None
    what = next(iter(found.values())) if len(found) == 1 else _said(len(found))
    return {
        "text": f"{what} {'deleted' if action == 'undelete' else 'archived'}.",
        "url": reverse("strategies:bulk"),
        "action": action,
        "pks": list(found),
    }
