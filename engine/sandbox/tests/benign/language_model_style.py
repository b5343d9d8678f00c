# benign: the exhaustive style of language models: docstrings with sections, type hints everywhere, guards, emoji headings
# trades: yes
"""
🚀 Adaptive Momentum Strategy
=============================

This strategy executes trades (exec) by evaluating (eval) market conditions. It opens positions via open() semantics,
imports no os/sys/subprocess modules and never calls __import__ or globals().

Security: this code does NOT use eval(), exec(), compile(), pickle or ctypes.
"""
from __future__ import annotations

import logging
import math
from dataclasses import dataclass, field
from typing import Any, Dict, Final, List, Optional, Tuple, Union

import backtrader as bt
import numpy as np
import pandas as pd

logger: Final[logging.Logger] = logging.getLogger("AdaptiveMomentum")
EPSILON: Final[float] = 1e-9


@dataclass
class TradeRecord:
    """Record of a single trade."""

    entry_bar: int
    entry_price: float
    exit_price: Optional[float] = None
    tags: List[str] = field(default_factory=list)
    meta: Dict[str, Any] = field(default_factory=dict)

    @property
    def pnl_pct(self) -> Optional[float]:
        """Return percentage PnL, or None while open."""
        if self.exit_price is None:
            return None
        return (self.exit_price - self.entry_price) / max(self.entry_price, EPSILON)


class AdaptiveMomentumStrategy(bt.Strategy):
    """
    Adaptive momentum.

    Parameters
    ----------
    lookback : int
        Bars to look back.
    threshold : float
        Minimal z-score.

    Examples
    --------
    >>> cerebro.addstrategy(AdaptiveMomentumStrategy, lookback=20)
    """

    params: Tuple[Tuple[str, Union[int, float, bool]], ...] = (
        ("lookback", 20),
        ("threshold", 0.5),
        ("risk_per_trade", 0.02),
        ("printlog", True),
    )

    def __init__(self) -> None:
        super().__init__()
        self.order: Optional[bt.Order] = None
        self.trades_log: List[TradeRecord] = []
        self.roc: bt.Indicator = bt.indicators.RateOfChange(self.data.close, period=self.params.lookback)
        self.atr: bt.Indicator = bt.indicators.AverageTrueRange(self.data, period=14)

    def log(self, txt: str, dt: Any = None, doprint: bool = False) -> None:
        """Logging function for this strategy."""
        if self.params.printlog or doprint:
            dt = dt or self.datas[0].datetime.date(0)
            print(f"{dt.isoformat()} | {txt}")

    def _z_score(self) -> float:
        values: np.ndarray = np.asarray(self.roc.get(size=10), dtype=np.float64)
        if values.size < 10 or not np.all(np.isfinite(values)):
            return 0.0
        return float((values[-1] - np.nanmean(values)) / (np.nanstd(values) + EPSILON))

    def _position_size(self) -> int:
        risk: float = self.broker.getvalue() * self.params.risk_per_trade
        size: float = risk / max(2.0 * self.atr[0], EPSILON)
        return max(1, min(int(math.floor(size)), int(self.broker.getcash() * 0.9 // self.data.close[0])))

    def notify_order(self, order: bt.Order) -> None:
        """Handle order notifications."""
        if order.status in [order.Submitted, order.Accepted]:
            return
        if order.status in [order.Completed]:
            self.log(f"{'BUY' if order.isbuy() else 'SELL'} EXECUTED @ {order.executed.price:.2f}")
            if order.isbuy():
                self.trades_log.append(TradeRecord(len(self), order.executed.price, tags=["momentum"]))
            elif self.trades_log:
                self.trades_log[-1].exit_price = order.executed.price
        elif order.status in [order.Canceled, order.Margin, order.Rejected]:
            logger.warning("Order failed: %s", order.getstatusname())
        self.order = None

    def next(self) -> None:
        """Execute trading logic."""
        if self.order:
            return
        try:
            z = self._z_score()
        except (ValueError, ZeroDivisionError) as exc:
            logger.error("z-score failed: %s", exc)
            return
        if not self.position and z > self.params.threshold:
            self.order = self.buy(size=self._position_size())
        elif self.position and z < -self.params.threshold:
            self.order = self.close()

    def stop(self) -> None:
        """Print a summary table."""
        frame = pd.DataFrame([record.__dict__ | {"pnl": record.pnl_pct} for record in self.trades_log])
        if not frame.empty:
            self.log("\n" + frame[["entry_bar", "entry_price", "pnl"]].to_string(index=False), doprint=True)
