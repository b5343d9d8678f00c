"""Reports to show: real accounts and metrics over made-up bars, without a child process."""

from dataclasses import dataclass, replace
from operator import attrgetter

import numpy as np
from django.utils import timezone

from backtests.execution import headline
from backtests.models import BacktestRun, RunResult, State
from engine.backtest import run_backtest
from engine.bars import Bars
from engine.events import (
    EndReason,
    Failure,
    Fill,
    LogLine,
    OrderEnded,
    OrderLog,
    OrderPlaced,
    OrderType,
    Series,
    SizesUsed,
)
from engine.report import data_hash, facts_of_feed
from engine.spec import Spec
from engine.trading.slippage import Slippage, slipped_price
from engine.verdict import Verdict


def bars(count=600, *, symbol="AAPL", is_simulated=False, seed=7):
    """Return bars of a price that wanders upwards."""
    steps = np.random.default_rng(seed).normal(0.0004, 0.015, count)
    close = 100 * np.exp(np.cumsum(steps))
    opened = np.concatenate([[100.0], close[:-1]])
    return Bars(
        symbol=symbol,
        times=np.datetime64("2008-01-02", "us") + np.arange(count) * np.timedelta64(1, "D"),
        open=opened,
        high=np.maximum(opened, close) * 1.01,
        low=np.minimum(opened, close) * 0.99,
        close=close,
        volume=np.full(count, 1_000.0),
        source="Made up for a test",
        adjustment="none",
        is_simulated=is_simulated,
    )


def bars_within_days(count=600, *, minutes=5, **facts):
    """Return such bars of some minutes each, in sessions from 09:30 to 16:00 on every day from Monday 4 March 2024."""
    day, bar = np.divmod(np.arange(count), 390 // minutes)
    begun = np.datetime64("2024-03-04T09:30", "us") + day * np.timedelta64(1, "D")
    return replace(
        bars(count, **facts),
        interval=f"{minutes}m",
        time_zone="America/New_York",
        times=begun + bar * np.timedelta64(minutes, "m"),
    )


@dataclass(frozen=True, kw_only=True)
class Outcome:
    verdict: Verdict = Verdict.OK
    order_log: OrderLog | None = None
    failure: Failure | None = None
    elapsed_ms: float = 12.0


class Script:
    """
    Plays a list of (bar bought, bar sold) in place of the sandbox; None leaves the trade open.

    `waiting` are orders that the prices never reach, as (bar sent, bar cancelled).
    """

    def __init__(self, trades, *, log=(), series=(), waiting=(), **said):
        self.trades, self.log, self.series, self.waiting, self.said = trades, log, series, waiting, said

    def run(self, spec, feeds, **callbacks):
        placed, fills = [], []
        for bought, sold in self.trades:
            for bar, side in ((bought, "buy"), (sold, "sell")):
                if bar is not None:
                    self._trade(placed, fills, feeds[0].asked, bar, side, spec.costs.slippage_rate)
        ended = sorted((self._cancel(placed, *bars) for bars in self.waiting), key=attrgetter("bar"))
        log = OrderLog(
            strategy_class="Scripted",
            params={"fast": 20},
            bars_run=len(feeds[0].asked),
            warmup_bars=20,
            engine_path="lean",
            path_reason="",
            placed=placed,
            fills=fills,
            ended=ended,
            series=list(self.series),
            log=[LogLine(bar=3, text=text) for text in self.log],
            **{"sizes": SizesUsed(by_strategy=len(placed)), "strategies": ["Scripted"]} | self.said,
        )
        return Outcome(order_log=log)

    def _cancel(self, placed, bar, end):
        number = len(placed) + 1
        far = {"type": OrderType.LIMIT, "price": 1.0}
        placed.append(OrderPlaced(bar=bar, order=number, feed=0, side="buy", size=100.0, **far))
        return OrderEnded(bar=end, order=number, reason=EndReason.CANCELLED)

    def _trade(self, placed, fills, feed, bar, side, rate):
        at = bar + 1
        number = len(placed) + 1
        placed.append(OrderPlaced(bar=bar, order=number, feed=0, side=side, type=OrderType.MARKET, size=100.0))
        worst = feed.high[at] if side == "buy" else feed.low[at]
        price = slipped_price(side=side, price=feed.open[at], worst=worst, slippage=Slippage(rate=rate))
        fills.append(Fill(bar=at, order=number, size=100.0, price=float(price)))


def report(trades=((20, 60), (100, 180), (300, 420)), *, feeds=None, spec=None, **script):
    """Return the report of these trades."""
    feeds = feeds or [bars()]
    spec = spec or Spec(source="", symbols=tuple(feed.symbol for feed in feeds))
    return run_backtest(sandbox=Script(trades, **script), spec=spec, feeds=feeds).report


def line(name, count, *, overlay=True):
    """Return an indicator's line."""
    values = [None] * 20 + [100.0 + at for at in range(count - 20)]
    return Series(name=name, feed=0, overlay=overlay, values=values)


def facts(feeds):
    """Return what execution notes of the bars of a run."""
    return {"data": [facts_of_feed(feed) for feed in feeds], "data_hash": data_hash(feeds)}


def finished_run(version, *, feeds=None, spec=None, **script):
    """Store a run that succeeded."""
    feeds = feeds or [bars()]
    spec = spec or Spec(source=version.source, symbols=tuple(feed.symbol for feed in feeds))
    made = report(feeds=feeds, spec=spec, **script)
    run = _run(version, spec, state=State.SUCCEEDED, verdict=Verdict.OK, headline=headline(made), facts=facts(feeds))
    RunResult.objects.create(
        run=run,
        metrics=dict(made.metrics),
        benchmark_metrics=dict(made.benchmark_metrics),
        report=RunResult.packed(made.to_dict()),
    )
    return run


def failed_run(version, *, verdict=Verdict.STRATEGY_ERROR, **failure):
    """Store a run that failed."""
    spec = Spec(source=version.source, symbols=("AAPL",))
    return _run(version, spec, state=State.FAILED, verdict=verdict, failure=failure)


def cancelled_run(version):
    """Store a run that was cancelled."""
    spec = Spec(source=version.source, symbols=("AAPL",))
    failure = {"message": "You cancelled this run."}
    return _run(version, spec, state=State.CANCELLED, verdict=Verdict.CANCELLED, failure=failure)


def live_run(version, *, spec=None, **values):
    """Store a run that some worker is busy with."""
    spec = spec or Spec(source=version.source, symbols=("AAPL",))
    return _run(version, spec, **{"state": State.RUNNING, "finished_at": None, **values})


def _run(version, spec, **values):
    now = timezone.now()
    return BacktestRun.objects.create(
        **{
            "owner": version.strategy.owner,
            "version": version,
            "spec": spec.to_dict(),
            "symbols": ", ".join(spec.symbols),
            "started_at": now,
            "finished_at": now,
            **values,
        }
    )
