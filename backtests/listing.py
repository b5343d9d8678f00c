"""Runs -> rows of a list, the dashboard's tiles, and the ways to begin."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from backtests import hindsight, selectors, wording
from backtests.models import LIVE, BacktestRun, State
from marketdata.candles import WORDS
from marketdata.selectors import Coverage, instruments
from statis.curves import sparkline
from statis.templatetags import fmt
from strategies.selectors import active_strategies_of

# A list shows none of these, and code can be long.
HEAVY: Final = ("spec", "facts", "version__source")


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """A run in a list; figures are empty until it succeeded, `note` says why it has none."""

    run: BacktestRun
    strategy: str
    interval: str
    is_simulated: bool
    doubt: str
    when: str
    spark: str
    total_return: str
    total_return_tone: str
    against: str
    against_tone: str
    sharpe: str
    max_drawdown: str
    note: str
    progress_label: str
    percent: int | None


@dataclass(frozen=True, kw_only=True)
class KnownMarket:
    """A symbol there are prices of: `told` is all of it in a line, `note` what is out of the ordinary."""

    symbol: str
    told: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Tiles:
    """The counts at the top of the dashboard."""

    strategies: str
    recent: str
    running: str
    failed: str


def known_markets(held: Iterable[Coverage]) -> list[KnownMarket]:
    """Return what there are prices of, each symbol once, with the intervals that are stored besides days."""
    intervals: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Coverage] = {}
    for one in held:
        intervals[one.symbol].add(one.interval)
        first.setdefault(one.symbol, one)
    return [_known_market(one, intervals[one.symbol]) for one in first.values()]


def _known_market(one: Coverage, intervals: set[str]) -> KnownMarket:
    stored = ", ".join(wording.interval(code) for code in WORDS if code in intervals) if intervals != {"1d"} else ""
    note = ", ".join(filter(None, ("simulated" if one.is_simulated else "", stored)))
    years = f"{one.first_date.year} to {one.last_date.year}" if one.first_date.year < one.last_date.year else ""
    span = years or str(one.last_date.year)
    return KnownMarket(symbol=one.symbol, note=note, told=", ".join(filter(None, (one.name, span, note))))


def rows(runs: QuerySet[BacktestRun], *, now: datetime | None = None) -> list[RunRow]:
    """Return the rows of a list of runs."""
    now = now or timezone.now()
    simulated = set(instruments().filter(is_simulated=True).values_list("symbol", flat=True))
    # Of the spec, which can be long, the database hands over this alone.
    found = runs.select_related("version__strategy").defer(*HEAVY).annotate(interval=KT("spec__interval"))
    return [_row(run, now, simulated) for run in found]


def _row(run: BacktestRun, now: datetime, simulated: set[str]) -> RunRow:
    headline = run.headline
    own, held = headline.get("total_return"), headline.get("benchmark_return")
    against = None if own is None or held is None else own - held
    return RunRow(
        run=run,
        strategy=run.version.strategy.name,
        interval=wording.interval(run.interval),  # type: ignore[attr-defined]  # an annotation
        is_simulated=not simulated.isdisjoint(run.symbols.split(", ")),
        doubt=hindsight.MARKS.get(headline.get("look_ahead") or "", "").lower(),
        when=when(run.finished_at or run.queued_at, now),
        spark=sparkline(headline.get("spark", [])),
        total_return=fmt.percent(own),
        total_return_tone=fmt.direction(own),
        against=fmt.points(against),
        against_tone=fmt.direction(against),
        sharpe=fmt.ratio(headline.get("sharpe_ratio")),
        max_drawdown=fmt.drawdown(headline.get("max_drawdown")),
        note=_note(run),
        progress_label=f"Progress of run {run.pk}",
        percent=_percent(run.progress),
    )


def _note(run: BacktestRun) -> str:
    message: str = run.failure.get("message", "")
    return message if len(message) <= 90 else f"{message[:89]}…"


def _percent(progress: dict[str, Any]) -> int | None:
    return round(progress["fraction"] * 100) if progress.get("fraction") else None


def when(moment: datetime, now: datetime) -> str:
    """
    Return when something was, as short as it can be understood.

    >>> from datetime import UTC
    >>> now = datetime(2025, 2, 11, 14, 30, tzinfo=UTC)
    >>> [when(now - timedelta(hours=hours), now) for hours in (1, 20, 400, 9000)]
    ['13:30', 'Yesterday', '25 Jan', '2 Feb 2024']
    """
    there, here = timezone.localtime(moment), timezone.localtime(now)
    days = (here.date() - there.date()).days
    if days == 0:
        return f"{there:%H:%M}"
    if days == 1:
        return "Yesterday"
    return wording.day(there.date()).removesuffix(f" {here.year}")


def tiles(user: AbstractBaseUser) -> Tiles:
    """Return the counts of a user's dashboard."""
    since = timezone.now() - timedelta(days=7)
    counts = selectors.runs_visible_to(user).aggregate(
        recent=Count("pk", filter=Q(queued_at__gte=since)),
        running=Count("pk", filter=Q(state__in=LIVE)),
        failed=Count("pk", filter=Q(queued_at__gte=since, state=State.FAILED)),
    )
    return Tiles(
        strategies=fmt.count(active_strategies_of(user).count()), **{k: fmt.count(v) for k, v in counts.items()}
    )
