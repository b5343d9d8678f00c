"""
What Backtrader's own analyzers say, worked out from the audited account and in their own units.

Each function is named after its analyzer and gives what `get_analysis()` gives, quirks included; our metrics follow
other conventions, which the catalogue names. Their default time frame is that of the data; here it is the day.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from engine.bars import Bars, Floats
from engine.ledger.account import Account, RoundTrip
from engine.metrics.finite import Number, finite_or_none
from engine.metrics.periods import Indices, Unit, last_bars, period_returns
from engine.metrics.symbols import values_held
from engine.trading.units import signed_units

# Periods a year, Backtrader's table.
FACTORS: Final = MappingProxyType[Unit, float]({"D": 252.0, "W": 52.0, "M": 12.0, "Y": 1.0})
CALMAR_MONTHS: Final = 36
VWR_SPREAD: Final = 2.0
VWR_POWER: Final = 0.20


def first_bars(account: Account, unit: Unit) -> Indices:
    """Return the first bar of every period: where Backtrader notices that the one before is over."""
    return np.concatenate(([0], last_bars(account.times, unit)[:-1] + 1))


def time_return(account: Account, unit: Unit = "D") -> Floats:
    """Return what each period returned, the first from the starting cash (`TimeReturn`)."""
    return period_returns(times=account.times, equity=account.equity, initial=account.initial_cash, unit=unit)


def annual_return(account: Account) -> Floats:
    """Return what each year returned, the first from the close of the first bar (`AnnualReturn`)."""
    return period_returns(times=account.times, equity=account.equity, initial=float(account.equity[0]), unit="Y")


def sharpe_ratio(
    account: Account, unit: Unit = "Y", *, rate: float = 0.01, is_annualised: bool = False, is_sample: bool = False
) -> Number:
    """
    Return the Sharpe ratio of a period's returns above `rate` a year (`SharpeRatio`, annualised `SharpeRatio_A`).

    By default of calendar years, with the population's deviation. None without spread.
    """
    excess = time_return(account, unit) - ((1 + rate) ** (1 / FACTORS[unit]) - 1)
    if len(excess) <= is_sample:
        return None
    spread = float(excess.std(ddof=int(is_sample)))
    scale = math.sqrt(FACTORS[unit]) if is_annualised else 1.0
    return float(excess.mean()) / spread * scale if spread else None


@dataclass(frozen=True, kw_only=True)
class PeriodStats:
    """The figures of `PeriodStats`; `stddev` is the population's."""

    average: float
    stddev: float
    positive: int
    negative: int
    nochange: int
    best: float
    worst: float


def period_stats(account: Account, unit: Unit = "Y") -> PeriodStats:
    """Return how the returns of periods are spread (`PeriodStats`)."""
    returns = time_return(account, unit)
    return PeriodStats(
        average=float(returns.mean()),
        stddev=float(returns.std()),
        positive=int((returns > 0).sum()),
        negative=int((returns < 0).sum()),
        nochange=int((returns == 0).sum()),
        best=float(returns.max()),
        worst=float(returns.min()),
    )


@dataclass(frozen=True, kw_only=True)
class Returns:
    """The figures of `Returns`: logarithmic total and mean, and the yearly rate as a fraction."""

    rtot: float
    ravg: float
    rnorm: float


def returns(account: Account, unit: Unit = "D") -> Returns | None:
    """Return the compound return as logarithms and made yearly (`Returns`); None for a lost account."""
    growth = float(account.equity[-1]) / account.initial_cash
    if growth <= 0:
        return None
    total = math.log(growth)
    average = total / len(last_bars(account.times, unit))
    return Returns(rtot=total, ravg=average, rnorm=float(np.expm1(average * FACTORS[unit])))


def log_returns_rolling(account: Account, unit: Unit = "D", *, count: int = 1) -> list[Number]:
    """Return the logarithmic return of every `count` periods up to each one (`LogReturnsRolling`)."""
    values = np.append(account.initial_cash, account.equity[last_bars(account.times, unit)])
    with np.errstate(all="ignore"):
        rolled = np.log(values[count:] / values[:-count])
    return [None] * (count - 1) + finite_or_none(rolled)


def vwr(account: Account, unit: Unit = "D") -> Number:
    """
    Return the variability-weighted return, in percent (`VWR`): the yearly rate, less for straying from a steady one.

    A period ends with the first bar of the next one, as in Backtrader.
    """
    figures, firsts = returns(account, unit), first_bars(account, unit)
    if figures is None or len(firsts) < 2 or bool((account.equity[firsts] <= 0).any()):
        return None
    ends = firsts if firsts[-1] == len(account.times) - 1 else np.append(firsts, len(account.times) - 1)
    values = np.append(account.initial_cash, account.equity[ends])
    steady = np.exp(figures.ravg * np.arange(1, len(values)))
    spread = float((values[1:] / (values[:-1] * steady) - 1).std(ddof=1))
    return float(figures.rnorm * 100 * (1 - (spread / VWR_SPREAD) ** VWR_POWER))


@dataclass(frozen=True, kw_only=True)
class DrawDown:
    """The figures of `DrawDown` at the end, and the largest of each; percent, bars and money."""

    length: int
    drawdown: float
    moneydown: float
    max_length: int
    max_drawdown: float
    max_moneydown: float


def draw_down(account: Account) -> DrawDown:
    """Return how far and how long equity is and was below its peak (`DrawDown`), the first close the first peak."""
    peaks = np.maximum.accumulate(account.equity)
    money = peaks - account.equity
    percent = 100.0 * money / peaks
    lengths = _streaks(percent != 0, percent == 0)
    return DrawDown(
        length=int(lengths[-1]),
        drawdown=float(percent[-1]),
        moneydown=float(money[-1]),
        max_length=int(lengths.max()),
        max_drawdown=max(float(percent.max()), 0.0),
        max_moneydown=float(money.max()),
    )


def _streaks(counts: np.typing.NDArray[np.bool_], begins_anew: np.typing.NDArray[np.bool_]) -> Indices:
    """Return, at each place, how many have counted since the last new beginning."""
    total = np.cumsum(counts)
    before = np.where(begins_anew, total, 0)
    return np.asarray(total - np.maximum.accumulate(before), dtype=np.int64)


def time_draw_down(account: Account, unit: Unit = "D") -> tuple[float, int]:
    """Return the deepest fall in percent and its longest time in periods (`TimeDrawDown`), read at first bars."""
    percent, lengths = _time_draw_down(account, unit)
    return max(float(percent.max()), 0.0), int(lengths.max())


def _time_draw_down(account: Account, unit: Unit) -> tuple[Floats, Indices]:
    values = account.equity[first_bars(account, unit)]
    peaks = np.maximum.accumulate(values)
    # Coming back to a peak without passing it ends no fall in Backtrader.
    is_new_peak = np.append(True, values[1:] > peaks[:-1])
    return 100.0 * (peaks - values) / peaks, _streaks(values < peaks, is_new_peak)


def calmar(account: Account) -> list[Number]:
    """
    Return, month by month, the mean logarithmic return of 36 months over the deepest fall in percent (`Calmar`).

    None for the first 35 months, and infinity stands for no fall: the quotient is then 0.
    """
    percent, _ = _time_draw_down(account, "M")
    deepest = np.maximum.accumulate(percent)
    # The last month's value is read again at the end.
    values = np.concatenate(([account.initial_cash], account.equity[first_bars(account, "M")], account.equity[-1:]))
    months: list[Number] = [None] * len(percent)
    for at in range(CALMAR_MONTHS - 1, len(values)):
        start, month = values[at - CALMAR_MONTHS + 1], min(at, len(percent)) - 1
        growth = float(values[at] / start) if start > 0 else 0.0
        rate = math.log(growth) / CALMAR_MONTHS if growth > 0 else None
        months[month] = None if rate is None else rate / (float(deepest[month]) or math.inf)
    return months


def gross_leverage(account: Account) -> list[Number]:
    """Return, bar by bar, what is not cash over all there is, shorts taken off (`GrossLeverage`)."""
    with np.errstate(all="ignore"):
        return finite_or_none((account.equity - account.cash) / account.equity)


def positions_value(account: Account, feeds: Sequence[Bars]) -> Floats:
    """Return, bar by bar, what is held of each symbol, one column each (`PositionsValue`)."""
    return np.column_stack(values_held(account, feeds))


def transactions(account: Account) -> dict[datetime, list[tuple[float, float, str, float]]]:
    """Return net size, average price, symbol and cash of what was traded at each instant (`Transactions`)."""
    found: dict[datetime, dict[str, tuple[float, float]]] = {}
    for fill in account.fills:
        of_bar = found.setdefault(fill.at, {})
        size = signed_units(side=fill.side, size=fill.size)
        of_bar[fill.symbol] = _netted(of_bar.get(fill.symbol, (0.0, 0.0)), size, fill.price)
    rows = {
        at: [(size, price, symbol, -size * price) for symbol, (size, price) in of_bar.items() if size]
        for at, of_bar in found.items()
    }
    return {at: one for at, one in rows.items() if one}


def _netted(held: tuple[float, float], size: float, price: float) -> tuple[float, float]:
    """
    Return the size and average price of a position after a trade, as `backtrader.Position`.

    >>> _netted((10.0, 5.0), 10.0, 7.0), _netted((10.0, 5.0), -4.0, 9.0), _netted((10.0, 5.0), -14.0, 9.0)
    ((20.0, 6.0), (6.0, 5.0), (-4.0, 9.0))
    """
    before, average = held
    after = before + size
    if not after:
        return 0.0, 0.0
    if not before or (before > 0) != (after > 0):
        return after, price
    is_added = (before > 0) == (size > 0)
    return after, (average * before + size * price) / after if is_added else average


def sqn(account: Account) -> Number:
    """Return Tharp's system quality number with the population's deviation (`SQN`); 0 with fewer than two trades."""
    profits = np.array([trade.pnl_net for trade in ended_trades(account)])
    if len(profits) < 2:
        return 0.0
    spread = float(profits.std())
    return math.sqrt(len(profits)) * float(profits.mean()) / spread if spread else None


def ended_trades(account: Account) -> list[RoundTrip]:
    """Return the closed trades in the order they ended."""
    closed = [trade for trade in account.trades if trade.exit_at]
    return sorted(closed, key=lambda trade: trade.exit_at or trade.entry_at)


def trade_analyzer(account: Account) -> dict[str, Any]:
    """
    Return counts, profits, streaks and lengths of trades (`TradeAnalyzer`), nested as in Backtrader.

    A trade that made exactly nothing counts as won, as there; without a closed trade there is only `total`.
    """
    closed = ended_trades(account)
    total = {"total": len(account.trades), "open": len(account.trades) - len(closed), "closed": len(closed)}
    if not closed:
        return {"total": {key: count for key, count in total.items() if count or key == "total"}}
    won, lost = [one for one in closed if _is_won(one)], [one for one in closed if not _is_won(one)]
    sides = {side: [one for one in closed if one.side == side] for side in ("long", "short")}
    return {
        "total": total,
        "streak": {"won": _streak(closed, _is_won), "lost": _streak(closed, lambda one: not _is_won(one))},
        "pnl": {"gross": _summed(one.pnl for one in closed), "net": _summed(one.pnl_net for one in closed)},
        "won": {"total": len(won), "pnl": _profits(won, max)},
        "lost": {"total": len(lost), "pnl": _profits(lost, min)},
        **{side: _of_side(trades) for side, trades in sides.items()},
        "len": {
            **_lengths(closed),
            "won": _lengths(won),
            "lost": _lengths(lost),
            **{side: _lengths_of_side(trades) for side, trades in sides.items()},
        },
    }


def _is_won(trade: RoundTrip) -> bool:
    return trade.pnl_net >= 0


def _streak(trades: Sequence[RoundTrip], counts: Callable[[RoundTrip], bool]) -> dict[str, int]:
    current = longest = 0
    for trade in trades:
        current = current + 1 if counts(trade) else 0
        longest = max(longest, current)
    return {"current": current, "longest": longest}


def _summed(values: Iterable[float]) -> dict[str, float]:
    listed = list(values)
    return {"total": sum(listed), "average": sum(listed) / (len(listed) or 1)}


def _profits(trades: Sequence[RoundTrip], extreme: Callable[..., float]) -> dict[str, float]:
    profits = [one.pnl_net for one in trades]
    return {**_summed(profits), "max": extreme([0.0, *profits])}


def _of_side(trades: Sequence[RoundTrip]) -> dict[str, Any]:
    won, lost = [one for one in trades if _is_won(one)], [one for one in trades if not _is_won(one)]
    pnl = {**_summed(one.pnl_net for one in trades), "won": _profits(won, max), "lost": _profits(lost, min)}
    return {"total": len(trades), "won": len(won), "lost": len(lost), "pnl": pnl}


def _lengths(trades: Sequence[RoundTrip]) -> dict[str, float]:
    bars = [one.bars for one in trades]
    # Backtrader begins a shortest length of 0 anew.
    shortest = min((one for one in bars if one), default=None)
    return {**_summed(bars), "max": max(bars, default=0)} | ({} if shortest is None else {"min": shortest})


def _lengths_of_side(trades: Sequence[RoundTrip]) -> dict[str, Any]:
    won, lost = [one for one in trades if _is_won(one)], [one for one in trades if not _is_won(one)]
    return {**_lengths(trades), "won": _lengths(won), "lost": _lengths(lost)}
