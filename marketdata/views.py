"""The pages of markets: the list with search and watchlist, an instrument, and its bars as a file."""

import re
from http import HTTPStatus
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from marketdata import coverage, fetch_history, listing, presenting, selectors, services
from marketdata.models import AssetClass, PriceSeries
from statis.http import SignedInRequest, render_page

PER_PAGE: Final = 25
# Every word is a condition, and a database takes only so many.
MOST_LETTERS: Final = 100


@login_required
@require_safe
@vary_on_headers("HX-Request")
def index(request: SignedInRequest) -> HttpResponse:
    """List the instruments with prices, those that match a search, and on top those the user watches."""
    found = selectors.instruments_visible_to(request.user)
    words = request.GET.get("q", "").replace("\0", "").strip()[:MOST_LETTERS]
    asset_class = request.GET.get("class", "")
    matching = selectors.matching(found, words)
    matching = matching.filter(asset_class=asset_class) if asset_class in AssetClass else matching
    page = Paginator(matching, PER_PAGE).get_page(request.GET.get("page"))
    watched = list(selectors.watched_by(request.user))
    is_filtered = bool(words or asset_class)
    on_top = [] if is_filtered or page.number > 1 else watched
    rows = listing.rows([*on_top, *page.object_list], watched=watched)
    context = {
        "page": page,
        "rows": rows[len(on_top) :],
        "watched": rows[: len(on_top)],
        "total": page.paginator.count,
        "words": words,
        "asset_class": asset_class,
        "classes": AssetClass.choices,
        "is_filtered": is_filtered,
    }
    return render_page(request, "marketdata/list.html", "markets", context)


@login_required
@require_safe
def detail(request: SignedInRequest, symbol: str) -> HttpResponse:
    """Show an instrument: its candles, last quote, coverage and facts."""
    instrument = selectors.instrument_called(symbol, request.user)
    if instrument is None:
        return _unknown(request, symbol)
    found = list(selectors.series_of([instrument]))
    series = listing.chosen_series(found, request.GET.get("interval", ""))
    key = presenting.range_key(request.GET.get("range", ""), series.interval)
    prices = _prices(series, key)
    context = {
        "instrument": instrument,
        "series": series,
        "is_watched": selectors.is_watched(request.user, instrument),
        "ranges": presenting.range_links(series, key),
        "range": key,
        "intervals": presenting.interval_links(found, series.interval),
        "coverage": coverage.coverage_chart(sorted(found, key=lambda one: one.pk), selectors.years_of(found)),
        "facts": presenting.facts(instrument, series, prices.get("bars")),
        "fetches": _fetches(instrument.symbol),
        "silence": fetch_history.silence(instrument, series),
        "actions": presenting.corporate_actions(series),
        **prices,
    }
    return render(request, "marketdata/detail.html", context)


def _fetches(symbol: str) -> list[fetch_history.Fetch]:
    return fetch_history.fetches(selectors.attempts_of(symbol, most=fetch_history.MOST_ROWS))


def _prices(series: PriceSeries, key: str) -> dict[str, Any]:
    """Return what is made of the bars, or why they cannot be used."""
    try:
        bars = services.get_bars(
            symbol=series.instrument.symbol, interval=series.interval, user=series.instrument.owner
        )
    except services.NoData as problem:
        return {"problem": problem.text}
    return {
        "bars": bars,
        "quote": presenting.quote(bars),
        "chart": presenting.chart(bars, key=key),
        "latest": presenting.latest(bars),
        "oddities": presenting.oddities(bars),
    }


def _unknown(request: SignedInRequest, symbol: str) -> HttpResponse:
    known = dict(selectors.instruments_visible_to(request.user).values_list("symbol", "name"))
    nearest = services.nearest_symbols(symbol.strip().upper(), known)
    context = {"symbol": symbol, "nearest": [(one, known[one]) for one in nearest], "total": len(known)}
    context["fetches"] = _fetches(selectors.spelt(symbol))
    return render(request, "marketdata/unknown.html", context, status=HTTPStatus.NOT_FOUND)


@login_required
@require_POST
def watch(request: SignedInRequest, symbol: str) -> HttpResponse:
    """Put an instrument on the user's watchlist or take it off, and return to the page with the star."""
    instrument = selectors.instrument_called(symbol, request.user)
    if instrument is None:
        raise Http404("There is no such instrument.")
    change = services.watch if request.POST.get("watched") == "1" else services.unwatch
    change(user=request.user, instrument=instrument)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if is_ours else reverse("marketdata:list"))


@login_required
@require_safe
def bars_csv(request: SignedInRequest, symbol: str) -> HttpResponseBase:
    """Send every stored bar of an interval as a file."""
    instrument = selectors.instrument_called(symbol, request.user)
    if instrument is None:
        raise Http404("There is no such instrument.")
    series = listing.chosen_series(list(selectors.series_of([instrument])), request.GET.get("interval", ""))
    try:
        bars = services.get_bars(symbol=instrument.symbol, interval=series.interval, user=request.user)
    except services.NoData as problem:
        raise Http404(problem.text) from problem
    name = re.sub(r"[^A-Za-z0-9.-]", "", instrument.symbol)
    return StreamingHttpResponse(
        presenting.csv_rows(bars),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="statis-{name}-{series.interval}.csv"'},
    )
