import math

import pytest

from backtests.packing import pack, unpack

LONG = 100


class TestPack:
    @pytest.mark.parametrize(
        "values",
        [
            {},
            {"short": [1.0, None], "word": "−\n\x00", "nested": {"deep": [{"a": 1}, [2]]}},
            {"floats": [0.1 + 0.2 * n for n in range(LONG)], "tiny": [5e-324, 1.7e308] * LONG, "zero": [-0.0] * LONG},
            {"gaps": [None] * LONG + [1.5], "all gaps": [None] * LONG},
            {"times": [2**62 + n for n in range(LONG)], "huge": [2**70] * 3},
            {"mixed": [1, 2.0, True, "x"] * LONG, "flags": [True, False] * LONG},
            {"trades": [{"mae": -0.5, "path": [1.0] * LONG}] * LONG},
        ],
    )
    def test_gives_back_exactly_what_went_in(self, values):
        assert repr(unpack(pack(values))) == repr(values)

    @pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
    @pytest.mark.parametrize("length", [1, LONG])
    def test_refuses_what_is_no_number(self, number, length):
        with pytest.raises(ValueError, match="JSON"):
            pack({"values": [number] * length})
