"""The tables and series of a report: months and years, falls, rolling figures, distribution, exposure over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile
from types import MappingProxyType
from typing import Final, Self

import numpy as np

from engine.bars import Floats, Times
from engine.intervals import Span
from engine.ledger.account import Account
from engine.metrics.annualising import Annualisation
from engine.metrics.conventions import Convention, conventions
from engine.metrics.drawdown import Drawdown, worst_drawdowns
from engine.metrics.finite import Number, finite_or_none
from engine.metrics.metric import MetricValues
from engine.metrics.periods import Indices, Unit, last_bars
from engine.metrics.relative import paired_returns
from engine.metrics.returns import simple_returns
from engine.metrics.rolling import Rolling, rolling

EXTREMES: Final = 5
MOST_BINS: Final = 50
UNITS: Final = MappingProxyType[str, Unit]({"week": "W", "month": "M", "quarter": "3M", "year": "Y"})
QUANTILES: Final = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """A calendar year: its twelve months (None without a bar), the whole year, and that of the benchmark."""

    year: int
    months: tuple[Number, ...]
    total: Number
    benchmark: Number


@dataclass(frozen=True, kw_only=True)
class Fall:
    """A drawdown: `depth` is a positive fraction, dates are ISO; without a recovery it lasts to the end."""

    depth: float
    start_date: str
    valley_date: str
    recovery_date: str | None
    days: int


@dataclass(frozen=True, kw_only=True)
class Extreme:
    """What one day, week, month, quarter or year returned; `period` is its last day with a bar."""

    period: str
    value: float


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """How the returns of one unit of time are spread: the quantiles of `Tables.quantiles`, best and worst first."""

    unit: str
    count: int
    quantiles: tuple[float, ...]
    best: tuple[Extreme, ...]
    worst: tuple[Extreme, ...]


@dataclass(frozen=True, kw_only=True)
class Histogram:
    """How many daily returns fell between each edge and the next; empty without spread."""

    edges: list[float]
    counts: list[int]


@dataclass(frozen=True, kw_only=True)
class MonthlyExposure:
    """What was held, as a share of equity on average, and how often the account was turned over, month by month."""

    months: list[str]
    gross: list[Number]
    net: list[Number]
    turnover: list[Number]


@dataclass(frozen=True, kw_only=True)
class Tables:
    """
    All tables of a report, ready for JSON: fractions, ISO dates, None where there is no value.

    Their size is that of the calendar, not of the bars: rolling series are thinned to `rolling.MOST_POINTS`.
    """

    years: tuple[YearRow, ...]
    drawdowns: tuple[Fall, ...]
    units: tuple[UnitRow, ...]
    histogram: Histogram
    rolling: Rolling
    exposure: MonthlyExposure
    conventions: tuple[Convention, ...] = ()
    quantiles: tuple[float, ...] = QUANTILES


@dataclass(frozen=True, eq=False, kw_only=True)
class Closes:
    """An account at the last bar of every day: whatever is longer than a day starts from these few values."""

    bars: Indices
    days: Times
    equity: Floats
    initial: float

    @classmethod
    def of(cls, account: Account) -> Self:
        """Return an account's last bars of days."""
        bars = last_bars(account.times, "D")
        days = account.times[bars].astype("datetime64[D]")
        return cls(bars=bars, days=days, equity=account.equity[bars], initial=account.initial_cash)

    def returns(self, unit: Unit) -> "Dated":
        """Return what each period returned, the first measured from the starting cash."""
        last = last_bars(self.days, unit)
        return Dated(returns=simple_returns(np.append(self.initial, self.equity[last])), days=self.days[last])


@dataclass(frozen=True, eq=False, kw_only=True)
class Dated:
    """Returns of one unit of time, and the last day with a bar of each."""

    returns: Floats
    days: Times

    def pairs(self) -> list[tuple[str, Number]]:
        """Return ISO dates and returns."""
        return list(zip(self.days.astype(str).tolist(), finite_or_none(self.returns), strict=True))


def tables(
    account: Account,
    benchmark: Account,
    *,
    metrics: MetricValues,
    annualisation: Annualisation,
    risk_free_rate: float = 0.0,
) -> Tables:
    """Return the tables of an account with these metrics beside its benchmark, valued at the same instants."""
    # What overflows has no value; it is taken out at the end.
    with np.errstate(all="ignore"):
        closes = Closes.of(account)
        ours, theirs = paired_returns(account, benchmark)
        # As in all daily figures, the first return starts from the close of the first bar.
        daily = Dated(returns=ours, days=closes.days[len(closes.days) - len(ours) :])
        units = {name: closes.returns(unit) for name, unit in UNITS.items()}
        return Tables(
            years=_years(units["month"], units["year"], Closes.of(benchmark).returns("Y")),
            drawdowns=_falls(account),
            units=_units({"day": daily} | units, shortest=annualisation.span),
            histogram=histogram(daily.returns),
            rolling=rolling(
                days=daily.days,
                returns=daily.returns,
                benchmark=theirs,
                periods_per_year=annualisation.periods_per_year,
                risk_free_rate=risk_free_rate,
            ),
            exposure=_exposure(account, closes),
            conventions=conventions(account, metrics, annualisation=annualisation),
        )


def _years(months: Dated, years: Dated, benchmark: Dated) -> tuple[YearRow, ...]:
    by_month = {day[:7]: value for day, value in months.pairs()}
    held = {day[:4]: value for day, value in benchmark.pairs()}
    return tuple(
        YearRow(
            year=int(day[:4]),
            months=tuple(by_month.get(f"{day[:4]}-{month:02}") for month in range(1, 13)),
            total=total,
            benchmark=held.get(day[:4]),
        )
        for day, total in years.pairs()
    )


def _falls(account: Account) -> tuple[Fall, ...]:
    worst = worst_drawdowns(times=account.times, equity=account.equity, initial=account.initial_cash)
    return tuple(_fall(one) for one in worst if np.isfinite(one.depth))


def _fall(one: Drawdown) -> Fall:
    return Fall(
        depth=one.depth,
        start_date=_iso(one.start_date),
        valley_date=_iso(one.valley_date),
        recovery_date=_iso(one.recovery_date) if one.recovery_date else None,
        days=one.days,
    )


def _iso(moment: date | None) -> str:
    assert moment is not None, "a fall has a beginning and a depth"
    return moment.isoformat()


def _units(units: Mapping[str, Dated], *, shortest: Span) -> tuple[UnitRow, ...]:
    """Return how the returns of the units are spread that the bars are not longer than."""
    shown = dropwhile(lambda name: name != shortest, units)
    return tuple(_unit(name, units[name]) for name in shown)


def _unit(name: str, dated: Dated) -> UnitRow:
    is_finite = np.isfinite(dated.returns)
    returns, days = dated.returns[is_finite], dated.days[is_finite]
    order = np.argsort(returns, kind="stable")
    at = np.array(QUANTILES) * (len(returns) - 1)
    return UnitRow(
        unit=name,
        count=len(returns),
        quantiles=tuple(np.interp(at, np.arange(len(returns)), returns[order]).tolist()) if len(returns) else (),
        best=_extremes(returns, days, order[::-1][:EXTREMES]),
        worst=_extremes(returns, days, order[:EXTREMES]),
    )


def _extremes(returns: Floats, days: Times, chosen: Indices) -> tuple[Extreme, ...]:
    return tuple(Extreme(period=str(days[at]), value=float(returns[at])) for at in chosen)


def histogram(returns: Floats) -> Histogram:
    """
    Return how many returns fall into each of equally wide bins, about as many bins as the root of their number.

    >>> histogram(np.array([0.0, 0.1, 0.1, 0.3, 0.4])).counts
    [3, 0, 2]
    """
    finite = returns[np.isfinite(returns)]
    bins = min(MOST_BINS, int(np.ceil(np.sqrt(finite.size))))
    width = np.ptp(finite) / bins if bins else 0.0
    # Neither equal returns nor endless ones can be told apart by bins.
    if not 1e-12 < width < np.inf:
        return Histogram(edges=[], counts=[])
    counts, edges = np.histogram(finite, bins=bins)
    return Histogram(edges=edges.tolist(), counts=counts.tolist())


def _exposure(account: Account, closes: Closes) -> MonthlyExposure:
    last = closes.bars[last_bars(closes.days, "M")]
    starts = np.concatenate(([0], last[:-1] + 1))
    counts = last - starts + 1

    def mean(values: Floats) -> Floats:
        return np.add.reduceat(values, starts) / counts

    # A bar with no equity left holds nothing that could be a share of it.
    alive = np.where(account.equity > 0, account.equity, np.inf)
    traded = np.zeros(len(last))
    of_month = np.searchsorted(last, [fill.bar for fill in account.fills])
    np.add.at(traded, of_month, [fill.size * fill.price for fill in account.fills])
    equity = mean(account.equity)
    return MonthlyExposure(
        months=account.times[last].astype("datetime64[M]").astype(str).tolist(),
        gross=finite_or_none(mean(account.gross_value / alive)),
        net=finite_or_none(mean(account.position_value / alive)),
        turnover=finite_or_none(np.where(equity > 0, traded / 2 / equity, np.nan)),
    )
