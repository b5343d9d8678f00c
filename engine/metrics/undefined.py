"""Why a metric has no value, in one sentence."""

from typing import Final

from engine.metrics.annualising import OF_A_DAY, Annualisation
from engine.metrics.catalogue import METRICS
from engine.metrics.metric import Metric, MetricValue, MetricValues

DAYS: Final = Annualisation()
NOT_STORED: Final = "This run was made before the figure was part of its results. Run it again to see it."
NO_BENCHMARK: Final = "There is nothing to compare with."
NO_TRADES: Final = "No trade was closed."
NOT_RECOVERED: Final = "Equity had not come back to its peak by the end."
NO_TIME: Final = "The run covers too little time to speak of a yearly rate."
NO_WINNING_TRADE: Final = "There was no winning trade."
TOO_EXTREME: Final = "The account's values are too extreme to work it out."


def undefined_reason(key: str, values: MetricValues, annualisation: Annualisation = DAYS) -> str | None:
    """Return why the metric `key` has no value among a run's metrics, None if it has one."""
    if key not in values:
        return NOT_STORED
    if values[key] is not None:
        return None
    if key in OF_A_DAY and annualisation.span != "day":
        return f"The bars are {annualisation.span}s: what a day brought is not known."
    entry = METRICS[key]
    found = _special_reason(entry, values) or _sample_reason(entry, values) or entry.undefined or TOO_EXTREME
    return annualisation.in_words(found) if entry.sample == "daily returns" else found


def _special_reason(entry: Metric, values: MetricValues) -> str | None:
    """Return the reason of a metric whose want of a value another metric explains."""
    if entry.group == "Against the benchmark" and values.get("excess_return") is None:
        return NO_BENCHMARK
    if entry.key == "max_drawdown_recovery_date" and values["max_drawdown"]:
        return NOT_RECOVERED
    if entry.key == "calmar_ratio" and values["cagr"] is None:
        return NO_TIME
    is_of_wins = entry.key in ("payoff_ratio", "kelly_fraction", "cpc_index")
    return NO_WINNING_TRADE if is_of_wins and values["total_trades"] and values["average_win"] is None else None


def _sample_reason(entry: Metric, values: MetricValues) -> str | None:
    """Return the reason of a metric with fewer trades or days than it needs."""
    if entry.sample == "closed trades":
        return _too_few(entry.needs, values["total_trades"], NO_TRADES, "closed trades")
    if entry.sample == "daily returns":
        # A return takes two days.
        return _too_few(entry.needs + 1, values.get("trading_days"), "", "trading days")
    return None


def _too_few(needed: int, there_are: MetricValue, if_none: str, of_what: str) -> str | None:
    if not isinstance(there_are, int) or there_are >= needed:
        return None
    return if_none if if_none and not there_are else f"Needs at least {needed} {of_what}, and there were {there_are}."
