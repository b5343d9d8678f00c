"""The pages about sources: which there are, and how two of them differ over the same days."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from marketdata import comparing, differences, listing, offering, selectors
from marketdata.compare_forms import CompareForm, first_values
from marketdata.models import Instrument, PriceSeries
from marketdata.sources.base import Interval
from marketdata.supported import supported
from statis.http import SignedInRequest, render_page


@login_required
@require_safe
def sources(request: SignedInRequest) -> HttpResponse:
    """List the asset classes, intervals and sources, and whether each source can be asked here now."""
    return render(request, "marketdata/sources.html", {"page": offering.page(supported())})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def compare(request: SignedInRequest, symbol: str) -> HttpResponse:
    """Compare two sources over the same days; a POST has those asked that are not stored."""
    instrument, series = _instrument(request, symbol)
    interval = Interval(series.interval)
    found = comparing.offer(instrument=instrument, interval=interval, user=request.user)
    given = request.POST if request.method == "POST" else request.GET
    is_asked = "first" in given
    form = CompareForm(
        given if is_asked else None, offer=found, interval=interval, initial=first_values(found, series)
    )
    context = {"instrument": instrument, "series": series, "offer": found, "form": form}
    if not is_asked or not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
        return render(request, "marketdata/compare.html", context, status=status)
    if request.method == "POST":
        try:
            comparing.ask(found=found, keys=form.keys(), window=form.window(), user=request.user)
        except comparing.TooManyAsked as refusal:
            form.add_error(NON_FIELD_ERRORS, refusal.text)
            return render(request, "marketdata/compare.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
        return redirect(_address(instrument, form))
    return render_page(request, "marketdata/compare.html", "comparison", context | _found(form, found))


def _instrument(request: SignedInRequest, symbol: str) -> tuple[Instrument, PriceSeries]:
    """Return an instrument the user may see, and the series of the interval asked for."""
    instrument = selectors.instrument_called(symbol, request.user)
    if instrument is None:
        raise Http404("There is no such instrument.")
    found = list(selectors.series_of([instrument]))
    wanted = request.GET.get("interval", request.POST.get("interval", ""))
    return instrument, listing.chosen_series(found, wanted)


def _address(instrument: Instrument, form: CompareForm) -> str:
    keys, window = form.keys(), form.window()
    query = {"interval": window.interval.value, "first": keys[0], "second": keys[1]}
    query |= {"start": window.first_date.isoformat(), "end": window.last_date.isoformat()}
    return reverse("marketdata:compare", args=[instrument.symbol], query=query)


def _found(form: CompareForm, found: comparing.Offer) -> dict[str, Any]:
    window = form.window()
    pair = comparing.sides(found=found, keys=form.keys(), window=window)
    return {
        "progress": differences.progress(pair),
        "comparison": differences.page(comparison) if (comparison := comparing.compared(pair, window)) else None,
        "sides": differences.side_rows(pair),
    }
