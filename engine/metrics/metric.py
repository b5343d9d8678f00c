"""What is known of one metric: its names, its formula, and what it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Format = Literal["percent", "ratio", "money", "count", "days", "date"]
Group = Literal["Return", "Trades", "Risk", "Drawdown", "Periods", "Against the benchmark", "Costs and exposure"]
Profile = Literal["basic", "advanced"]
Sample = Literal["daily returns", "closed trades", "bars"]
MetricValue = float | int | str | None
MetricValues = Mapping[str, MetricValue]

DAILY: Final = "From daily changes of equity after all costs; intraday bars are reduced to one value a trading day."
CLOSED: Final = (
    "Closed round trips only, in money after commission and slippage; a position still open at the end is listed "
    "apart and not counted."
)
CURVE: Final = "Equity at every bar's close, the starting cash counted as the first peak."
SAME_DAYS: Final = "From daily returns of both accounts on the same days, after all costs."


@dataclass(frozen=True, kw_only=True)
class Metric:
    """
    One metric; `better` says which direction is good, `convention` what other tools may do differently.

    It is undefined with fewer than `needs` of its `sample`; `undefined` says why it may have no value in spite of
    enough of them. The `basic` profile holds the essentials, `advanced` everything.
    """

    key: str
    label: str
    group: Group
    format: Format
    better: Literal["higher", "lower", "neutral"]
    meaning: str
    formula: str
    convention: str
    profile: Profile = "advanced"
    sample: Sample = "bars"
    needs: int = 1
    undefined: str = ""
