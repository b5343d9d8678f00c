"""TA-Lib's named functions without TA-Lib: the same entries, and the same values to a billionth."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from indicators.library import registry, talib_entries
from indicators.library.entry import Entry
from indicators.library.fallback import averages
from indicators.library.fallback import entries as fallback
from marketdata.sources import sample

OURS = {entry.name: entry for entry in fallback.entries()}
THEIRS = {entry.name: entry for entry in talib_entries.entries() if entry.name in OURS}
NAMED = "SMA EMA WMA DEMA TEMA KAMA MAMA RSI MACD STOCH WILLR CCI ROC ADX OBV AD MFI BBANDS ATR"
LACKING_TALIB = """
import sys
sys.modules["talib"] = None
from indicators.library import registry
print(registry.without_talib, *registry.ENTRIES)
"""


def candles(close: np.ndarray, reach: float) -> dict[str, np.ndarray]:
    """Return bars that close so, and reach so far above and below."""
    random = np.random.default_rng(3)
    up, down, volume = np.abs(random.normal(size=(3, len(close))))
    return {
        "open": close,
        "high": close + reach * up,
        "low": close - reach * down,
        "close": close,
        "volume": np.round(1_000 * volume),
    }


def holed(columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return prices that begin late and lack a bar."""
    late = {name: np.concatenate([np.full(7, np.nan), column]) for name, column in columns.items()}
    for column in late.values():
        column[180] = np.nan
    return late


def bundled() -> dict[str, np.ndarray]:
    bars = next(iter(sample.datasets())).bars
    return {name: getattr(bars, name) for name in ("open", "high", "low", "close", "volume")}


MOVES = np.random.default_rng(1).normal(size=300)
RANDOM = 100 * np.exp(0.01 * np.cumsum(MOVES))
STILL = np.full(150, 100.1)
SERIES = {
    "random": candles(RANDOM, 0.5),
    "random without range": candles(RANDOM, 0.0),
    "unmoved": candles(STILL, 0.0),
    "rising": candles(np.arange(1.0, 300.0), 0.3),
    "falling": candles(np.arange(300.0, 1.0, -1.0), 0.3),
    "still for a while": candles(np.concatenate([100 + MOVES[:90], STILL, 100 + MOVES[90:]]), 0.2),
    "below zero": candles(MOVES, 0.5),
    "with holes": holed(candles(RANDOM, 0.5)),
    "short": candles(RANDOM[:20], 0.5),
    "without volume": candles(RANDOM, 0.5) | {"volume": np.zeros(len(RANDOM))},
    "bundled": bundled(),
}
# Beside the usual settings.
PERIODS = (1, 2, 3, 14, 50)
SETTINGS: dict[str, list[dict[str, object]]] = {
    "MAMA": [{"fastlimit": 0.9, "slowlimit": 0.01}, {"fastlimit": 0.05, "slowlimit": 0.4}],
    "MACD": [{"fastperiod": 30, "slowperiod": 10, "signalperiod": 1}, {"fastperiod": 2, "slowperiod": 3}],
    "STOCH": [{"fastk_period": 1}, {"fastk_period": 14, "slowk_period": 1, "slowd_period": 5}],
    "BBANDS": [{"timeperiod": 2, "nbdevup": 1.5, "nbdevdn": -3.0}, {"timeperiod": 60}],
}


def settings_of(entry: Entry) -> list[dict[str, object]]:
    if [one.name for one in entry.parameters] != ["timeperiod"]:
        return [{}, *SETTINGS.get(entry.name, [])]
    lowest = entry.parameters[0].minimum
    return [{}, *({"timeperiod": period} for period in PERIODS if period >= lowest)]


def assert_alike(name: str, columns: dict[str, np.ndarray], settings: dict[str, object]) -> None:
    ours = registry.evaluate(OURS[name], columns, settings)
    theirs = registry.evaluate(THEIRS[name], columns, settings)
    for output, values in theirs.outputs.items():
        told = f"{output} of {name} with {settings}"
        np.testing.assert_allclose(ours.outputs[output], values, rtol=1e-9, atol=1e-9, err_msg=told)


class TestEntries:
    def test_are_those_of_the_named_catalogue_that_talib_has(self):
        assert set(OURS) == set(NAMED.split())
        assert all(entry.named for entry in OURS.values())

    @pytest.mark.parametrize("name", NAMED.split())
    def test_say_what_talib_tells_of_itself(self, name):
        assert {**vars(OURS[name]), "compute": None} == {**vars(THEIRS[name]), "compute": None}

    def test_know_the_kinds_of_averages_by_talibs_names(self):
        assert tuple(averages.KINDS) == talib_entries.AVERAGES


@pytest.mark.filterwarnings("error")
class TestValues:
    @pytest.mark.parametrize("name", NAMED.split())
    @pytest.mark.parametrize("series", SERIES)
    def test_are_those_of_talib(self, name, series):
        for settings in settings_of(OURS[name]):
            assert_alike(name, SERIES[series], settings)

    @pytest.mark.parametrize("kind", averages.KINDS)
    def test_are_those_of_talib_with_every_kind_of_average(self, kind):
        for series in ("random", "rising", "bundled"):
            for period in (1, 2, 9):
                assert_alike("BBANDS", SERIES[series], {"timeperiod": max(period, 2), "matype": kind})
                smoothing = {"slowk_period": period, "slowk_matype": kind, "slowd_matype": kind}
                assert_alike("STOCH", SERIES[series], smoothing)

    @pytest.mark.parametrize("name", NAMED.split())
    def test_begin_where_those_of_talib_do_in_a_series_that_begins_late(self, name):
        late = {column: np.concatenate([np.full(5, np.nan), values]) for column, values in SERIES["random"].items()}
        inputs = [late[column] for column in OURS[name].columns]

        pairs = [entry.compute(*inputs, **entry.settings()) for entry in (OURS[name], THEIRS[name])]

        for ours, theirs in zip(*pairs, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)

    @pytest.mark.parametrize("name", NAMED.split())
    def test_do_not_depend_on_later_bars(self, name):
        whole = registry.evaluate(OURS[name], SERIES["random"]).outputs
        part = registry.evaluate(OURS[name], {key: one[:171] for key, one in SERIES["random"].items()}).outputs

        for output, values in part.items():
            np.testing.assert_array_equal(values, whole[output][:171])


class TestRegistry:
    def test_offers_the_named_and_our_own_where_talib_is_missing(self):
        root = Path(__file__).resolve().parents[3]
        done = subprocess.run(
            [sys.executable, "-c", LACKING_TALIB], cwd=root, capture_output=True, text=True, check=True
        )

        without, *names = done.stdout.split()
        ours = {entry.name for module in registry.OWN for entry in module.ENTRIES}
        assert without == "True"
        assert set(names) == ours | set(OURS)

    def test_uses_talib_where_it_is_there(self):
        assert not registry.without_talib
        assert {name: registry.ENTRIES[name].compute.func for name in OURS} == dict.fromkeys(
            OURS, talib_entries._computed
        )
