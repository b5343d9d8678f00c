"""The same account under other tools' conventions: one curve has many Sharpe ratios."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import NormalDist
from typing import Final

import numpy as np

from engine.bars import Floats
from engine.intervals import Span
from engine.ledger.account import Account
from engine.metrics import analyzers
from engine.metrics.annualising import Annualisation
from engine.metrics.finite import Number
from engine.metrics.metric import MetricValues
from engine.metrics.periods import Unit, last_bars
from engine.metrics.returns import simple_returns
from engine.metrics.risk import NO_SPREAD, sharpe_ratio

LEAN_RATE: Final = 0.02
TRADINGVIEW_RATE: Final = 0.02
TRADINGVIEW_MONTHS: Final = 3
DAYS_A_YEAR: Final = 365
UNITS_OF_SPANS: Final[Mapping[Span, Unit]] = {"day": "D", "week": "W", "month": "M"}


@dataclass(frozen=True, kw_only=True)
class Convention:
    """What a tool calls a quantity, its value for this account (None if it has none), and where the formula stands."""

    quantity: str
    tool: str
    value: Number
    formula: str
    source: str
    is_ours: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Basis:
    """What the others' formulas start from: first and last bars of days, daily returns, results of closed trades."""

    account: Account
    returns: Floats
    profits: Floats
    annualisation: Annualisation

    @property
    def periods_per_year(self) -> int:
        """Return how many of the returns a year has."""
        return self.annualisation.periods_per_year

    @property
    def unit(self) -> Unit:
        """Return the span of the returns as NumPy calls it."""
        return UNITS_OF_SPANS[self.annualisation.span]

    @property
    def calendar_days(self) -> int:
        """Return the days from the first bar to the last, at least one."""
        days = self.account.times[[0, -1]].astype("datetime64[D]")
        return max(1, int((days[1] - days[0]).astype(np.int64)))

    @cached_property
    def compounded(self) -> tuple[float, float]:
        """Return the yearly geometric return and deviation as backtesting.py compounds them; not a number if lost."""
        returns, periods = self.returns, self.periods_per_year
        if returns.size < 2 or bool((returns <= -1).any()):
            return math.nan, math.nan
        # The first day, which has no return, counts as a day without any.
        mean = np.float64(math.exp(float(np.log1p(returns).sum()) / (returns.size + 1)))
        spread = np.sqrt((float(returns.var(ddof=1)) + mean**2) ** periods - mean ** (2 * periods))
        return float(mean**periods - 1), float(spread)

    @property
    def growth(self) -> float:
        """Return final equity over starting cash."""
        return float(self.account.equity[-1]) / self.account.initial_cash


def conventions(account: Account, metrics: MetricValues, *, annualisation: Annualisation) -> tuple[Convention, ...]:
    """Return quantities whose name others use for something else, ours (from `metrics`) first."""
    # What overflows has no value; it is taken out at the end.
    with np.errstate(all="ignore"):
        basis = _basis(account, annualisation)
        found = [*_sharpe(basis, metrics, account), *_growth(basis, metrics), *_downside(basis, metrics)]
        found += [*_calmar(basis, metrics), *_of_trades(basis, metrics), *_of_days(basis, metrics)]
    return tuple(one if one.value is None or math.isfinite(one.value) else replace(one, value=None) for one in found)


def _basis(account: Account, annualisation: Annualisation) -> Basis:
    last = last_bars(account.times, "D")
    # The first and last bars of days are all that the analyzers read of longer periods.
    is_end = np.zeros(len(account.times), dtype=np.bool_)
    is_end[0] = is_end[last] = is_end[last[:-1] + 1] = True
    ends = np.flatnonzero(is_end)
    # As in all daily figures, the first return starts from the close of the first bar.
    started = last if last[0] == 0 else np.append(0, last)
    return Basis(
        account=replace(account, times=account.times[ends], equity=account.equity[ends]),
        returns=simple_returns(account.equity[started]),
        profits=np.array([trade.pnl_net for trade in account.trades if not trade.is_open]),
        annualisation=annualisation,
    )


def _ours(quantity: str, metrics: MetricValues, key: str, formula: str, tool: str = "Statis") -> Convention:
    value = metrics.get(key)
    number = float(value) if isinstance(value, int | float) else None
    return Convention(
        quantity=quantity, tool=tool, value=number, formula=formula, source="docs/metrics.md", is_ours=True
    )


def _sharpe(basis: Basis, metrics: MetricValues, account: Account) -> Iterator[Convention]:
    def by(tool: str, value: Number, formula: str, source: str) -> Convention:
        return Convention(quantity="Sharpe ratio", tool=tool, value=value, formula=formula, source=source)

    ours = "mean(r) / s(r) * sqrt(periods a year)"
    yield _ours("Sharpe ratio", metrics, "sharpe_ratio", ours, "Statis, empyrical, quantstats")
    span, bars_per_year = basis.annualisation.span, basis.annualisation.bars_per_year
    if basis.annualisation.is_reduced:
        every_bar = sharpe_ratio(simple_returns(account.equity), periods_per_year=bars_per_year)
        formula = f"of every bar's change, not of days, * sqrt({bars_per_year} bars a year)"
        yield by("Every bar", every_bar, formula, "docs/metrics.md")
    smart = metrics.get("smart_sharpe_ratio")
    value = float(smart) if isinstance(smart, int | float) else None
    yield by("quantstats, smart", value, "over the autocorrelation penalty", "quantstats stats.smart_sharpe")
    stock = analyzers.sharpe_ratio(basis.account)
    formula = "of calendar years above 1 %, population deviation"
    yield by("Backtrader, default", stock, formula, "backtrader analyzers.SharpeRatio")
    stock = analyzers.sharpe_ratio(basis.account, basis.unit, rate=0.0, is_annualised=True)
    formula = f"of {span}s, rate 0, annualised, population deviation"
    yield by(f"Backtrader, {span}s", stock, formula, "backtrader analyzers.SharpeRatio_A")
    if span == "day":
        yield by("jesse", jesse_sharpe(basis.returns), "mean(r) / s(r) * sqrt(365)", "jesse services/metrics.py")
    yearly, spread = basis.compounded
    formula = "geometric mean made yearly / compounded deviation"
    yield by("backtesting.py", _over(yearly, spread), formula, "backtesting.py _stats.py")
    value = _over(_mean_yearly(basis) - LEAN_RATE, _spread(basis.returns) * math.sqrt(basis.periods_per_year))
    formula = "((1 + mean(r)) ^ periods a year - 1 - 2 %) / (s(r) sqrt(periods a year))"
    yield by("LEAN", value, formula, "LEAN Common/Statistics/PortfolioStatistics.cs")
    formula = "(mean of months - 2 % / 12) / s(months), not made yearly"
    yield by("TradingView", tradingview_sharpe(_months(basis)), formula, "Pine manual, strategy.risk_free_rate")
    formula = "profit a day / population deviation of trades * sqrt(365)"
    yield by("freqtrade", freqtrade_sharpe(_shares(basis), basis.calendar_days), formula, "freqtrade data/metrics.py")


def jesse_sharpe(returns: Floats) -> Number:
    """
    Return the Sharpe ratio with 365 periods a year, whatever was traded.

    >>> round(jesse_sharpe(np.array([0.01, -0.01, 0.03])), 6)
    9.552487
    """
    return _over(float(returns.mean()) * math.sqrt(DAYS_A_YEAR), _spread(returns)) if returns.size > 1 else None


def tradingview_sharpe(months: Floats) -> Number:
    """
    Return the Sharpe ratio of monthly returns above 2 % a year; None with fewer than three months.

    >>> round(tradingview_sharpe(np.array([0.01, -0.01, 0.03])), 6)
    0.416667
    """
    if len(months) < TRADINGVIEW_MONTHS:
        return None
    return _over(float(months.mean()) - TRADINGVIEW_RATE / 12, _spread(months))


def freqtrade_sharpe(shares: Floats, days: int) -> Number:
    """
    Return profit a day over the deviation of trades, both as shares of the starting cash, times the root of 365.

    >>> round(freqtrade_sharpe(np.array([0.02, -0.01, 0.02]), 100), 6)
    0.405278
    """
    return _over(float(shares.sum()) / days * math.sqrt(DAYS_A_YEAR), float(shares.std())) if shares.size else None


def _growth(basis: Basis, metrics: MetricValues) -> Iterator[Convention]:
    yield _ours("CAGR", metrics, "cagr", "years = calendar days / 365.25")
    periods = basis.periods_per_year
    for tool, years, formula, source in (
        ("empyrical, quantstats", len(basis.returns) / periods, "years = returns / periods a year", "stats.cagr"),
        ("LEAN, jesse, freqtrade", basis.calendar_days / DAYS_A_YEAR, "years = calendar days / 365", "metrics.py"),
        (
            "backtesting.py",
            (len(basis.returns) + 1) / periods,
            basis.annualisation.in_words("years = days with a price / periods a year"),
            "_stats.py",
        ),
    ):
        value = yearly_growth(basis.growth, years)
        yield Convention(quantity="CAGR", tool=tool, value=value, formula=formula, source=source)


def yearly_growth(growth: float, years: float) -> Number:
    """
    Return the yearly rate that compounds to a growth factor; None for no time or a lost account.

    >>> round(yearly_growth(1.21, 2.0), 9)
    0.1
    """
    if years <= 0 or growth <= 0:
        return None
    exponent = math.log(growth) / years
    return math.expm1(exponent) if exponent < math.log(np.finfo(np.float64).max) else None


def _downside(basis: Basis, metrics: MetricValues) -> Iterator[Convention]:
    def by(tool: str, value: Number, formula: str, source: str) -> Convention:
        return Convention(quantity="Sortino ratio", tool=tool, value=value, formula=formula, source=source)

    root = math.sqrt(basis.periods_per_year)
    ours = "mean(r) / sqrt(mean(min(r, 0)^2)) * sqrt(periods a year)"
    yield _ours("Sortino ratio", metrics, "sortino_ratio", ours, "Statis, empyrical, quantstats")
    downside = math.sqrt(float(np.mean(np.minimum(basis.returns, 0.0) ** 2))) if basis.returns.size else 0.0
    value = _over(basis.compounded[0], downside * root)
    yield by("backtesting.py", value, "geometric mean made yearly over it", "backtesting.py _stats.py")
    losses = basis.returns[basis.returns < 0]
    value = _over(_mean_yearly(basis) - LEAN_RATE, _spread(losses) * root)
    formula = basis.annualisation.in_words("deviation of losing days only, 2 %")
    yield by("LEAN", value, formula, "LEAN Common/Statistics/Statistics.cs")
    shares = _shares(basis)
    lost = shares[shares < 0]
    value = _over(
        float(shares.sum()) / basis.calendar_days * math.sqrt(DAYS_A_YEAR), float(lost.std()) if lost.size else 0
    )
    yield by("freqtrade", value, "profit a day / deviation of losing trades", "freqtrade data/metrics.py")


def _calmar(basis: Basis, metrics: MetricValues) -> Iterator[Convention]:
    yield _ours("Calmar ratio", metrics, "calmar_ratio", "CAGR / max drawdown")
    fall = metrics.get("max_drawdown")
    depth = float(fall) if isinstance(fall, int | float) else 0.0
    value = _over(basis.compounded[0], depth)
    formula = basis.annualisation.in_words("yearly by days with a price / max drawdown")
    yield Convention(
        quantity="Calmar ratio", tool="backtesting.py", value=value, formula=formula, source="backtesting.py _stats.py"
    )
    formula = "mean logarithmic return of 36 months / deepest monthly fall in percent"
    yield Convention(
        quantity="Calmar ratio",
        tool="Backtrader",
        value=analyzers.calmar(basis.account)[-1],
        formula=formula,
        source="backtrader analyzers.Calmar",
    )
    formula = "yearly log return in percent * (1 - (deviation from steady growth / 2) ^ 0.2)"
    yield Convention(
        quantity="Variability-weighted return",
        tool="Backtrader",
        value=analyzers.vwr(basis.account, basis.unit),
        formula=formula,
        source="backtrader analyzers.VWR",
    )


def _of_trades(basis: Basis, metrics: MetricValues) -> Iterator[Convention]:
    returns = basis.returns
    gained, lost = float(returns[returns > 0].sum()), -float(returns[returns < 0].sum())
    yield _ours("SQN", metrics, "system_quality_number", "sample deviation", "Statis, backtesting.py")
    quality = analyzers.sqn(basis.account) if len(basis.profits) > 1 else None
    yield Convention(
        quantity="SQN", tool="Backtrader", value=quality, formula="population deviation", source="analyzers.SQN"
    )
    yield _ours("Profit factor", metrics, "profit_factor", "of closed trades, in money")
    yield Convention(
        quantity="Profit factor",
        tool="quantstats",
        value=_over(gained, lost),
        formula=f"of {basis.annualisation.span}s, sum of gains / sum of losses",
        source="quantstats stats.profit_factor",
    )
    moved = int(np.count_nonzero(returns))
    yield _ours("Win rate", metrics, "win_rate", "of closed trades")
    yield Convention(
        quantity="Win rate",
        tool="quantstats",
        value=_over(int((returns > 0).sum()), moved),
        formula=f"of {basis.annualisation.span}s with a gain or a loss",
        source="quantstats stats.win_rate",
    )


def _of_days(basis: Basis, metrics: MetricValues) -> Iterator[Convention]:
    returns, percentile = basis.returns, f"5th percentile of {basis.annualisation.span}s"
    yield _ours("Value at risk, 95 %", metrics, "value_at_risk", percentile, "Statis, empyrical")
    normal = NormalDist().inv_cdf(0.05) * _spread(returns) + float(returns.mean()) if returns.size > 1 else None
    formula = "mean(r) - 1.645 s(r): a normal distribution"
    yield Convention(
        quantity="Value at risk, 95 %", tool="quantstats", value=normal, formula=formula, source="stats.value_at_risk"
    )
    yield _ours("Probabilistic Sharpe", metrics, "probabilistic_sharpe_ratio", "with the raw kurtosis of the paper")
    yield Convention(
        quantity="Probabilistic Sharpe",
        tool="quantstats",
        value=quantstats_probability(returns, metrics),
        formula="takes 3 from a kurtosis that is already excess",
        source="quantstats stats.probabilistic_ratio",
    )


def quantstats_probability(returns: Floats, metrics: MetricValues) -> Number:
    """
    Return the probabilistic Sharpe ratio as quantstats works it out.

    >>> values = {"skewness": 0.0, "excess_kurtosis": 3.0}
    >>> round(quantstats_probability(np.array([0.01, -0.01, 0.03]), values), 6)
    0.747507
    """
    skewness, excess = metrics.get("skewness"), metrics.get("excess_kurtosis")
    spread = _spread(returns)
    if not isinstance(skewness, int | float) or not isinstance(excess, int | float) or spread < NO_SPREAD:
        return None
    sharpe = float(returns.mean()) / spread
    variance = (1 + sharpe**2 / 2 - skewness * sharpe + (excess - 3) / 4 * sharpe**2) / (returns.size - 1)
    return NormalDist().cdf(sharpe / math.sqrt(variance)) if variance > 0 else None


def _mean_yearly(basis: Basis) -> float:
    mean = np.float64(basis.returns.mean()) if basis.returns.size else np.float64(np.nan)
    return float((1 + mean) ** basis.periods_per_year - 1)


def _months(basis: Basis) -> Floats:
    return analyzers.time_return(basis.account, "M")


def _shares(basis: Basis) -> Floats:
    return basis.profits / basis.account.initial_cash


def _spread(values: Floats) -> float:
    return float(values.std(ddof=1)) if values.size > 1 else 0.0


def _over(value: float, divisor: float) -> Number:
    """Return a quotient, None where the divisor is no more than rounding."""
    return value / divisor if divisor >= NO_SPREAD else None
