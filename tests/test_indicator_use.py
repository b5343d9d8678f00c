"""The lines that the catalogue shows for a strategy are lines that run."""

import pytest

from engine.bars import Bars
from engine.simulation.run import simulate
from engine.spec import Spec
from indicators import answers
from indicators.library import registry

BARS = 600
PRICES = registry.ordinary_prices(BARS)
ENTRIES = list(registry.ENTRIES.values())


def bars(symbol: str) -> Bars:
    # The arcsine and its like are defined below one only.
    columns = {name: PRICES[name] * (1.0 if name == "volume" else 0.001) for name in PRICES if name != "dates"}
    return Bars(symbol=symbol, times=PRICES["dates"].astype("datetime64[us]"), **columns)


@pytest.mark.parametrize("part", range(3))
class TestUseOfAnIndicator:
    def test_runs_in_a_strategy(self, part):
        uses = [answers.described(entry).use for entry in ENTRIES[part::3]]
        imports = "\n".join(first for first, _ in uses)
        made = "\n".join(f"        {second}" for _, second in uses)
        source = f"import backtrader as bt\n{imports}\nclass S(bt.Strategy):\n    def __init__(self):\n{made}\n"
        spec = Spec(source=source, symbols=("ABC", "DEF"))

        log = simulate(spec, [bars("ABC"), bars("DEF")], report=lambda event: None)

        assert log.engine_path == "lean"
        assert log.bars_run == BARS
