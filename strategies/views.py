"""Pages of one strategy: its code, its runs, its name and tags."""

from datetime import timedelta
from itertools import groupby
from typing import Any, Final

from django.conf import settings as conf
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from django.views.decorators.vary import vary_on_headers

from statis.http import SignedInRequest, is_utf8, render_page
from strategies import presenting, selectors, services
from strategies.differences import difference
from strategies.forms import NOT_UTF8, NewStrategyForm, SettingsForm, SourceForm
from strategies.generation.catalogue import TEMPLATES
from strategies.models import Strategy, StrategyVersion
from strategies.results import results

# All of them are a link away.
RUNS_SHOWN: Final = 100
CONFLICT: Final = 409


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a strategy from a template or from one's own code."""
    chosen = request.POST.get("template", request.GET.get("template"))
    form = NewStrategyForm(request.POST or None, initial=presenting.first_values(chosen or ""))
    if _can_be_kept(form, request):
        strategy = services.create_strategy(owner=request.user, **form.cleaned_data)
        messages.success(request, f"{strategy.name} created.")
        if request.POST.get("then") == "backtest":
            wanted = {"strategy": strategy.pk, "symbol": request.POST.get("symbol", "")}
            return redirect(reverse("backtests:new", query=wanted))
        return redirect(strategy)
    context = {"form": form, "templates": TEMPLATES.values(), "chosen": chosen, "is_begun": chosen is not None}
    return render_page(request, "strategies/new.html", "main", context)


@login_required
@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a strategy's code, editable or as it was in an old version; a POST saves a version."""
    strategy = get_object_or_404(selectors.all_strategies_of(request.user), pk=pk)
    if strategy.deleted_at:
        return _deleted(request, strategy)
    form = SourceForm(request.POST or None)
    if _can_be_kept(form, request):
        before = strategy.latest_version
        try:
            version = services.save_version(strategy=strategy, **form.version())
        except services.EditedMeanwhile as conflict:
            return _conflict(request, strategy, form, conflict.latest)
        messages.success(request, _saved_text(before, version))
        if request.POST.get("then") == "backtest":
            return redirect(reverse("backtests:new", query={"strategy": strategy.pk} | _typed_params(request)))
        if not request.htmx:
            return redirect(strategy)
    context = _code_context(request, strategy, form)
    # A save from the editor must not replace the editor: caret, selection and undo history live there.
    name = "saved" if request.method == "POST" else "main"
    return render_page(request, "strategies/detail.html", name, context)


def _deleted(request: SignedInRequest, strategy: Strategy) -> HttpResponse:
    """Offer to bring a deleted strategy back: links to it are still about."""
    if request.method == "POST":
        raise Http404
    gone_on = strategy.deleted_at + timedelta(days=conf.STRATEGY_UNDO_DAYS) if strategy.deleted_at else None
    return render_page(request, "strategies/deleted.html", "main", {"strategy": strategy, "gone_on": gone_on})


def _conflict(request: SignedInRequest, strategy: Strategy, form: SourceForm, latest: StrategyVersion) -> HttpResponse:
    """Show what was saved meanwhile beside what was sent, which stays in the editor."""
    mine = form.cleaned_data["source"]
    context = _code_context(request, strategy, form) | {
        "conflict": latest,
        "difference": difference(latest.source, mine),
        "left_title": f"Version {latest.number}, saved meanwhile",
        "right_title": "Yours, not saved",
        "next_number": latest.number + 1,
    }
    if request.htmx:
        # htmx swaps no answer of an error.
        return render(request, "strategies/detail.html#conflict", context)
    return render(request, "strategies/detail.html", context, status=CONFLICT)


@login_required
@require_GET
def runs(request: SignedInRequest, pk: int) -> HttpResponse:
    """List the latest runs of a strategy, version by version."""
    strategy = _owned(request, pk)
    lines = sorted(results().latest(request.user, pk, RUNS_SHOWN), key=lambda line: -line.version)
    notes = dict(strategy.versions.values_list("number", "note"))
    groups = [(number, notes.get(number), list(one)) for number, one in groupby(lines, lambda line: line.version)]
    context = _head(request, strategy, "runs") | {"groups": groups, "shown": len(lines)}
    return render_page(request, "strategies/runs.html", "main", context)


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a strategy's name, description and tags."""
    strategy = _owned(request, pk)
    first = {"name": strategy.name, "description": strategy.description, "tags": ", ".join(strategy.tag_names)}
    form = SettingsForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        services.describe(strategy=strategy, **form.cleaned_data)
        messages.success(request, "Name, description and tags saved.")
        return redirect("strategies:settings", strategy.pk)
    context = _head(request, strategy, "settings") | {"form": form, "undo_days": conf.STRATEGY_UNDO_DAYS}
    return render_page(request, "strategies/settings.html", "main", context)


@login_required
@require_http_methods(["GET", "POST"])
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask before a strategy is deleted, and delete it."""
    strategy = _owned(request, pk)
    if request.method == "POST":
        services.delete(strategies=Strategy.objects.filter(pk=strategy.pk))
        return redirect(reverse("strategies:list", query={"undelete": strategy.pk}))
    context = {"strategy": strategy, "undo_days": conf.STRATEGY_UNDO_DAYS}
    return render_page(request, "strategies/delete.html", "main", context)


def _typed_params(request: SignedInRequest) -> dict[str, str]:
    """Return the parameters typed beside the code, for the run the code is saved for."""
    return {name: text for name, text in request.POST.items() if name.startswith("param_") and isinstance(text, str)}


def _can_be_kept(form: SourceForm | NewStrategyForm, request: SignedInRequest) -> bool:
    if request.method == "POST" and form.is_valid() and not is_utf8(request):
        form.add_error("source", NOT_UTF8)
    return request.method == "POST" and form.is_valid()


def _owned(request: SignedInRequest, pk: int) -> Strategy:
    return get_object_or_404(selectors.strategies_of(request.user), pk=pk)


def _head(request: SignedInRequest, strategy: Strategy, tab: str) -> dict[str, Any]:
    """Return what stands above every page of a strategy."""
    return {
        "strategy": strategy,
        "tab": tab,
        "tags": strategy.tag_names,
        "standing": results().standings(request.user, [strategy.pk]).get(strategy.pk),
    }


def _code_context(request: SignedInRequest, strategy: Strategy, form: SourceForm) -> dict[str, Any]:
    version = selectors.version_asked(strategy, request.GET.get("version", ""))
    if version is None:
        raise Http404
    # A text that was refused is shown again as it was typed.
    source = request.POST.get("source", version.source)
    first = {"source": source, "based_on": strategy.latest_version.number}
    outcomes = results().by_version(request.user, strategy.pk)
    beside = selectors.versions_of(strategy)[: presenting.VERSIONS_BESIDE]
    return _head(request, strategy, "code") | {
        "version": version,
        "is_latest": version.number == strategy.latest_version.number,
        "is_old": version.number != strategy.latest_version.number,
        "versions": [(one, outcomes.get(one.number)) for one in beside],
        "latest_runs": results().latest(request.user, strategy.pk, presenting.RUNS_BESIDE),
        "form": form if form.is_bound else SourceForm(initial=first),
        "based_on": strategy.latest_version.number,
        "report": presenting.code_report(source),
        "lines": source.splitlines(),
        "file_name": presenting.file_name(strategy),
    }


def _saved_text(before: StrategyVersion, version: StrategyVersion) -> str:
    if version.number == before.number:
        return f"Nothing changed: version {version.number} has this code already."
    return f"Version {version.number} saved."
