"""The pages of indicators: the catalogue with search, and one of them on a chart."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from engine.bars import Bars
from indicators import presenting, screening
from indicators.charts import indicator_chart
from indicators.computing import takes_two, values_over
from indicators.forms import EXAMPLES, ScreenForm
from indicators.library import registry
from indicators.library.entry import BadParameter, Category, Entry
from indicators.library.ideas import idea
from indicators.library.registry import Values
from indicators.screen_table import screen_table
from marketdata import listing, selectors, services
from marketdata.models import Instrument
from statis.http import SignedInRequest, render_page


@login_required
@require_safe
@vary_on_headers("HX-Request")
def index(request: SignedInRequest) -> HttpResponse:
    """List the indicators, or those that match a search."""
    words, chosen = request.GET.get("q", "").strip(), request.GET.get("category", "")
    found = registry.search(words, Category(chosen) if chosen in set(Category) else None)
    context = {
        "groups": presenting.grouped(found),
        "count": len(found),
        "total": len(registry.ENTRIES),
        "words": words,
        "category": chosen,
        "without_talib": _without_talib(),
        "categories": [(kind.value, kind.value.capitalize()) for kind in Category],
    }
    return render_page(request, "indicators/list.html", "catalogue", context)


@login_required
@require_safe
def screen(request: SignedInRequest) -> HttpResponse:
    """Show which symbols meet a rule on the last bar of each; the address holds the question, nothing is saved."""
    asked = {"over": screening.Over.WATCHLIST.value} | request.GET.dict()
    form = ScreenForm(asked) if "rule" in asked else ScreenForm(initial=asked)
    context: dict[str, Any] = {"form": form, "examples": EXAMPLES}
    if form.is_valid():
        choice = screening.Over(form.cleaned_data["over"])
        chosen = screening.chosen(user=request.user, over=choice, typed=form.typed)
        context["chosen"] = chosen
        try:
            found = screening.screened(rule=form.asked, chosen=chosen, user=request.user)
            context["screen"] = screen_table(found, chosen.names, today=timezone.localdate())
        except screening.TooMuch as problem:
            form.add_error("rule", problem.text)
    return render(request, "indicators/screen.html", context)


@login_required
@require_safe
@vary_on_headers("HX-Request")
def detail(request: SignedInRequest, name: str) -> HttpResponse:
    """Show an indicator on a chart of a symbol, its settings, and what it means."""
    try:
        entry = registry.find(name)
    except registry.UnknownIndicator as problem:
        nearby: dict[str, Any] = {"name": name, "nearest": [registry.ENTRIES[one] for one in problem.nearest]}
        nearby["without_talib"] = _without_talib()
        return render(request, "indicators/unknown.html", nearby, status=HTTPStatus.NOT_FOUND)
    if name != entry.slug:
        return redirect(reverse("indicators:detail", args=[entry.slug], query=request.GET))
    alike = [one for one in registry.ENTRIES.values() if one.category is entry.category]
    context = {"entry": entry, "alike": alike, "warm_up": registry.warm_up(entry), **_workbench(request, entry)}
    return render_page(request, "indicators/detail.html", "workbench", context)


def _workbench(request: SignedInRequest, entry: Entry) -> dict[str, Any]:
    """Return what depends on symbol, range and settings."""
    settings = presenting.settings_of(entry, request.GET.dict())
    shown = presenting.range_of(request.GET.get("range", ""))
    others, complaint = presenting.besides(entry, request.GET.getlist("with"))
    instrument, problem = _instrument(request)
    held, usual = _intervals(instrument) if instrument else ([], "1d")
    interval = request.GET.get("interval", "")
    interval = interval if interval in held else usual
    known = selectors.instruments_visible_to(request.user).order_by("symbol").values_list("symbol", flat=True)
    compared = request.GET.get("second", "").strip() if takes_two(entry) else ""
    context = {
        "settings": settings,
        "symbol": instrument.symbol if instrument else request.GET.get("symbol", ""),
        "symbols": list(dict.fromkeys(known[:200])),
        "range": shown,
        "problem": problem,
        "usage": presenting.usage(entry, settings),
        "others": others,
        "complaint": complaint,
        "names": registry.ENTRIES,
        "intervals": presenting.interval_links(held, interval),
        "takes_two": takes_two(entry),
        "second": compared,
        "without_talib": _without_talib(),
    }
    if instrument is None or any(one.error for one in settings):
        return context
    try:
        bars = services.get_bars(symbol=instrument.symbol, interval=interval, user=instrument.owner)
        second = _second(request, compared, interval)
        values = values_over(bars, entry=entry, parameters={one.name: one.value for one in settings}, second=second)
        drawn = _drawn(entry, values, bars, shown, others)
        return context | drawn | {"paired": second} | _occurrences(request, entry, values, bars)
    except (services.NoData, BadParameter) as refusal:
        return context | {"problem": str(refusal)}


def _without_talib() -> str:
    return presenting.WITHOUT_TALIB if registry.without_talib else ""


def _instrument(request: SignedInRequest) -> tuple[Instrument | None, str]:
    """Return the instrument asked for, or one that the user is likely to know, or why there is none."""
    found = selectors.instruments_visible_to(request.user)
    # One's own prices are meant before everybody's, as in a backtest.
    ranked = found.order_by(F("owner").asc(nulls_last=True), "is_simulated", "symbol")
    asked = request.GET.get("symbol", "").replace("\0", "").strip()
    if not asked:
        first = selectors.watched_by(request.user).first() or ranked.first()
        return first, "" if first else "No prices are stored yet."
    chosen = selectors.instrument_called(asked, request.user)
    return chosen, "" if chosen else _unknown(request, asked)


def _intervals(instrument: Instrument) -> tuple[list[str], str]:
    """Return the intervals there are bars of, or that are made of days, and the one that stands for the symbol."""
    stored = list(selectors.series_of([instrument]))
    made = [one for one in ("1wk", "1mo") if selectors.days_for(instrument.symbol, one, instrument.owner)]
    return [*(series.interval for series in stored), *made], listing.main_series(stored)[instrument.pk].interval


def _second(request: SignedInRequest, asked: str, interval: str) -> Bars | None:
    """
    Return the bars of the second series asked for, if one is.

    :raises NoData: if there are none of this interval.
    """
    if not asked:
        return None
    chosen = selectors.instrument_called(asked, request.user)
    if chosen is None:
        raise services.NoData(_unknown(request, asked))
    return services.get_bars(symbol=chosen.symbol, interval=interval, user=chosen.owner)


def _unknown(request: SignedInRequest, asked: str) -> str:
    found = selectors.instruments_visible_to(request.user)
    nearest = services.nearest_symbols(asked.upper(), dict(found.values_list("symbol", "name")))
    hint = f"Did you mean {' or '.join(nearest)}?" if nearest else "Markets lists those there are."
    return f"There are no stored prices of “{asked}”. {hint}"


def _drawn(entry: Entry, values: Values, bars: Bars, shown: int, others: list[Entry]) -> dict[str, Any]:
    """Return the chart, the latest values and what followed after a pattern."""
    if values.is_short:
        return {"problem": _too_few(entry, bars, values.needed)}
    part = bars.between(bars.dates[-min(shown, len(bars))].item(), None)
    return {
        "idea": idea(entry, values.params),
        "bars": bars,
        "first_date": bars.dates[0].item(),
        "last_date": bars.dates[-1].item(),
        "chart": indicator_chart(shown=[(entry, values), *_beside(others, bars)], bars=part),
        "ranges": presenting.ranges(bars, shown),
        "latest": presenting.latest(entry, values, bars),
        "output_labels": presenting.output_labels(entry),
        "patterns": presenting.pattern_rows(entry, values, bars),
        "horizons": presenting.horizons(),
    }


def _occurrences(request: SignedInRequest, entry: Entry, values: Values, bars: Bars) -> dict[str, Any]:
    """Return the times a candle pattern occurred, the latest first: a page of them and its rows."""
    page = Paginator(presenting.occurred(entry, values), presenting.OCCURRENCES).get_page(request.GET.get("page"))
    rows = presenting.occurrence_rows(list(page.object_list), entry, values, bars)
    return {"occurrences": page, "occurrence_rows": rows}


def _beside(others: list[Entry], bars: Bars) -> list[tuple[Entry, Values]]:
    """Return other indicators, as they usually are set."""
    return [(one, values_over(bars, entry=one, parameters={})) for one in others]


def _too_few(entry: Entry, bars: Bars, needed: int) -> str:
    return (
        f"{entry.name} needs {needed:,} bars for its first value; there are {len(bars):,} of {bars.symbol}. "
        "Choose a shorter period or another symbol."
    )
