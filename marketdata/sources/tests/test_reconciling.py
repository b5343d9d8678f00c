from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.bars import Bars
from marketdata.sources import sample
from marketdata.sources.adjusting import Adjustment
from marketdata.sources.base import Action, Basis
from marketdata.sources.columns import Columns
from marketdata.sources.reconciling import Cause, in_terms, pairs_of, reconcile
from marketdata.sources.tests.made import changed, day, made, scaled, without

unhurried = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
PRICE = st.floats(min_value=5e-324, allow_infinity=False)


def told(found):
    return [(str(step.time)[:10], round(step.ratio, 3), step.cause.value) for step in found.steps]


@st.composite
def two_sources(draw):
    """Return two sources of some days each, with prices of any size."""
    both = []
    for _ in range(2):
        days = np.flatnonzero(draw(hnp.arrays(np.bool_, 30)))
        closes = draw(hnp.arrays(np.float64, len(days), elements=PRICE))
        volumes = draw(hnp.arrays(np.float64, len(days), elements=st.floats(0, 1e18)))
        times = days.astype("datetime64[D]").astype("datetime64[us]")
        both.append(Columns(times=times, open=closes, high=closes, low=closes, close=closes, volume=volumes))
    return both


class TestReconcile:
    def test_of_the_same_bars_finds_no_difference(self):
        found = reconcile(made(), made())

        assert (found.shared, found.equal_closes, found.equal_volumes) == (300, 1.0, 1.0)
        assert (found.level, found.volume_level, found.steps, found.largest) == (1.0, 1.0, (), ())

    def test_counts_bars_that_only_one_has(self):
        found = reconcile(without(made(), [5, 6]), without(made(), [100]))

        assert found.shared == 297
        assert [str(one)[:10] for one in found.only_first] == [day(100)]
        assert [str(one)[:10] for one in found.only_second] == [day(5), day(6)]

    def test_has_nothing_to_say_where_no_bar_is_shared(self):
        found = reconcile(without(made(), range(100, 300)), without(made(), range(100)))

        assert (found.shared, found.equal_closes, found.level, found.steps) == (0, None, None, ())

    def test_shows_the_largest_differences_first(self):
        odd = changed(made(), close={20: made().close[20] * 1.05, 40: made().close[40] * 0.9}, volume={20: 5.0})

        found = reconcile(odd, made())

        assert [(str(one.time)[:10], round(one.difference, 3)) for one in found.largest] == [
            (day(40), -0.1),
            (day(20), 0.05),
        ]
        assert found.largest[1].first_volume == 5.0
        assert found.equal_closes == pytest.approx(298 / 300)
        assert found.steps == ()

    def test_shows_a_bad_bar_beside_a_missed_split(self):
        split = scaled(made(), 0.25, slice(0, 150))
        odd = changed(split, close={40: split.close[40] * 1.05, 200: split.close[200] * 0.9})

        found = reconcile(odd, made())

        assert [(str(one.time)[:10], round(one.difference, 3)) for one in found.largest] == [
            (day(200), -0.1),
            (day(40), 0.05),
        ]
        assert told(found) == [(day(150), 4.0, "split")]

    def test_tells_the_difference_of_every_shared_bar(self):
        odd = changed(made(), close={20: made().close[20] * 1.05}, volume={20: made().volume[20] * 3, 21: 0.0})

        found = reconcile(without(odd, [0]), made())

        assert len(found.close_differences) == len(found.volume_differences) == len(found.times) == 299
        assert found.close_differences[19] == pytest.approx(0.05)
        assert found.volume_differences[19] == pytest.approx(2.0)
        assert np.flatnonzero(np.isnan(found.volume_differences)).tolist() == [20]

    def test_passes_over_cents(self):
        closes = np.round(made().close, 2)
        rounded = changed(made(), close=dict(enumerate(closes)))

        assert reconcile(rounded, made()).equal_closes == 1.0

    @unhurried
    @given(two_sources())
    def test_agrees_with_pandas(self, both):
        found = reconcile(*both)

        frames = [pd.DataFrame({"close": one.close, "volume": one.volume}, index=one.times) for one in both]
        joined = frames[0].merge(frames[1], left_index=True, right_index=True, suffixes=("", "_other"))
        assert found.shared == len(joined)
        assert list(found.only_first) == list(frames[0].index.difference(frames[1].index).values)
        if len(joined):
            quotients = np.log(joined["close"]) - np.log(joined["close_other"])
            assert found.equal_closes == pytest.approx(quotients.between(np.log(0.999), np.log(1.001)).mean())
            # Beyond the smallest and the largest number of a double nothing is left of a quotient.
            if abs(quotients.median()) < 700:
                assert np.log(found.level) == pytest.approx(quotients.median(), abs=1e-9)
        else:
            assert found.level is None


class TestSteps:
    FROM_150 = slice(150, None)

    @pytest.mark.parametrize(
        ("ratio", "cause"),
        [(0.5, "split"), (10.0, "split"), (2 / 3, "split"), (0.99, "dividend"), (0.9, "dividend"), (0.57, "level")],
    )
    def test_tell_a_lasting_difference_by_its_size(self, ratio, cause):
        assert told(reconcile(scaled(made(), ratio, self.FROM_150), made())) == [(day(150), round(ratio, 3), cause)]

    def test_turn_over_with_the_sources(self):
        one, other = scaled(made(), 0.5, self.FROM_150), made()

        assert told(reconcile(other, one)) == [(day(150), 2.0, "split")]

    def test_are_not_a_single_bad_bar(self):
        assert reconcile(scaled(made(), 0.5, slice(150, 151)), made()).steps == ()

    def test_are_not_a_ratio_that_was_always_there(self):
        found = reconcile(scaled(made(), 0.01, slice(None)), made())

        assert found.steps == ()
        assert found.level == pytest.approx(0.01)


class TestBundledPrices:
    """The bundled file has prices as traded and as adjusted: every split and dividend between them is found."""

    def steps_of(self, symbol):
        numbers = np.array([row[1:6] for row in sample._rows_by_symbol()[symbol]], dtype=np.float64).T
        adjusted = next(one.bars for one in sample.datasets() if one.listing.symbol == symbol)
        names = ("open", "high", "low", "close", "volume")
        return reconcile(Columns(times=adjusted.times, **dict(zip(names, numbers, strict=True))), adjusted).steps

    def test_show_the_splits_and_three_dividends_of_apple(self):
        assert [(str(one.time)[:10], one.cause) for one in self.steps_of("AAPL")] == [
            ("2000-06-21", Cause.SPLIT),
            ("2005-02-28", Cause.SPLIT),
            ("2012-08-09", Cause.DIVIDEND),
            ("2012-11-07", Cause.DIVIDEND),
            ("2013-02-07", Cause.DIVIDEND),
        ]

    def test_show_the_three_dollars_microsoft_paid_at_once(self):
        [special] = [one for one in self.steps_of("MSFT") if str(one.time).startswith("2004-11-15")]

        # With the usual eight cents, of a last close of 29.97.
        assert special.ratio == pytest.approx(1 - 3.08 / 29.97, abs=0.005)

    def test_show_four_dividends_a_year_of_ibm(self):
        steps = self.steps_of("IBM")

        assert len(steps) == 13 * 4
        assert {one.cause for one in steps} == {Cause.DIVIDEND}

    @pytest.mark.parametrize("symbol", ["GOOG", "FB"])
    def test_show_nothing_where_nothing_was_paid(self, symbol):
        assert self.steps_of(symbol) == ()


class TestPairsOf:
    SPLIT = Action(date=date(2020, 8, 31), kind="split", value=4.0)
    PAID = Action(date=date(2020, 8, 7), kind="dividend", value=0.82)

    def test_put_what_both_tell_beside_each_other_oldest_first(self):
        found = pairs_of([self.SPLIT, self.PAID], [self.PAID, self.SPLIT])

        assert [(one.kind, one.first, one.second, one.are_equal) for one in found] == [
            ("dividend", 0.82, 0.82, True),
            ("split", 4.0, 4.0, True),
        ]

    def test_pass_over_a_tenth_of_a_cent(self):
        rounded = Action(date=self.PAID.date, kind="dividend", value=0.8199)

        assert pairs_of([self.PAID], [rounded])[0].are_equal

    @pytest.mark.parametrize("value", [2.0, 8.0])
    def test_are_not_equal_when_the_sources_disagree(self, value):
        other = Action(date=self.SPLIT.date, kind="split", value=value)

        assert not pairs_of([self.SPLIT], [other])[0].are_equal

    def test_leave_room_where_one_tells_nothing(self):
        [found] = pairs_of([], [self.SPLIT])

        assert (found.first, found.second, found.are_equal) == (None, 4.0, False)


class TestInTerms:
    """The same share from a source that divides by splits and from one that does not."""

    DAYS = np.array(["2020-08-27", "2020-08-28", "2020-08-31", "2020-09-01"], "datetime64[us]")
    ACTIONS = (
        Action(date=date(2020, 8, 31), kind="split", value=4.0),
        Action(date=date(2020, 9, 1), kind="dividend", value=1.25),
    )

    def bars(self, closes, volume):
        numbers = np.array(closes)
        prices = dict.fromkeys(("open", "high", "low", "close"), numbers)
        return Bars(symbol="TST", times=self.DAYS, **prices, volume=np.array(volume), source="Here")

    def read(self, bars, basis, adjustment):
        return in_terms(bars, basis=basis, actions=self.ACTIONS, as_of=date(2020, 9, 2), adjustment=adjustment)

    @pytest.mark.parametrize("adjustment", [Adjustment.SPLITS, Adjustment.ADJUSTED])
    def test_come_out_alike(self, adjustment):
        traded = self.read(self.bars([400.0, 500.0, 125.0, 130.0], [1.0, 1, 4, 4]), Basis.AS_TRADED, adjustment)
        divided = self.read(self.bars([100.0, 125.0, 125.0, 130.0], [4.0, 4, 4, 4]), Basis.SPLIT_ADJUSTED, adjustment)

        assert traded.close.tolist() == divided.close.tolist()
        assert traded.volume.tolist() == divided.volume.tolist() == [4.0, 4.0, 4.0, 4.0]
        paid = 0.99 if adjustment is Adjustment.ADJUSTED else 1.0
        assert traded.close.tolist() == pytest.approx([100 * paid, 125 * paid, 125 * paid, 130.0])
