"""An account's metrics: one value for every catalogue entry."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from engine.ledger.account import Account
from engine.metrics.drawdown import Drawdown
from engine.metrics.returns import cagr, daily_equity, simple_returns, total_return
from engine.metrics.risk import calmar_ratio, sharpe_ratio, sortino_ratio, volatility
from engine.metrics.trades import average_loss, average_win, expectancy, profit_factor, win_rate

MetricValue = float | int | str | None

NO_TRADES: Final = "No trade was closed."
TOO_SHORT: Final = "Needs at least three trading days."
NO_SPREAD: Final = "The account's value never moved by a different amount, so there is no risk to divide by."
NO_FALL: Final = "Equity never fell below its peak."
NO_LOSING_DAY: Final = "There was no day below the risk-free rate."
NO_LOSING_TRADE: Final = "There was no losing trade to divide by."
NO_WINNING_TRADE: Final = "There was no winning trade."
NO_TIME: Final = "The run covers too little time to speak of a yearly rate."


def compute(
    account: Account, *, periods_per_year: int, risk_free_rate: float = 0.0
) -> dict[str, float | int | str | None]:
    """Return the metrics of an account by catalogue key; None is undefined, see `undefined_reason`."""
    growth = total_return(initial=account.initial_cash, final=float(account.equity[-1]))
    fall = Drawdown.deepest(times=account.times, equity=account.equity, initial=account.initial_cash)
    first, last = (moment.astype("datetime64[D]").item() for moment in account.times[[0, -1]])
    yearly = cagr(growth=growth, first_date=first, last_date=last)
    returns = simple_returns(daily_equity(times=account.times, equity=account.equity))
    return {
        "total_return": growth,
        "cagr": yearly,
        "volatility": volatility(returns, periods_per_year=periods_per_year),
        "sharpe_ratio": sharpe_ratio(returns, periods_per_year=periods_per_year, risk_free_rate=risk_free_rate),
        "sortino_ratio": sortino_ratio(returns, periods_per_year=periods_per_year, risk_free_rate=risk_free_rate),
        "calmar_ratio": calmar_ratio(cagr=yearly, max_drawdown=fall.depth),
        "max_drawdown": fall.depth,
        "max_drawdown_start_date": _iso(fall.start_date),
        "max_drawdown_valley_date": _iso(fall.valley_date),
        "max_drawdown_recovery_date": _iso(fall.recovery_date),
        "max_drawdown_days": fall.days,
        "time_in_market": float((account.gross_value > 0).mean()),
        **_of_trades(account),
        **_of_costs(account),
        "final_value": float(account.equity[-1]),
        "initial_value": account.initial_cash,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _of_trades(account: Account) -> dict[str, MetricValue]:
    profits = [trade.pnl_net for trade in account.trades if not trade.is_open]
    return {
        "total_trades": len(profits),
        "win_rate": win_rate(profits),
        "profit_factor": profit_factor(profits),
        "expectancy": expectancy(profits),
        "average_win": average_win(profits),
        "average_loss": average_loss(profits),
        "best_trade": max(profits, default=None),
        "worst_trade": min(profits, default=None),
    }


def _of_costs(account: Account) -> dict[str, MetricValue]:
    paid = sum(fill.commission for fill in account.fills)
    slipped = sum(fill.slippage_cost for fill in account.fills)
    return {"commission_paid": paid, "slippage_paid": slipped, "costs_paid": paid + slipped}


def undefined_reason(key: str, values: Mapping[str, MetricValue]) -> str | None:
    """Return why the metric `key` is None among a run's metrics, None if it has a value."""
    if values[key] is not None:
        return None
    if key in ("max_drawdown_start_date", "max_drawdown_valley_date"):
        return NO_FALL
    if key == "max_drawdown_recovery_date":
        return "Equity had not come back to its peak by the end." if values["max_drawdown"] else NO_FALL
    if key in ("cagr", "calmar_ratio"):
        return NO_TIME if values["cagr"] is None else NO_FALL
    if key in ("volatility", "sharpe_ratio", "sortino_ratio"):
        return _risk_reason(key, values)
    return _trade_reason(key, values)


def _risk_reason(key: str, values: Mapping[str, MetricValue]) -> str:
    if values["volatility"] is None:
        return TOO_SHORT
    return NO_LOSING_DAY if key == "sortino_ratio" else NO_SPREAD


def _trade_reason(key: str, values: Mapping[str, MetricValue]) -> str:
    if not values["total_trades"]:
        return NO_TRADES
    return NO_WINNING_TRADE if key == "average_win" else NO_LOSING_TRADE
