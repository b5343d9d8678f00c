"""Backtest runner."""

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional

import backtrader as bt
import pandas as pd

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)


@dataclass
class RiskLimits:
    max_position: float = 0.5
    stop: float = 0.05


class TrendFollower(bt.Strategy):
    params: tuple = (("fast", 10), ("slow", 40))
    limits: RiskLimits = RiskLimits()

    def __init__(self) -> None:
        self.fast = bt.ind.EMA(period=self.p.fast)
        self.slow = bt.ind.EMA(period=self.p.slow)
        self.entry: Optional[float] = None

    def next(self) -> None:
        if not self.position and self.fast[0] > self.slow[0]:
            self.order_target_percent(target=self.limits.max_position)
            self.entry = self.data.close[0]
            logger.info("enter %s", self.entry)
        elif self.position and (
            self.fast[0] < self.slow[0] or self.data.close[0] < self.entry * (1 - self.limits.stop)
        ):
            self.close()


class BacktestRunner:
    def __init__(self, data_dir: Path, cash: float = 50_000) -> None:
        self.data_dir = data_dir
        self.cash = cash
        self.results: Dict[str, float] = {}

    def load(self, symbol: str) -> pd.DataFrame:
        frame = pd.read_csv(self.data_dir / f"{symbol}.csv", parse_dates=True, index_col=0)
        return frame.dropna()

    def run(self, symbols: List[str]) -> Dict[str, float]:
        for symbol in symbols:
            cerebro = bt.Cerebro(stdstats=False)
            cerebro.addstrategy(TrendFollower, fast=12, slow=50)
            cerebro.adddata(bt.feeds.PandasData(dataname=self.load(symbol)))
            cerebro.broker.setcash(self.cash)
            cerebro.run()
            self.results[symbol] = cerebro.broker.getvalue()
        return self.results


if __name__ == "__main__":
    runner = BacktestRunner(Path(os.environ.get("DATA", ".")))
    for name, value in runner.run(["AAPL", "MSFT"]).items():
        print(name, value)
