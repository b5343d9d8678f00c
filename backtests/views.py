"""The pages of backtests: dashboard, list, new, a run's whole life, its live stream and its files."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, Final, cast

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.html import escape
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from backtests import endings, forms, listing, periods, planning, presenting, prices, selectors, services, trades
from backtests.models import BacktestRun, State
from engine.report import Report
from engine.spec import Spec
from marketdata.services import NoData, get_bars
from statis import sse
from statis.addresses import row_id
from statis.errors import StatisError
from statis.http import Request, SignedInRequest, render_page
from strategies import selectors as strategies
from strategies.generation.catalogue import TEMPLATES
from strategies.models import Strategy

RECENT: Final = 8
# With fewer runs than this, those of the demonstration included, the dashboard invites a first one.
FEW_RUNS: Final = 5
RUNS_PER_PAGE: Final = 25
TRADES_PER_PAGE: Final = 25
# A short run is waited for, so that its page opens with the result instead of a flash of progress.
WAIT_SECONDS: Final = 0.45
LOOK_EVERY_SECONDS: Final = 0.03


@require_safe
def home(request: Request) -> HttpResponse:
    """Show the dashboard, or to a visitor what Statis is."""
    if not request.user.is_authenticated:
        return render(request, "landing.html", {"report": _public_report()})
    runs = selectors.runs_visible_to(request.user)
    total = runs.count()
    context = {
        "tiles": listing.tiles(request.user),
        "live": listing.rows(selectors.runs_in_flight(request.user)[:RECENT]),
        "recent": listing.rows(runs[:RECENT]),
        "total": total,
        "is_new_here": total < FEW_RUNS,
        "templates": TEMPLATES.values(),
        "sample": runs.filter(state=State.SUCCEEDED).first(),
    }
    return render_page(request, "backtests/home.html", "dashboard", context)


def _public_report() -> presenting.Sample | None:
    run = selectors.public_sample()
    report = selectors.result_of(run) if run else None
    return presenting.sample(run=run, report=report) if run and report else None


@login_required
@require_safe
@vary_on_headers("HX-Request")
def list_runs(request: SignedInRequest) -> HttpResponse:
    """List the user's runs, by state and strategy if asked."""
    runs = selectors.runs_visible_to(request.user)
    state, strategy = request.GET.get("state", ""), row_id(request.GET.get("strategy", ""))
    found = runs.filter(state=state) if state in State else runs
    found = found if strategy is None else found.filter(version__strategy=strategy)
    page = Paginator(found, RUNS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": listing.rows(cast("QuerySet[BacktestRun]", page.object_list)),
        "total": page.paginator.count,
        "states": State.choices,
        "strategies": strategies.strategies_of(request.user),
        "state": state,
        "strategy": strategy,
        "is_filtered": bool(state or request.GET.get("strategy")),
    }
    return render_page(request, "backtests/list.html", "runs", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def new(request: SignedInRequest) -> HttpResponse:
    """Set up a backtest and start it."""
    if request.method == "POST" and "preset" not in request.POST:
        return _start(request)
    if deleted := _deleted_strategy(request):
        # Another one would be chosen instead; its page says how to bring it back.
        return redirect(deleted)
    form = _form(request)
    return render_page(request, "backtests/new.html", "adaptive", _new_context(form))


def _deleted_strategy(request: SignedInRequest) -> Strategy | None:
    """Return the strategy the address asks to run, itself or by one of its runs, if it was deleted."""
    asked, run = (row_id(request.GET.get(name, "")) for name in ("strategy", "from"))
    if asked is None and run is None:
        return None
    deleted = strategies.deleted_strategies_of(request.user)
    return deleted.filter(Q(pk=asked) | Q(versions__runs=run) if run is not None else Q(pk=asked)).first()


def _start(request: SignedInRequest) -> HttpResponse:
    form = forms.BacktestForm(request.POST, owner=request.user)
    if form.is_valid():
        try:
            # A refused run must not leave a strategy made for it behind.
            with transaction.atomic():
                run = services.start_backtest(owner=request.user, version=form.version(), spec=form.spec)
        except StatisError as problem:
            form.add_error(None, problem.text)
        else:
            return redirect(run)
    return render(request, "backtests/new.html", _new_context(form) | {"was_refused": True}, status=422)


def _form(request: SignedInRequest) -> forms.BacktestForm:
    """Return the form as typed so far, or filled with what the address asks for."""
    typed = request.POST if request.method == "POST" else request.GET
    if "symbols" not in typed:
        return forms.BacktestForm(initial=_wanted(request), owner=request.user)
    data, preset = typed.copy(), typed.get("preset")
    symbols = forms.parse_symbols(typed["symbols"])
    interval = periods.interval_of(typed.get("interval", ""), symbols, request.user)
    period = periods.period_of(symbols, preset, interval, request.user) if preset else None
    if period:
        data["start_date"], data["end_date"] = (day.isoformat() for day in period)
    return forms.BacktestForm(data, owner=request.user)


def _wanted(request: SignedInRequest) -> dict[str, Any]:
    """Return first values, then those of a run to repeat, then what the address names."""
    wanted = forms.first_values(request.user)
    if request.GET.get("from"):
        run = get_object_or_404(selectors.runs_visible_to(request.user), pk=row_id(request.GET["from"]))
        wanted |= forms.values_of_run(run)
    if request.GET.get("template") in TEMPLATES:
        wanted["strategy"] = forms.TEMPLATE_PREFIX + request.GET["template"]
    if request.GET.get("strategy"):
        wanted["strategy"] = request.GET["strategy"]
    if request.GET.get("symbol"):
        wanted |= _of_market(request, request.GET["symbol"])
    # A strategy's page sends the values typed there; the form looks at them when it is sent.
    return wanted | {name: text for name, text in request.GET.items() if name.startswith(forms.PARAM_PREFIX)}


def _of_market(request: SignedInRequest, symbols: str) -> dict[str, Any]:
    """Return the values for symbols that a market's page sends, with its interval or one that there is."""
    parsed = forms.parse_symbols(symbols)
    interval = periods.interval_of(request.GET.get("interval", ""), parsed, request.user)
    period = periods.period_of(parsed, periods.first_preset(interval), interval, request.user)
    dates = {"start_date": period[0], "end_date": period[1]} if period else {}
    return {"symbols": symbols, "interval": interval, **dates}


def _new_context(form: forms.BacktestForm) -> dict[str, Any]:
    return {
        "form": form,
        "summary": planning.summary(form.plan()),
        "presets": periods.presets_of(form.bars()),
        "preset": form.preset(),
        "known": listing.known_markets(form.held),
        "is_other_strategy": form.is_other_strategy,
    }


@login_required
@require_safe
@vary_on_headers("HX-Request")
async def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a run, wherever it is in its life."""
    run = await _visible_run(request, pk)
    if not request.htmx:
        await _wait_for_a_short_run(run)
    return await sync_to_async(_detail)(request, run)


@sync_to_async
def _visible_run(request: SignedInRequest, pk: int) -> BacktestRun:
    return get_object_or_404(
        selectors.runs_visible_to(request.user).select_related("version__strategy", "owner"), pk=pk
    )


async def _wait_for_a_short_run(run: BacktestRun) -> None:
    waited = 0.0
    while run.is_live and waited < WAIT_SECONDS and (run.elapsed_seconds or 0) < 1:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        waited += LOOK_EVERY_SECONDS
        try:
            await run.arefresh_from_db()
        except BacktestRun.DoesNotExist:
            raise Http404 from None


def _detail(request: SignedInRequest, run: BacktestRun) -> HttpResponse:
    context = {
        "run": run,
        "page": presenting.run_head(run),
        "symbols": run.spec["symbols"],
        "facts": presenting.run_facts(run),
    }
    if run.is_live:
        context |= {"progress": presenting.progress_view(run), "settings": presenting.run_settings(run)}
    elif run.state == State.SUCCEEDED:
        context |= _result(request, run)
    else:
        context["ending"] = endings.ending(run)
        context["steps"] = presenting.steps(context["ending"].phase, failed=True)
    partial = "trades" if request.htmx and request.htmx.target == "trades" and "sheet" in context else "run"
    return render_page(request, "backtests/detail.html", partial, context)


def _result(request: SignedInRequest, run: BacktestRun) -> dict[str, Any]:
    report = _report(run)
    outcome = request.GET.get("trades", "all")
    outcome = outcome if outcome in trades.OUTCOMES else "all"
    decimals = {source["symbol"]: source.get("price_decimals", 2) for source in run.facts.get("data", [])}
    rows = trades.rows(report, outcome=outcome, decimals=decimals)
    return {
        "sheet": presenting.tear_sheet(run=run, report=report, scale=_scale(request)),
        "scale": _scale(request),
        "price": _price_chart(request, run, report),
        "trades": Paginator(rows, TRADES_PER_PAGE).get_page(request.GET.get("page")),
        "outcomes": trades.outcome_links(report, outcome),
        "outcome": outcome,
    }


def _report(run: BacktestRun) -> Report:
    report = selectors.result_of(run)
    if report is None:
        raise Http404("This run has no result.")
    return report


def _scale(request: SignedInRequest) -> Any:
    return "log" if request.GET.get("scale") == "log" else "linear"


def _price_chart(request: SignedInRequest, run: BacktestRun, report: Report) -> prices.PriceChart | None:
    """Return the chart of the chosen symbol; None when its prices are no longer those of the run."""
    symbols = run.spec["symbols"]
    wanted = request.GET.get("symbol", symbols[0])
    position = symbols.index(wanted) if wanted in symbols else 0
    spec = Spec.from_dict(run.spec)
    known = {source["symbol"]: source for source in run.facts.get("data", [])}.get(symbols[position], {})
    asked: dict[str, Any] = {"start_date": spec.start_date, "end_date": spec.end_date, "interval": spec.interval}
    try:
        # The run's own edition is kept as long as the run, whatever was fetched since.
        asked |= {"pinned": run.facts.get("editions", ()), "warmup": known.get("warmup_bars", 0)}
        bars = get_bars(symbol=symbols[position], user=run.owner, **asked)
    except NoData:
        return None
    if known.get("content_hash") != bars.content_hash:
        return None
    return prices.price_chart(bars=bars.asked, report=report, position=position)


@login_required
@require_POST
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel a run."""
    run = get_object_or_404(selectors.runs_visible_to(request.user), pk=pk)
    return redirect(services.cancel_run(run=run))


@login_required
@require_POST
def rerun(request: SignedInRequest, pk: int) -> HttpResponse:
    """Run the same again."""
    run = get_object_or_404(selectors.runs_visible_to(request.user), pk=pk)
    try:
        return redirect(services.rerun(run=run))
    except StatisError as problem:
        messages.error(request, problem.text)
        return redirect(run)


@login_required
@require_GET
def events(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Stream what happens to a run."""
    run = get_object_or_404(selectors.runs_visible_to(request.user), pk=pk)

    return sse.event_stream(
        request,
        topic=run.topic,
        snapshot=lambda: _news_of_now(run),
        render=_renderer(run),
        viewer=request.user.pk,
    )


def _news_of_now(run: BacktestRun) -> sse.Message:
    try:
        run.refresh_from_db()
    except BacktestRun.DoesNotExist:
        # Deleted with its strategy, while somebody watched.
        return sse.Message(event="done", data="DELETED", is_last=True)
    return _news_of(run)


def _news_of(run: BacktestRun, news: dict[str, Any] | None = None) -> sse.Message:
    if run.is_final:
        return sse.Message(event="done", data=run.state, is_last=True)
    context = {"run": run, "progress": presenting.progress_view(run, news)}
    return sse.Message(event="progress", data=render_to_string("backtests/detail.html#progress", context))


def _renderer(run: BacktestRun) -> Callable[[dict[str, Any]], sse.Message | None]:
    def render_news(event: dict[str, Any]) -> sse.Message | None:
        if event["type"] == "log":
            lines = "".join(f"{line['text']}\n" for line in event["lines"])
            return sse.Message(event="log", data=escape(lines))
        if event["type"] == "progress":
            return _news_of(run, event)
        return _news_of_now(run)

    return render_news


@login_required
@require_safe
def trades_csv(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Send the trades as a file."""
    return _csv(request, pk, "trades", trades.trades_csv)


@login_required
@require_safe
def equity_csv(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Send the account bar by bar as a file."""
    return _csv(request, pk, "equity", trades.equity_csv)


def _csv(request: SignedInRequest, pk: int, name: str, lines: Callable[[Report], Iterator[str]]) -> HttpResponseBase:
    run = get_object_or_404(selectors.runs_visible_to(request.user).select_related("result"), pk=pk)
    return StreamingHttpResponse(
        lines(_report(run)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="statis-run-{run.pk}-{name}.csv"'},
    )
