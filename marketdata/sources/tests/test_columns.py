import hashlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.bars import PRICE_COLUMNS
from marketdata.sources.columns import Columns, ColumnsError, content_hash, decode, encode, encode_floats, join

# A busy machine is no failure. Six columns of up to forty numbers a time: a few examples meet every kind of float.
unhurried = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
# What was written when each format was new.
TICKS = (
    "534243320300000001010101010101010060d71d140000000000000000000000789c636064e47afe5c4e4eee0d181899db000042380862"
)
FLOATS = (
    "5342433103000000789c63606060484860b87e9d4156964144840137f8f083c1dede018b040b87830316710e1e01ace202422258c545c42480"
    "e2000fda091f"
)
ANY_FLOAT = st.floats(allow_nan=True, allow_infinity=True, width=64)


@st.composite
def any_columns(draw: st.DrawFn) -> Columns:
    rows = draw(st.integers(0, 40))
    stamps = draw(hnp.arrays(np.int64, rows, elements=st.integers(-(2**61), 2**61)))
    prices = {name: draw(hnp.arrays(np.float64, rows, elements=ANY_FLOAT)) for name in PRICE_COLUMNS}
    return Columns(times=stamps.view("datetime64[us]"), **prices)


def some_columns(rows: int = 3) -> Columns:
    prices = {name: np.linspace(1 + at, 2 + at, rows) for at, name in enumerate(PRICE_COLUMNS)}
    return Columns(times=(np.arange(rows) * 86_400_000_000).astype("datetime64[us]"), **prices)


@st.composite
def decimal_columns(draw: st.DrawFn) -> Columns:
    rows = draw(st.integers(0, 40))
    steps = draw(hnp.arrays(np.int64, rows, elements=st.integers(1, 2**40)))
    scale = 10.0 ** draw(st.integers(0, 6))
    whole = st.integers(0, 2**40)
    prices = {name: draw(hnp.arrays(np.int64, rows, elements=whole)) / scale for name in PRICE_COLUMNS}
    return Columns(times=np.cumsum(steps).view("datetime64[us]"), **prices)


def assert_same(left: Columns, right: Columns) -> None:
    for name in ("times", *PRICE_COLUMNS):
        assert getattr(left, name).dtype == getattr(right, name).dtype
        assert getattr(left, name).tobytes() == getattr(right, name).tobytes()


class TestEncode:
    @unhurried
    @given(any_columns())
    def test_is_undone_by_decode_to_the_last_bit(self, columns):
        restored = decode(encode(columns))

        assert_same(restored, columns)

    def test_gives_the_same_bytes_for_the_same_values(self):
        first, second = encode(some_columns()), encode(some_columns())

        assert first == second

    # A change in these two makes every stored price unreadable: give the format a new magic word instead.
    def test_keeps_the_format_of_decimal_prices(self):
        block = encode(some_columns())

        assert block[:14] == b"SBC2\x03\x00\x00\x00\x01\x01\x01\x01\x01\x01"
        assert_same(decode(bytes.fromhex(TICKS)), some_columns())
        assert content_hash(some_columns()) == "a9e917158c0e44a7e9b1cb10fe3731fa407d792a3aeaeee6adc5ea4774620000"

    def test_keeps_the_format_of_other_prices(self):
        block = encode_floats(some_columns())

        assert block[:8] == b"SBC1\x03\x00\x00\x00"
        assert_same(decode(bytes.fromhex(FLOATS)), some_columns())

    @unhurried
    @given(decimal_columns())
    def test_takes_a_fraction_of_the_bytes_for_decimal_prices(self, columns):
        block = encode(columns)

        assert block.startswith(b"SBC2")
        assert_same(decode(block), columns)

    @pytest.mark.parametrize("odd", [1 / 3, -0.0, np.nan, np.inf, 1e300])
    def test_keeps_prices_that_are_no_ticks_as_they_are(self, odd):
        columns = some_columns()
        columns.close[1] = odd

        block = encode(columns)

        assert block.startswith(b"SBC1")
        assert_same(decode(block), columns)


class TestDecode:
    def test_gives_columns_that_can_be_written(self):
        columns = decode(encode(some_columns()))

        columns.close[0] = 5.0

        assert columns.close[0] == 5.0

    @pytest.mark.parametrize(
        "block",
        [
            b"",
            b"SBC1",
            b"XXXX\x03\x00\x00\x00rest",
            b"SBC1\xff\xff\xff\xff",
            b"SBC2",
            encode_floats(some_columns())[:-3],
            encode_floats(some_columns())[:8] + b"not zlib",
            b"SBC1\x02\x00\x00\x00" + encode_floats(some_columns())[8:],
            b"SBC1\x04\x00\x00\x00" + encode_floats(some_columns())[8:],
            encode(some_columns())[:-3],
            encode(some_columns())[:32] + b"not zlib",
            b"SBC2\x02\x00\x00\x00" + encode(some_columns())[8:],
            b"SBC2\x04\x00\x00\x00" + encode(some_columns())[8:],
            b"SBC2\xff\xff\xff\xff" + encode(some_columns())[8:],
            encode(some_columns())[:10] + b"\x03" + encode(some_columns())[11:],
            encode(some_columns())[:16] + bytes(8) + encode(some_columns())[24:],
        ],
    )
    def test_refuses_damaged_blocks(self, block):
        with pytest.raises(ColumnsError):
            decode(block)


class TestJoin:
    @unhurried
    @given(any_columns(), any_columns())
    def test_puts_parts_one_after_another(self, first, second):
        joined = join([first, second])

        assert len(joined) == len(first) + len(second)
        assert joined.close.tobytes() == first.close.tobytes() + second.close.tobytes()


class TestContentHash:
    def test_changes_with_any_value(self):
        columns = some_columns()
        before = content_hash(columns)

        columns.low[1] += 1e-12

        assert content_hash(columns) != before
        assert len(before) == len(hashlib.sha256().hexdigest())
