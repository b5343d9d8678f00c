"""An account's metrics: one value for every catalogue entry of a profile."""

import math
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Self

import numpy as np

from engine.bars import Floats
from engine.intervals import Span
from engine.ledger.account import Account, RoundTrip
from engine.metrics import confidence, distribution, exposure, penalised, periods, relative, risk, trades
from engine.metrics.annualising import OF_A_DAY
from engine.metrics.drawdown import Drawdown, Falls, drawdown_curve, ulcer_index
from engine.metrics.metric import MetricValue, Profile
from engine.metrics.returns import DAYS_PER_YEAR, cagr, daily_equity, simple_returns, total_return
from engine.metrics.trailing import trailing_returns

Values = dict[str, MetricValue]


def compute(
    account: Account,
    *,
    periods_per_year: int,
    span: Span = "day",
    risk_free_rate: float = 0.0,
    profile: Profile = "advanced",
    benchmark: Account | None = None,
) -> Values:
    """
    Return the metrics of an account by catalogue key; None is undefined, see `undefined_reason`.

    A year has `periods_per_year` of the spans its returns are measured over.
    """
    # What overflows has no value; it is taken out at the end.
    with np.errstate(all="ignore"):
        basis = Basis.of(account, periods_per_year=periods_per_year, risk_free_rate=risk_free_rate)
        values = _essentials(basis)
        if profile == "advanced":
            values |= _of_periods(basis) | _of_risk(basis) | _against(benchmark, basis)
            values |= _of_falls(basis) | _of_all_trades(basis) | _of_exposure(basis)
            if span != "day":
                values |= dict.fromkeys(OF_A_DAY)
    return {key: _sound(value) for key, value in values.items()}


@dataclass(frozen=True, eq=False, kw_only=True)
class Basis:
    """What many metrics of one account start from."""

    account: Account
    periods_per_year: int
    risk_free_rate: float
    growth: float
    first_date: date
    last_date: date
    daily: Floats

    @classmethod
    def of(cls, account: Account, *, periods_per_year: int, risk_free_rate: float) -> Self:
        """Return the basis of an account's metrics."""
        first, last = (moment.astype("datetime64[D]").item() for moment in account.times[[0, -1]])
        return cls(
            account=account,
            periods_per_year=periods_per_year,
            risk_free_rate=risk_free_rate,
            growth=total_return(initial=account.initial_cash, final=float(account.equity[-1])),
            first_date=first,
            last_date=last,
            daily=daily_equity(times=account.times, equity=account.equity),
        )

    @cached_property
    def returns(self) -> Floats:
        """Return the daily returns."""
        return simple_returns(self.daily)

    @cached_property
    def day_ends(self) -> periods.Indices:
        """Return the last bar of every day."""
        return periods.last_bars(self.account.times, "D")

    @cached_property
    def closed(self) -> list[RoundTrip]:
        """Return the trades that ended, in the order they were entered."""
        return [trade for trade in self.account.trades if not trade.is_open]

    @property
    def rates(self) -> risk.Rates:
        """Return the settings of yearly figures."""
        return {"periods_per_year": self.periods_per_year, "risk_free_rate": self.risk_free_rate}


def _essentials(basis: Basis) -> Values:
    account, returns = basis.account, basis.returns
    fall = Drawdown.deepest(times=account.times, equity=account.equity, initial=account.initial_cash)
    yearly = cagr(growth=basis.growth, first_date=basis.first_date, last_date=basis.last_date)
    return {
        "total_return": basis.growth,
        "cagr": yearly,
        "volatility": risk.volatility(returns, periods_per_year=basis.periods_per_year),
        "sharpe_ratio": risk.sharpe_ratio(returns, **basis.rates),
        "sortino_ratio": risk.sortino_ratio(returns, **basis.rates),
        "calmar_ratio": risk.calmar_ratio(cagr=yearly, max_drawdown=fall.depth),
        "max_drawdown": fall.depth,
        "max_drawdown_start_date": _iso(fall.start_date),
        "max_drawdown_valley_date": _iso(fall.valley_date),
        "max_drawdown_recovery_date": _iso(fall.recovery_date),
        "max_drawdown_days": fall.days,
        "time_in_market": float((account.gross_value > 0).mean()),
        **_of_trades([trade.pnl_net for trade in basis.closed]),
        **_of_costs(account),
        "final_value": float(account.equity[-1]),
        "initial_value": account.initial_cash,
        "trading_days": len(basis.day_ends),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _of_trades(profits: list[float]) -> Values:
    return {
        "total_trades": len(profits),
        "win_rate": trades.win_rate(profits),
        "profit_factor": trades.profit_factor(profits),
        "expectancy": trades.expectancy(profits),
        "average_win": trades.average_win(profits),
        "average_loss": trades.average_loss(profits),
        "best_trade": max(profits, default=None),
        "worst_trade": min(profits, default=None),
    }


def _of_costs(account: Account) -> Values:
    paid = sum(fill.commission for fill in account.fills)
    fees = sum(fill.fees for fill in account.fills)
    slipped = sum(fill.slippage_cost for fill in account.fills)
    moved = sum(fill.impact_cost for fill in account.fills)
    together = paid + fees + slipped + moved + account.borrow_cost
    return {
        "commission_paid": paid,
        "fees_paid": fees,
        "slippage_paid": slipped,
        "impact_paid": moved,
        "borrow_paid": account.borrow_cost,
        "costs_paid": together,
        "interest_earned": account.interest,
    }


def _of_periods(basis: Basis) -> Values:
    account, values = basis.account, Values()
    # Whatever is longer than a day needs no more than its last bars.
    days, equity = account.times[basis.day_ends].astype("datetime64[D]"), account.equity[basis.day_ends]
    series = {"day": basis.returns}
    for name, unit in periods.UNITS.items():
        series[name] = periods.period_returns(times=days, equity=equity, initial=account.initial_cash, unit=unit)
    for name, returns in series.items():
        values[f"best_{name}"], values[f"worst_{name}"] = periods.best_and_worst(returns)
        values[f"positive_{name}s"] = periods.positive_share(returns)
    return values | trailing_returns(times=days, equity=equity, initial=account.initial_cash)


def _of_risk(basis: Basis) -> Values:
    returns = basis.returns
    rate = risk.period_rate(basis.risk_free_rate, periods_per_year=basis.periods_per_year)
    return {
        "downside_volatility": risk.downside_volatility(returns, **basis.rates),
        "omega_ratio": distribution.omega_ratio(returns, threshold=rate),
        "gain_to_pain_ratio": distribution.gain_to_pain_ratio(returns),
        "smart_sharpe_ratio": penalised.smart_sharpe_ratio(returns, **basis.rates),
        "serenity_ratio": penalised.serenity_ratio(
            returns,
            equity=basis.daily,
            initial=basis.account.initial_cash,
            risk_free_rate=basis.risk_free_rate,
        ),
        **_of_tails(returns),
        "stability": distribution.stability(basis.daily),
        **_of_confidence(basis),
    }


def _of_tails(returns: Floats) -> Values:
    values = Values(distribution.tails(returns) | distribution.outliers(returns))
    tail, gains = values["tail_ratio"], distribution.omega_ratio(returns)
    common_sense = None if tail is None or gains is None else float(tail) * gains
    return values | {"common_sense_ratio": common_sense}


def _of_confidence(basis: Basis) -> Values:
    returns = basis.returns
    skewness, excess = distribution.skewness(returns), distribution.excess_kurtosis(returns)
    values: Values = {"skewness": skewness, "excess_kurtosis": excess}
    yearly = risk.sharpe_ratio(returns, **basis.rates)
    likely, record = None, None
    if skewness is not None and excess is not None and yearly is not None:
        sharpe = yearly / math.sqrt(basis.periods_per_year)
        shape = {"sharpe": sharpe, "skewness": skewness, "kurtosis": excess + 3}
        likely = confidence.probabilistic_sharpe_ratio(count=returns.size, **shape)
        record = confidence.minimum_track_record(**shape)
    return values | {"probabilistic_sharpe_ratio": likely, "minimum_track_record": record}


def _against(benchmark: Account | None, basis: Basis) -> Values:
    if benchmark is None:
        return dict.fromkeys(("excess_return", *relative.KEYS))
    held = total_return(initial=benchmark.initial_cash, final=float(benchmark.equity[-1]))
    ours, theirs = relative.paired_returns(basis.account, benchmark)
    return {"excess_return": basis.growth - held, **relative.compared(ours, theirs, **basis.rates)}


def _of_falls(basis: Basis) -> Values:
    account = basis.account
    curve = drawdown_curve(account.equity, initial=account.initial_cash)
    falls = Falls.of(curve)
    peaks = np.maximum(np.maximum.accumulate(account.equity), account.initial_cash)
    ulcer = ulcer_index(basis.daily, initial=account.initial_cash)
    deepest = float(curve.max())
    return {
        "max_drawdown_money": float((peaks - account.equity).max()),
        "average_drawdown": float(falls.depths.mean()) if falls.depths.size else None,
        "longest_drawdown_days": int(falls.days(account.times).max(initial=0)),
        "longest_drawdown_bars": int((falls.ends - falls.starts).max(initial=0)),
        "time_under_water": float((curve > 0).mean()),
        "ulcer_index": ulcer,
        "ulcer_performance_index": (basis.growth - basis.risk_free_rate) / ulcer if ulcer else None,
        "recovery_factor": basis.growth / deepest if deepest > 0 else None,
    }


def _of_all_trades(basis: Basis) -> Values:
    closed = basis.closed
    # Runs of wins are counted in the order trades ended, which with several symbols is not that of their entries.
    ended = sorted(closed, key=lambda trade: trade.exit_at or trade.entry_at)
    profits, in_order = [trade.pnl_net for trade in closed], [trade.pnl_net for trade in ended]
    returned = [trade.return_fraction for trade in closed]
    return {
        "open_trades": len(basis.account.trades) - len(closed),
        "winning_trades": sum(profit > 0 for profit in profits),
        "losing_trades": sum(profit < 0 for profit in profits),
        "payoff_ratio": trades.payoff_ratio(profits),
        "average_trade_return": trades.expectancy(returned),
        "best_trade_return": max(returned, default=None),
        "worst_trade_return": min(returned, default=None),
        "max_consecutive_wins": trades.longest_run(in_order, of_wins=True),
        "max_consecutive_losses": trades.longest_run(in_order, of_wins=False),
        "average_bars": trades.expectancy([trade.bars for trade in closed]),
        "system_quality_number": trades.system_quality_number(profits),
        "kelly_fraction": trades.kelly_fraction(profits),
        "cpc_index": trades.cpc_index(profits),
        "risk_of_ruin": trades.risk_of_ruin(profits, capital=basis.account.initial_cash),
        "average_mae": trades.expectancy([trade.mae for trade in closed]),
        "average_mfe": trades.expectancy([trade.mfe for trade in closed]),
        **_of_side([trade.pnl_net for trade in closed if trade.side == "long"], "long"),
        **_of_side([trade.pnl_net for trade in closed if trade.side == "short"], "short"),
        "unfilled_orders": len(basis.account.unfilled),
    }


def _of_side(profits: list[float], side: str) -> Values:
    return {
        f"{side}_trades": len(profits),
        f"{side}_win_rate": trades.win_rate(profits),
        f"{side}_profit": sum(profits) if profits else None,
    }


def _of_exposure(basis: Basis) -> Values:
    account = basis.account
    average, highest = exposure.leverage(gross_value=account.gross_value, equity=account.equity)
    costs = sum(fill.costs for fill in account.fills) + account.borrow_cost
    return {
        "average_leverage": average,
        "max_leverage": highest,
        "turnover": exposure.turnover(
            traded_value=sum(fill.size * fill.price for fill in account.fills),
            mean_equity=float(account.equity.mean()),
            years=(basis.last_date - basis.first_date).days / DAYS_PER_YEAR,
        ),
        "costs_share": exposure.costs_share(costs=costs, gain=float(account.equity[-1]) - account.initial_cash),
    }


def _sound(value: MetricValue) -> MetricValue:
    """Return a value, or None for a number that is none or endless."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
