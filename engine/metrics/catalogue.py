"""What each metric is called, means, and is computed by: one entry a metric, in the order pages show them."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Format = Literal["percent", "ratio", "money", "count", "days", "date"]
Group = Literal["Return", "Risk", "Drawdown", "Trades", "Costs"]

DAILY: Final = "From daily changes of equity after all costs; intraday bars are reduced to one value a trading day."
CLOSED: Final = (
    "Closed round trips only, in money after commission and slippage; a position still open at the end is listed "
    "apart and not counted."
)
CURVE: Final = "Equity at every bar's close, the starting cash counted as the first peak."


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One metric; `better` says which direction is good, `convention` what other tools may do differently."""

    key: str
    label: str
    group: Group
    format: Format
    better: Literal["higher", "lower", "neutral"]
    meaning: str
    formula: str
    convention: str


_RETURN: Final = (
    Metric(
        key="total_return",
        label="Total return",
        group="Return",
        format="percent",
        better="higher",
        meaning="What the whole run gained or lost.",
        formula="final equity / starting cash - 1",
        convention="After commission and slippage; a position open at the end is valued at the last close.",
    ),
    Metric(
        key="cagr",
        label="CAGR",
        group="Return",
        format="percent",
        better="higher",
        meaning="The steady yearly rate that would have ended at the same value.",
        formula="(1 + total return) ^ (1 / years) - 1",
        convention="Years are calendar days / 365.25; some tools count trading days / 252. A lost account is -100 %.",
    ),
    Metric(
        key="time_in_market",
        label="Time in market",
        group="Return",
        format="percent",
        better="neutral",
        meaning="How much of the time money was at work.",
        formula="bars that close with a position / all bars",
        convention="Counted on positions; some tools infer it from days with a return other than zero.",
    ),
    Metric(
        key="final_value",
        label="Final value",
        group="Return",
        format="money",
        better="higher",
        meaning="What the account was worth at the end.",
        formula="cash + positions at the last close",
        convention="Open positions are not sold at the end, so no cost of selling them is taken off.",
    ),
    Metric(
        key="initial_value",
        label="Starting cash",
        group="Return",
        format="money",
        better="neutral",
        meaning="What the account began with.",
        formula="the starting cash of the run",
        convention="No money is added or taken out during a run.",
    ),
)
_RISK: Final = (
    Metric(
        key="volatility",
        label="Volatility",
        group="Risk",
        format="percent",
        better="lower",
        meaning="How widely a year's returns spread around their mean.",
        formula="standard deviation of returns * sqrt(periods a year)",
        convention=f"{DAILY} Sample standard deviation (n - 1).",
    ),
    Metric(
        key="sharpe_ratio",
        label="Sharpe ratio",
        group="Risk",
        format="ratio",
        better="higher",
        meaning="Return above the risk-free rate for each unit of volatility.",
        formula="mean(r - rf) / standard deviation(r - rf) * sqrt(periods a year)",
        convention=f"{DAILY} Sample standard deviation, as empyrical and quantstats; Backtrader's own differs widely.",
    ),
    Metric(
        key="sortino_ratio",
        label="Sortino ratio",
        group="Risk",
        format="ratio",
        better="higher",
        meaning="Return above the risk-free rate for each unit of downside risk.",
        formula="mean(r - rf) / sqrt(mean(min(r - rf, 0)^2)) * sqrt(periods a year)",
        convention=f"{DAILY} All days are in the denominator, those without a loss as zero.",
    ),
    Metric(
        key="calmar_ratio",
        label="Calmar ratio",
        group="Risk",
        format="ratio",
        better="higher",
        meaning="Yearly growth for each unit of the deepest fall.",
        formula="CAGR / max drawdown",
        convention="Over the whole period; some tools take the last 36 months, or years of 252 days.",
    ),
)
_DRAWDOWN: Final = (
    Metric(
        key="max_drawdown",
        label="Max drawdown",
        group="Drawdown",
        format="percent",
        better="lower",
        meaning="The deepest fall from a peak, as a share of that peak.",
        formula="max(1 - equity / highest equity so far)",
        convention=f"{CURVE} Shown as a positive share.",
    ),
    Metric(
        key="max_drawdown_start_date",
        label="Drawdown began",
        group="Drawdown",
        format="date",
        better="neutral",
        meaning="The day of the peak before the deepest fall.",
        formula="the last day at the peak before the valley",
        convention=CURVE,
    ),
    Metric(
        key="max_drawdown_valley_date",
        label="Drawdown valley",
        group="Drawdown",
        format="date",
        better="neutral",
        meaning="The day the deepest fall was at its lowest.",
        formula="the first day at the max drawdown",
        convention=CURVE,
    ),
    Metric(
        key="max_drawdown_recovery_date",
        label="Drawdown recovered",
        group="Drawdown",
        format="date",
        better="neutral",
        meaning="The day equity was back at its old peak.",
        formula="the first day after the valley at or above the peak",
        convention=CURVE,
    ),
    Metric(
        key="max_drawdown_days",
        label="Drawdown length",
        group="Drawdown",
        format="days",
        better="lower",
        meaning="How long the deepest fall kept the account below its peak.",
        formula="recovery date - start date, or last date - start date if not recovered",
        convention="Calendar days.",
    ),
)
_TRADES: Final = (
    Metric(
        key="total_trades",
        label="Trades",
        group="Trades",
        format="count",
        better="neutral",
        meaning="How many round trips were closed.",
        formula="positions that left zero and came back to zero",
        convention=CLOSED,
    ),
    Metric(
        key="win_rate",
        label="Win rate",
        group="Trades",
        format="percent",
        better="higher",
        meaning="The share of trades that made money.",
        formula="winning trades / closed trades",
        convention=f"{CLOSED} A trade that made exactly nothing is neither win nor loss.",
    ),
    Metric(
        key="profit_factor",
        label="Profit factor",
        group="Trades",
        format="ratio",
        better="higher",
        meaning="What winning trades earned for each unit that losing ones lost.",
        formula="sum of profits / sum of losses",
        convention=f"{CLOSED} quantstats computes it on days instead, which gives other values.",
    ),
    Metric(
        key="expectancy",
        label="Expectancy",
        group="Trades",
        format="money",
        better="higher",
        meaning="What a trade earned on average.",
        formula="mean of the trades' net results",
        convention=CLOSED,
    ),
    Metric(
        key="average_win",
        label="Average win",
        group="Trades",
        format="money",
        better="higher",
        meaning="What a winning trade earned on average.",
        formula="mean of the positive net results",
        convention=CLOSED,
    ),
    Metric(
        key="average_loss",
        label="Average loss",
        group="Trades",
        format="money",
        better="higher",
        meaning="What a losing trade lost on average, as a negative amount.",
        formula="mean of the negative net results",
        convention=CLOSED,
    ),
    Metric(
        key="best_trade",
        label="Best trade",
        group="Trades",
        format="money",
        better="higher",
        meaning="The net result of the best trade.",
        formula="max of the trades' net results",
        convention=CLOSED,
    ),
    Metric(
        key="worst_trade",
        label="Worst trade",
        group="Trades",
        format="money",
        better="higher",
        meaning="The net result of the worst trade.",
        formula="min of the trades' net results",
        convention=CLOSED,
    ),
)
_COSTS: Final = (
    Metric(
        key="commission_paid",
        label="Commission paid",
        group="Costs",
        format="money",
        better="lower",
        meaning="What the broker took.",
        formula="sum of rate * size * price over all fills",
        convention="Includes the entries of positions still open at the end.",
    ),
    Metric(
        key="slippage_paid",
        label="Slippage paid",
        group="Costs",
        format="money",
        better="lower",
        meaning="What was lost because fills were worse than the price aimed at.",
        formula="sum of |fill price - unslipped price| * size over all fills",
        convention="Against the open, limit or stop price the fill started from; never more than the bar's range.",
    ),
    Metric(
        key="costs_paid",
        label="Costs paid",
        group="Costs",
        format="money",
        better="lower",
        meaning="Commission and slippage together.",
        formula="commission paid + slippage paid",
        convention="Dividends, interest on cash and the cost of borrowing for shorts are not modelled.",
    ),
)

METRICS: Final = MappingProxyType({metric.key: metric for metric in (*_RETURN, *_RISK, *_DRAWDOWN, *_TRADES, *_COSTS)})
