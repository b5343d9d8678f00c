"""What a run gained."""

from typing import Final

from engine.metrics.metric import Metric

RETURN: Final = (
    Metric(
        key="total_return",
        label="Total return",
        group="Return",
        format="percent",
        better="higher",
        meaning="What the whole run gained or lost.",
        formula="final equity / starting cash - 1",
        convention="After commission and slippage; a position open at the end is valued at the last close.",
        profile="basic",
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
        profile="basic",
        needs=2,
        undefined="The run covers too little time to speak of a yearly rate.",
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
        profile="basic",
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
        profile="basic",
    ),
    Metric(
        key="trading_days",
        label="Trading days",
        group="Return",
        format="count",
        better="neutral",
        meaning="How many days have a price: what daily figures rest on.",
        formula="number of dates with a bar",
        convention="Bars before the start date, which only warm indicators up, are not counted.",
        profile="basic",
    ),
)
