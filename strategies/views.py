"""Pages to keep and edit strategies."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from statis.http import SignedInRequest, is_utf8, render_page
from strategies import presenting, selectors, services
from strategies.forms import NOT_UTF8, DetailsForm, NewStrategyForm, SourceForm
from strategies.generation.catalogue import TEMPLATES
from strategies.models import Strategy, StrategyVersion

PAGE_SIZE = 25


@login_required
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """List the user's strategies, all or those that match a search."""
    owned = selectors.active_strategies_of(request.user).prefetch_related("tags")
    words = request.GET.get("q", "").strip()
    page = Paginator(selectors.matching(owned, words), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(strategy, presenting.tags(strategy)) for strategy in page]
    context = {"page": page, "rows": rows, "words": words, "total": owned.count(), "templates": TEMPLATES.values()}
    return render_page(request, "strategies/list.html", "results", context)


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
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a strategy's code, editable or as it was in an old version; a POST saves a version."""
    strategy = _owned(request, pk)
    form = SourceForm(request.POST or None)
    if _can_be_kept(form, request):
        before = strategy.latest_version
        version = services.save_version(strategy=strategy, source=form.cleaned_data["source"])
        messages.success(request, _saved_text(before, version))
        if request.POST.get("then") == "backtest":
            return redirect(reverse("backtests:new", query={"strategy": strategy.pk}))
        if not request.htmx:
            return redirect(strategy)
    context = _detail_context(request, strategy, form)
    # A save from the editor must not replace the editor: caret, selection and undo history live there.
    name = "saved" if request.method == "POST" else "main"
    return render_page(request, "strategies/detail.html", name, context)


@login_required
@require_POST
def restore(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Save the code of an old version as a new one."""
    strategy = _owned(request, pk)
    old = get_object_or_404(strategy.versions, number=number)
    before = strategy.latest_version
    version = services.save_version(strategy=strategy, source=old.source)
    messages.success(request, _saved_text(before, version))
    return redirect(strategy)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a strategy's name and description."""
    strategy = _owned(request, pk)
    form = DetailsForm(request.POST or None, instance=strategy)
    if request.method == "POST" and form.is_valid():
        services.describe(strategy=strategy, **form.cleaned_data)
        messages.success(request, "Name and description saved.")
        return redirect(strategy)
    # The form has written into the instance; the page must still name the strategy as it is.
    context = {"form": form, "strategy": _owned(request, pk)}
    return render_page(request, "strategies/edit.html", "main", context)


@login_required
@require_http_methods(["GET", "POST"])
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask before a strategy is deleted, and delete it."""
    strategy = _owned(request, pk)
    if request.method == "POST":
        services.delete(strategies=selectors.strategies_of(request.user).filter(pk=strategy.pk))
        messages.success(request, f"{strategy.name} deleted.")
        return redirect("strategies:list")
    return render_page(request, "strategies/delete.html", "main", {"strategy": strategy})


@login_required
@require_GET
def download(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the code of a version as a file."""
    strategy = _owned(request, pk)
    version = _shown_version(request, strategy)
    name = presenting.file_name(strategy)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(version.source, content_type="text/x-python; charset=utf-8", headers=headers)


def _can_be_kept(form: SourceForm | NewStrategyForm, request: SignedInRequest) -> bool:
    if request.method == "POST" and form.is_valid() and not is_utf8(request):
        form.add_error("source", NOT_UTF8)
    return request.method == "POST" and form.is_valid()


def _owned(request: SignedInRequest, pk: int) -> Strategy:
    return get_object_or_404(selectors.strategies_of(request.user), pk=pk)


def _shown_version(request: SignedInRequest, strategy: Strategy) -> StrategyVersion:
    """Return the version the address asks for, the latest if it asks for none."""
    number = request.GET.get("version", "")
    if not number:
        return strategy.latest_version
    return get_object_or_404(strategy.versions, number=int(number) if number.isdecimal() and len(number) < 9 else 0)


def _detail_context(request: SignedInRequest, strategy: Strategy, form: SourceForm) -> dict[str, Any]:
    version = _shown_version(request, strategy)
    # A text that was refused is shown again as it was typed.
    source = request.POST.get("source", version.source)
    return {
        "strategy": strategy,
        "version": version,
        "is_latest": version.number == strategy.latest_version.number,
        "versions": selectors.versions_of(strategy),
        "form": form if form.is_bound else SourceForm(initial={"source": source}),
        "report": presenting.code_report(source),
        "lines": source.splitlines(),
        "file_name": presenting.file_name(strategy),
        "tags": presenting.tags(strategy),
    }


def _saved_text(before: StrategyVersion, version: StrategyVersion) -> str:
    if version.number == before.number:
        return f"Nothing changed: version {version.number} has this code already."
    return f"Version {version.number} saved."
