"""A run that is being set up -> the summary beside the form."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User

from backtests import costing, periods, wording
from backtests.round_trip import RoundTripCost, round_trip_cost
from engine.bars import Bars, timeline
from engine.spec import OWN_BENCHMARKS, Costs, warmup_asked
from marketdata import selectors
from marketdata.obtaining import may_be_fetched
from marketdata.services import NoData, get_bars
from statis.templatetags import fmt

UNCLEAR = "Check these values"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A run as it would be: empty where nothing sensible is chosen yet, the two limits not a number."""

    strategy: str
    symbols: tuple[str, ...]
    interval: str
    start_date: date | None
    end_date: date | None
    cash: float | None
    costs: Costs | None
    volume_cap: float | None
    leverage: float | None
    warmup: int | None
    benchmark: str
    owner: User | None = None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What the run would be made of, and what stands in its way."""

    strategy: str
    symbols: tuple[str, ...]
    period: str
    interval: str
    bars: str
    warmup: str
    benchmark: str
    costs: str
    further_costs: str
    handling: str
    round_trip: str
    cost_example: str
    problem: str
    cure: str
    simulated: str
    to_fetch: str


def summary(plan: Plan) -> Summary:
    """Return the summary of a plan, with the bars there really are."""
    feeds, problem = _feeds(plan)
    too_far = out_of_reach(plan)
    round_trip = _round_trip(plan, feeds)
    return Summary(
        strategy=plan.strategy,
        symbols=plan.symbols,
        period=f"{wording.day(plan.start_date)} to {wording.day(plan.end_date)}",
        interval=wording.interval(plan.interval).capitalize(),
        bars=fmt.count(len(timeline(feeds))) if feeds else fmt.MISSING,
        warmup=_warmup(feeds),
        benchmark=wording.benchmark(plan.benchmark),
        costs=costing.in_short(plan.costs) if plan.costs else UNCLEAR,
        further_costs=costing.further_in_short(plan.costs) if plan.costs else UNCLEAR,
        handling=handling(plan.volume_cap, plan.leverage),
        round_trip=f"about {fmt.share(round_trip.share, 2)}" if round_trip else fmt.MISSING,
        cost_example=_example(round_trip, feeds, plan.costs) if round_trip and plan.costs else "",
        problem=too_far or problem or missing_benchmark(plan),
        cure=periods.all_there_is(plan.interval) if too_far else "",
        simulated=", ".join(feed.symbol for feed in feeds if feed.is_simulated),
        to_fetch=_to_fetch(plan, feeds, too_far or problem),
    )


def handling(volume_cap: float | None, leverage: float | None) -> str:
    """
    Return how orders are handled, short enough for one line.

    >>> handling(0.1, 1.0), handling(None, None)
    ('Next open, at most 10% of its volume, nothing borrowed', 'Next open, any volume, no limit to short sales')
    """
    if any(number is not None and math.isnan(number) for number in (volume_cap, leverage)):
        return UNCLEAR
    cap = "any volume" if volume_cap is None else f"at most {volume_cap * 100:g}% of its volume"
    return f"Next open, {cap}, {_borrowing(leverage)}"


def _borrowing(leverage: float | None) -> str:
    if leverage is None:
        return "no limit to short sales"
    return "nothing borrowed" if leverage <= 1 else f"leverage up to {leverage:g}"


def missing_prices(plan: Plan) -> str:
    """Return which prices of a plan there are not, and which there are; nothing when all are there."""
    return _feeds(plan)[1]


def _round_trip(plan: Plan, feeds: Sequence[Bars]) -> RoundTripCost | None:
    """Return what buying and selling costs; None while something for it makes no sense."""
    if plan.costs is None or not plan.cash or not feeds:
        return None
    return round_trip_cost(plan.costs, bars=feeds[0], cash=plan.cash)


def _example(cost: RoundTripCost, feeds: Sequence[Bars], costs: Costs) -> str:
    """Return the cost of all the cash going in and out, kind by kind."""
    kinds = (
        ("commission", cost.commission),
        ("fees", cost.fees),
        ("slippage", cost.slippage),
        ("impact", cost.impact),
    )
    parts = ", ".join(f"{name} {_shown(amount)}" for name, amount in kinds if amount)
    told = f"Buying and selling {feeds[0].symbol} for {fmt.money(cost.value)} costs about {_shown(cost.total)}"
    told += f": {parts}." if parts else "."
    if cost.bars > 1 and costs.volume_cap:
        told += f" At {costs.volume_cap * 100:g}% of its volume that takes about {fmt.count(cost.bars)} bars a side."
    return told


def _shown(amount: float) -> str:
    # Cents of a guess say something only where there are few dollars.
    return fmt.money(amount) if amount >= 1_000 else fmt.cents(amount)


def _warmup(feeds: Sequence[Bars]) -> str:
    """Return how many bars before the period the indicators will see, at least and at most."""
    if not feeds:
        return fmt.MISSING
    numbers = sorted({feed.warmup for feed in feeds})
    return " to ".join(fmt.count(number) for number in numbers[:: max(len(numbers) - 1, 1)])


def _period(plan: Plan) -> dict[str, Any]:
    return {"start_date": plan.start_date, "end_date": plan.end_date, "interval": plan.interval}


def _feeds(plan: Plan) -> tuple[Sequence[Bars], str]:
    warmup = warmup_asked(plan.warmup)
    feeds = []
    for symbol in plan.symbols:
        try:
            feeds.append(get_bars(symbol=symbol, warmup=warmup, user=plan.owner, **_period(plan)))
        except NoData as problem:
            # A page never waits for a source: the run will.
            if not may_be_fetched(symbol, interval=plan.interval, user=plan.owner):
                return [], problem.text
    return feeds if len(feeds) == len(plan.symbols) else [], ""


def _to_fetch(plan: Plan, feeds: Sequence[Bars], problem: str) -> str:
    """Return the symbols whose prices the run has to fetch first."""
    if problem or len(feeds) == len(plan.symbols):
        return ""
    known = {one.symbol for one in selectors.coverages(plan.interval, plan.owner)}
    return ", ".join(symbol for symbol in plan.symbols if symbol not in known) or ", ".join(plan.symbols)


def out_of_reach(plan: Plan) -> str:
    """Return since when there are bars of this length, if the plan needs older ones that are not stored."""
    if not (plan.start_date and plan.end_date):
        return ""
    symbols = (*plan.symbols, *([] if plan.benchmark in OWN_BENCHMARKS else [plan.benchmark]))
    days = {"first_date": plan.start_date, "last_date": plan.end_date}
    return periods.out_of_reach(symbols, plan.interval, **days, owner=plan.owner)


def missing_benchmark(plan: Plan) -> str:
    """Return which prices to compare with there are not; nothing when they are there, or none are needed."""
    if plan.benchmark in OWN_BENCHMARKS:
        return ""
    try:
        get_bars(symbol=plan.benchmark, user=plan.owner, **_period(plan))
    except NoData as problem:
        return "" if may_be_fetched(plan.benchmark, interval=plan.interval, user=plan.owner) else problem.text
    return ""
