"""Run one strategy over bars and tell what it ordered."""

import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import backtrader as bt
import numpy as np

from engine.bars import Bars, timeline, warmup_instants
from engine.collecting import rare_collections
from engine.events import OrderLog, Progress
from engine.simulation.failures import fail, from_exception
from engine.simulation.loading import checked_params, loaded_module, script_of, strategy_classes, strategy_to_run
from engine.simulation.output import Output, captured
from engine.simulation.recorded import RecordedCerebro, make_cerebro
from engine.simulation.recorder import Recorder, Report
from engine.simulation.series import collect_series
from engine.simulation.sizing import sized, sizes_used
from engine.spec import ParamValue, Spec


@rare_collections()
def simulate(spec: Spec, feeds: Sequence[Bars], *, report: Report) -> OrderLog:
    """
    Run the spec's strategy over the feeds, in the order of its symbols, and return what it ordered.

    A rehearsal is a run like any other until its end: nothing the strategy can reach says which of them it is in.

    :raises StrategyFailed: if the code cannot be read or run, or fails.
    """
    is_rehearsal, spec = spec.is_rehearsal, replace(spec, is_rehearsal=False)
    bars = len(timeline(feeds))
    warmup = warmup_instants(feeds)
    recorder = Recorder(bars=bars, warmup=warmup, order_limit=spec.limits.orders, report=report)
    output = Output(limits=spec.limits, report=report, bar=lambda: recorder.bar if recorder.bar >= 0 else None)
    _seed(spec.seed)
    report(Progress(phase="compile"))
    script = script_of(spec.source)
    with captured(output), loaded_module(script, source=spec.source) as module:
        classes = strategy_classes(module, order=script.strategies)
        name = strategy_to_run(classes, wanted=spec.strategy_class)
        kind = classes[name]
        params = checked_params(kind, spec.params)
        _give_log(kind)
        cerebro = make_cerebro(spec, tuple(feeds), recorder=recorder)
        report(Progress(phase="simulate", bars=bars))
        strategy = _run(cerebro, kind, params, source=spec.source, is_rehearsal=is_rehearsal)
    if recorder.failure:
        raise recorder.failure
    recorder.finish(with_epilogue=not is_rehearsal)
    report(Progress(phase="simulate", bar=max(recorder.bar, 0), bars=bars, fills=len(recorder.fills)))
    log = _order_log(strategy, cerebro=cerebro, recorder=recorder, output=output)
    log = replace(log, lines=recorder.lines) if is_rehearsal else replace(log, series=collect_series(strategy))
    return replace(log, strategy_class=name, strategies=list(classes), left_out=list(script.left_out))


def _seed(seed: int) -> None:
    # Forks share the state of their parent's generators; strategies use the global ones.
    random.seed(seed)
    np.random.seed(seed % 2**32)
    # Order and trade numbers reach the strategy too: they start at 1 in every run.
    bt.Order.refbasis = bt.order.OrderBase.refbasis = itertools.count(1)
    bt.Trade.refbasis = itertools.count(1)


def _give_log(kind: Any) -> None:
    """Give a strategy without one the log() that Backtrader's own examples define."""
    if "log" not in dir(kind):
        kind.log = _log


def _log(self: Any, text: object, dt: Any = None) -> None:
    when = dt or (self.datas[0].datetime.date(0) if len(self) else "start")
    print(f"{when} {text}")  # noqa: T201  # captured as a log line


def _run(
    cerebro: RecordedCerebro, kind: Any, params: dict[str, ParamValue], *, source: str, is_rehearsal: bool
) -> Any:
    try:
        cerebro.addstrategy(sized(kind), **params)
        strategies = cerebro.run()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if is_rehearsal and cerebro.recorder.is_epilogue:
            # What a strategy does after its last bar is no decision, and may well fail on fewer bars.
            return cerebro.runningstrats[0]
        bar = cerebro.recorder.bar
        raise from_exception(error, source=source, bar=bar if bar >= 0 else None) from error
    if not strategies:
        raise fail(
            "The strategy asked to be skipped (StrategySkipError).", hint="Let its parameters pass its own test."
        )
    return strategies[0]


def _order_log(strategy: Any, *, cerebro: RecordedCerebro, recorder: Recorder, output: Output) -> OrderLog:
    # A strategy may have put something else in self.params by mistake.
    kept: dict[str, Any] = getattr(strategy.params, "_getkwargs", dict)()
    return OrderLog(
        strategy_class=type(strategy).__name__,
        params={name: _plain(value) for name, value in kept.items()},
        bars_run=max(recorder.bar + 1, 0),
        warmup_bars=cerebro.warmup_bars,
        engine_path="lean" if cerebro.engine_path == "lean" else "stock",
        path_reason=cerebro.path_reason,
        placed=recorder.placed,
        fills=recorder.fills,
        ended=recorder.ended,
        series=[],
        log=output.lines,
        log_truncated=output.is_truncated,
        sizes=sizes_used(strategy),
    )


def _plain(value: Any) -> ParamValue | None:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return str(value)[:100]
