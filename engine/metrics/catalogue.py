"""What each metric is called, means, and is computed by: one entry a metric, in the order pages show them."""

from types import MappingProxyType
from typing import Final

from engine.metrics.entries.costs import COSTS
from engine.metrics.entries.drawdown import DRAWDOWN
from engine.metrics.entries.periods import PERIODS
from engine.metrics.entries.relative import RELATIVE
from engine.metrics.entries.returns import RETURN
from engine.metrics.entries.risk import RISK
from engine.metrics.entries.trades import TRADES
from engine.metrics.metric import Metric as Metric

METRICS: Final = MappingProxyType(
    {metric.key: metric for metric in (*RETURN, *TRADES, *RISK, *DRAWDOWN, *PERIODS, *RELATIVE, *COSTS)}
)
