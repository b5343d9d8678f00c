import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.bars import PRICE_COLUMNS, Bars, BarsError
from marketdata.sources.columns import Columns
from marketdata.sources.findings import Severity
from marketdata.sources.quality import examine
from marketdata.sources.tests.made import changed, day, made

unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
NEAR = st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0])
AWKWARD = st.one_of(NEAR, st.floats(width=64, allow_nan=True, allow_infinity=True))


def told(columns):
    return [(one.kind, one.count, one.first) for one in examine(columns)]


def refused(columns):
    try:
        Bars(symbol="X", **{name: getattr(columns, name).copy() for name in ("times", *PRICE_COLUMNS)})
    except BarsError:
        return True
    return False


@st.composite
def some_columns(draw, prices=AWKWARD):
    rows = draw(st.integers(0, 30))
    days = draw(hnp.arrays(np.int64, rows, elements=st.integers(0, 40)))
    stamps = np.sort(days) if draw(st.booleans()) else np.arange(rows)
    values = {name: draw(hnp.arrays(np.float64, rows, elements=prices)) for name in PRICE_COLUMNS}
    times = stamps.astype("datetime64[D]").astype("datetime64[us]")
    if rows and draw(st.booleans()):
        times[draw(st.integers(0, rows - 1))] = np.datetime64("NaT")
    return Columns(times=times, **values)


@st.composite
def nearly_sound(draw):
    """Return sound bars with one value replaced, so that each rule is met alone."""
    columns = made(30)
    if not draw(st.booleans()):
        return columns
    name = draw(st.sampled_from(PRICE_COLUMNS))
    return changed(columns, **{name: {draw(st.integers(0, 29)): draw(AWKWARD)}})


class TestFaults:
    @pytest.mark.parametrize(
        ("change", "kind"),
        [
            ({"times": {5: np.datetime64("2020-01-05")}}, "repeated"),
            ({"close": {5: np.nan}}, "no_price"),
            ({"high": {5: np.inf}}, "no_price"),
            ({"open": {5: 0.0}}, "not_positive"),
            ({"low": {5: -37.63}}, "not_positive"),
            ({"high": {5: 0.5}, "low": {5: 0.6}}, "outside_range"),
            ({"close": {5: 1e6}}, "outside_range"),
            ({"volume": {5: -1.0}}, "bad_volume"),
            ({"volume": {5: np.inf}}, "bad_volume"),
        ],
    )
    def test_name_each_kind_alone(self, change, kind):
        at = 4 if kind == "repeated" else 5

        assert told(changed(made(), **change)) == [(kind, 1, (day(at),))]

    def test_tell_a_bar_without_a_date(self):
        assert told(changed(made(), times={5: np.datetime64("NaT")})) == [("no_time", 1, ("no date",))]

    def test_tell_bars_out_of_order(self):
        columns = made()

        swapped = changed(columns, times={5: columns.times[6], 6: columns.times[5]})

        assert told(swapped) == [("unordered", 1, (day(5),))]

    def test_count_every_repetition(self):
        first = made().times[5]

        assert told(changed(made(), times={6: first, 7: first})) == [("repeated", 2, (day(5), day(5)))]

    def test_tell_all_of_them_at_once_with_the_first_three_dates(self):
        columns = changed(made(), close=dict.fromkeys((9, 3, 5, 7), np.nan), volume={8: -1.0})

        assert told(columns) == [("no_price", 4, (day(3), day(5), day(7))), ("bad_volume", 1, (day(8),))]

    def test_pass_over_a_volume_that_is_not_known(self):
        assert [one.severity for one in examine(changed(made(), volume={5: np.nan}))] == [Severity.NOTE]

    @unhurried
    @given(st.one_of(some_columns(), nearly_sound()))
    @example(made(0))
    @example(made(1))
    def test_are_found_exactly_where_bars_refuse(self, columns):
        has_errors = any(one.severity is Severity.ERROR for one in examine(columns))

        assert has_errors == refused(columns)


class TestExamine:
    @unhurried
    @given(some_columns(st.floats(min_value=5e-324, allow_infinity=False, width=64)))
    def test_never_fails_on_prices_of_any_size(self, columns):
        for one in examine(columns):
            assert one.count >= len(one.first)
            assert one.text
            assert one.to_do

    @unhurried
    @given(
        hnp.arrays(np.float64, st.integers(0, 60), elements=st.floats(min_value=5e-324, allow_infinity=False)),
        st.sampled_from([0.0, 1.0]),
    )
    def test_never_fails_on_sound_bars_of_any_size(self, closes, volume):
        times = np.arange(len(closes)).astype("datetime64[D]").astype("datetime64[us]")
        columns = Columns(
            times=times, open=closes, high=closes, low=closes, close=closes, volume=np.full(len(closes), volume)
        )

        assert all(one.severity is not Severity.ERROR for one in examine(columns))
