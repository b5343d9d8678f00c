"""A run that is being set up -> the summary beside the form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backtests import wording
from engine.bars import Bars, timeline
from engine.spec import AUTOMATIC_WARMUP
from marketdata.services import NoData, get_bars
from statis.templatetags import fmt


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A run as it would be: empty where nothing sensible is chosen yet."""

    strategy: str
    symbols: tuple[str, ...]
    start_date: date | None
    end_date: date | None
    commission_rate: float | None
    slippage_rate: float | None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What the run would be made of, and what stands in its way."""

    strategy: str
    symbols: tuple[str, ...]
    period: str
    bars: str
    warmup: str
    costs: str
    round_trip: str
    cost_example: str
    problem: str
    simulated: str


def summary(plan: Plan) -> Summary:
    """Return the summary of a plan, with the bars there really are."""
    feeds, problem = _feeds(plan)
    rates = [fmt.share(plan.commission_rate, 2), fmt.share(plan.slippage_rate, 2)]
    round_trip = _round_trip(plan)
    return Summary(
        strategy=plan.strategy,
        symbols=plan.symbols,
        period=f"{wording.day(plan.start_date)} to {wording.day(plan.end_date)}",
        bars=fmt.count(len(timeline(feeds))) if feeds else fmt.MISSING,
        warmup=_warmup(feeds),
        costs=f"{rates[0]} commission, {rates[1]} slippage",
        round_trip=fmt.MISSING if round_trip is None else f"about {fmt.share(round_trip, 2)}",
        cost_example=""
        if round_trip is None
        else f"Buying and selling $10,000 costs about {fmt.money(10_000 * round_trip)}.",
        problem=problem,
        simulated=", ".join(feed.symbol for feed in feeds if feed.is_simulated),
    )


def missing_prices(plan: Plan) -> str:
    """Return which prices of a plan there are not, and which there are; nothing when all are there."""
    return _feeds(plan)[1]


def _round_trip(plan: Plan) -> float | None:
    """Return what buying and selling costs; None while a rate makes no sense."""
    if plan.commission_rate is None or plan.slippage_rate is None:
        return None
    return 2 * (plan.commission_rate + plan.slippage_rate)


def _warmup(feeds: Sequence[Bars]) -> str:
    """Return how many bars before the period the indicators will see, at least and at most."""
    if not feeds:
        return fmt.MISSING
    numbers = sorted({feed.warmup for feed in feeds})
    return " to ".join(fmt.count(number) for number in numbers[:: max(len(numbers) - 1, 1)])


def _feeds(plan: Plan) -> tuple[Sequence[Bars], str]:
    try:
        period: Any = {"start_date": plan.start_date, "end_date": plan.end_date, "warmup": AUTOMATIC_WARMUP}
        return [get_bars(symbol=symbol, **period) for symbol in plan.symbols], ""
    except NoData as problem:
        return [], problem.text
