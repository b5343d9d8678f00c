"""Backtrader as its users run it, and its fork backtrader-next, which differs in the name of the package."""

import importlib
from collections.abc import Callable
from typing import Any, Final

import pandas as pd  # type: ignore[import-untyped]

from bench.work import CASH, COMMISSION, SOURCES, Ending, Job, walk

PACKAGES: Final = {"stock": "backtrader", "stock with 16": "backtrader", "next": "backtrader_next"}
# What our metrics stand in for.
ANALYZERS: Final = (
    "SharpeRatio",
    "SharpeRatio_A",
    "DrawDown",
    "TimeDrawDown",
    "TradeAnalyzer",
    "SQN",
    "VWR",
    "Returns",
    "AnnualReturn",
    "TimeReturn",
    "Calmar",
    "PeriodStats",
    "PositionsValue",
    "Transactions",
    "GrossLeverage",
    "LogReturnsRolling",
)


def frame(job: Job, *, symbol: int) -> pd.DataFrame:
    """Return one symbol's prices as Backtrader's pandas feed takes them."""
    columns = dict(vars(walk(job, symbol=symbol)))
    return pd.DataFrame(columns, index=pd.DatetimeIndex(columns.pop("times")))


def strategy_of(job: Job, package: str) -> Any:
    """Return the strategy's class, made from the text every Backtrader runs."""
    namespace: dict[str, Any] = {"__name__": __name__}
    exec(compile(SOURCES[job.kind].replace("import backtrader ", f"import {package} "), "<stock>", "exec"), namespace)
    return next(kind for name, kind in namespace.items() if name in ("Cross", "Basket", "EveryBar"))


def prepare(variant: str, job: Job) -> Callable[[], Ending]:
    """Return the run of a job with the package and the analyzers of a variant."""
    package = PACKAGES[variant]
    bt: Any = importlib.import_module(package)
    frames = [frame(job, symbol=number) for number in range(job.symbols)]
    source = "dataframe" if variant == "next" else "dataname"
    timeframe = bt.TimeFrame.Days if job.interval == "1d" else bt.TimeFrame.Minutes

    def run() -> Ending:
        cerebro = bt.Cerebro()
        for prices in frames:
            cerebro.adddata(bt.feeds.PandasData(**{source: prices}, timeframe=timeframe))
        cerebro.addstrategy(strategy_of(job, package))
        cerebro.broker.setcash(CASH)
        cerebro.broker.setcommission(commission=COMMISSION)
        for name in ANALYZERS if variant == "stock with 16" else ():
            cerebro.addanalyzer(getattr(bt.analyzers, name))
        cerebro.run()
        return Ending(equity=float(cerebro.broker.getvalue()))

    return run
