"""Daily returns beside a benchmark's on the same days."""

import math
from typing import Final

import numpy as np

from engine.bars import Floats, Times
from engine.ledger.account import Account
from engine.metrics.returns import daily_equity, inner_product, simple_returns
from engine.metrics.risk import NO_SPREAD, period_rate

Values = dict[str, float | None]

OF_LINE: Final = ("alpha", "beta", "correlation", "r_squared", "treynor_ratio")
KEYS: Final = (*OF_LINE, "tracking_error", "information_ratio", "up_capture", "down_capture")


def paired_returns(account: Account, benchmark: Account) -> tuple[Floats, Floats]:
    """Return the daily returns of both accounts, over the days that both have."""
    if np.array_equal(account.times, benchmark.times):
        ours, theirs = (daily_equity(times=one.times, equity=one.equity) for one in (account, benchmark))
    else:
        ours, theirs = _on_common_days(account, benchmark)
    return simple_returns(ours), simple_returns(theirs)


def _on_common_days(account: Account, benchmark: Account) -> tuple[Floats, Floats]:
    """Return both accounts' last values of every day that both have."""
    days, equity = _last_of_days(account)
    other_days, other_equity = _last_of_days(benchmark)
    _, ours, theirs = np.intersect1d(days, other_days, assume_unique=True, return_indices=True)
    return equity[ours], other_equity[theirs]


def _last_of_days(account: Account) -> tuple[Times, Floats]:
    days = account.times.astype("datetime64[D]")
    is_last = np.append(days[1:] != days[:-1], True)
    return days[is_last], account.equity[is_last]


def compared(returns: Floats, benchmark: Floats, *, periods_per_year: int, risk_free_rate: float = 0.0) -> Values:
    """
    Return alpha, beta and their kin of returns beside the benchmark's; None where they have no value.

    >>> ours, theirs = np.array([0.02, -0.02, 0.04]), np.array([0.01, -0.01, 0.02])
    >>> values = compared(ours, theirs, periods_per_year=4)
    >>> [round(values[key], 6) for key in ("beta", "alpha", "correlation")]
    [2.0, 0.0, 1.0]
    """
    if returns.size < 3:
        return dict.fromkeys(KEYS)
    rate = period_rate(risk_free_rate, periods_per_year=periods_per_year)
    line = _line(returns - rate, benchmark - rate, periods_per_year=periods_per_year)
    active = returns - benchmark
    spread = float(active.std(ddof=1))
    root = math.sqrt(periods_per_year)
    return {
        **line,
        "tracking_error": spread * root,
        "information_ratio": None if spread < NO_SPREAD else float(active.mean()) / spread * root,
        "up_capture": capture(returns, benchmark, is_up=True),
        "down_capture": capture(returns, benchmark, is_up=False),
    }


def _line(excess: Floats, market: Floats, *, periods_per_year: int) -> Values:
    """Return what the least-squares line of one series of excess returns on another says."""
    mean, mean_market = float(excess.mean()), float(market.mean())
    off, off_market = excess - mean, market - mean_market
    spread, spread_market = math.sqrt(inner_product(off, off)), math.sqrt(inner_product(off_market, off_market))
    least = NO_SPREAD * math.sqrt(excess.size)
    if spread_market < least:
        return dict.fromkeys(OF_LINE)
    together = inner_product(off, off_market)
    beta = together / inner_product(off_market, off_market)
    correlation = None if spread < least else max(min(together / spread / spread_market, 1.0), -1.0)
    base = 1 + mean - beta * mean_market
    return {
        "alpha": _yearly(base, periods_per_year),
        "beta": beta,
        "correlation": correlation,
        "r_squared": None if correlation is None else correlation**2,
        "treynor_ratio": None if abs(beta) < NO_SPREAD else mean * periods_per_year / beta,
    }


def _yearly(base: float, periods_per_year: int) -> float | None:
    """
    Return what a growth factor per period compounds to in a year; None where floats end.

    >>> _yearly(1.5, 2), _yearly(1e9, 252)
    (1.25, None)
    """
    if base <= 0:
        return -1.0
    exponent = math.log(base) * periods_per_year
    return math.expm1(exponent) if exponent < math.log(np.finfo(np.float64).max) else None


def capture(returns: Floats, benchmark: Floats, *, is_up: bool) -> float | None:
    """
    Return the geometric mean of returns over the benchmark's, on the periods the benchmark rose (or fell).

    >>> round(capture(np.array([0.01, -0.03]), np.array([0.02, -0.01]), is_up=True), 9)
    0.5
    """
    chosen = benchmark > 0 if is_up else benchmark < 0
    market = _geometric_mean(benchmark[chosen])
    ours = _geometric_mean(returns[chosen])
    return None if ours is None or market is None or abs(market) < NO_SPREAD else ours / market


def _geometric_mean(returns: Floats) -> float | None:
    """
    Return the steady return that compounds to the same growth; a total loss gives -1.

    >>> round(_geometric_mean(np.array([0.21, 0.0])), 9), _geometric_mean(np.array([-1.0, 0.5]))
    (0.1, -1.0)
    """
    if not returns.size:
        return None
    if bool((returns <= -1).any()):
        return -1.0
    return math.expm1(float(np.log1p(returns).mean()))
