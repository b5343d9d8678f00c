"""Our own indicators against those that the newest TA-Lib has as well."""

import numpy as np
import pytest

from indicators.library import registry
from indicators.library.catalogue.own import OWN

abstract = pytest.importorskip("talib.abstract")

PRICES = registry.ordinary_prices(400)
COLUMNS = {name: column for name, column in PRICES.items() if name != "dates"}
# Ours, TA-Lib's, and TA-Lib's parameters where its defaults are others.
PAIRS = [
    ("AC", "AC", {}),
    ("AO", "AO", {}),
    ("BWMFI", "MARKETFI", {}),
    ("CMF", "CMF", {}),
    ("COPPOCK", "COPPOCK", {}),
    ("DONCHIAN", "DONCHIAN", {}),
    ("ELDERRAY", "ERI", {}),
    ("FORCE", "EFI", {}),
    ("HMA", "HMA", {"timeperiod": 16}),
    ("MASS", "MASSI", {}),
    ("NVI", "NVI", {}),
    ("PERCENTRANK", "PERCENTRANK", {"timeperiod": 100}),
    ("PVI", "PVI", {}),
    ("PVO", "PVO", {}),
    ("RVI", "RVI", {"stddevperiod": 10, "timeperiod": 14}),
    ("RVOL", "RVOL", {}),
    ("SMMA", "RMA", {"timeperiod": 14}),
    ("TSI", "TSI", {}),
    ("VORTEX", "VORTEX", {}),
    ("VPT", "PVT", {}),
    ("VWMA", "VWMA", {"timeperiod": 20}),
    ("ZLEMA", "ZLEMA", {"timeperiod": 20}),
    ("HEIKINASHI", "HA", {}),
]


OURS = {entry.name: entry for module in OWN for entry in module.ENTRIES}


def ours(name):
    return list(registry.evaluate(OURS[name], PRICES).outputs.values())


def theirs(name, parameters):
    function = abstract.Function(name)
    if parameters:
        function.set_parameters(parameters)
    lines = function(COLUMNS)
    return lines if isinstance(lines, list) else [lines]


class TestOurs:
    @pytest.mark.parametrize(("name", "function", "parameters"), PAIRS)
    def test_agree_with_those_of_talib(self, name, function, parameters):
        # Some of ours have a signal line more.
        for found, expected in zip(ours(name), theirs(function, parameters), strict=False):
            known = np.isfinite(found)
            assert known.sum() > 200
            room = 1e-9 * np.nanmax(np.abs(expected))
            np.testing.assert_allclose(found[known], expected[known], rtol=1e-9, atol=room)

    def test_agree_on_supertrend_once_it_has_turned(self):
        (line, direction), (their_line, trend) = ours("SUPERTREND"), theirs("SUPERTREND", {})

        turned = np.flatnonzero((direction == trend) & np.isfinite(line))[0]
        assert turned < 100
        np.testing.assert_allclose(line[turned:], their_line[turned:], rtol=1e-9)
        np.testing.assert_array_equal(direction[turned:], trend[turned:])
