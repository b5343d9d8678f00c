from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bars import Bars
from marketdata.sources import adjusting
from marketdata.sources.adjusting import Adjustment, Piece
from marketdata.sources.base import Action, Basis

# A busy machine is no failure.
unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
START = date(2024, 1, 1)


def bars_of(closes: list[float], *, interval: str = "1d", step: int = 1, volume: float = 1_000.0) -> Bars:
    close = np.array(closes)
    times = (np.datetime64(START) + np.arange(len(closes)) * step).astype("datetime64[us]")
    return Bars(
        symbol="TST",
        interval=interval,
        times=times,
        open=close,
        high=close * 1.25,
        low=close * 0.75,
        close=close,
        volume=np.full(len(closes), volume),
    )


def day(number: int) -> date:
    return START + timedelta(days=number)


def split(number: int, value: float) -> Action:
    return Action(date=day(number), kind="split", value=value)


def dividend(number: int, value: float) -> Action:
    return Action(date=day(number), kind="dividend", value=value)


def effects(bars: Bars, actions: list[Action]) -> tuple[adjusting.Effect, ...]:
    days = adjusting.last_days(bars.times, bars.interval)
    return adjusting.effects(actions, days=days, closes=bars.close / adjusting.shares_after(actions, days))


def read(bars: Bars, actions: list[Action], terms: Adjustment = Adjustment.ADJUSTED) -> Bars:
    return adjusting.read(bars, found=effects(bars, actions), pieces=(), adjustment=terms)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Bars, list[Action]]:
    count = draw(st.integers(2, 30))
    closes = draw(st.lists(st.integers(500, 50_000), min_size=count, max_size=count))
    moves = draw(
        st.lists(
            st.tuples(
                st.integers(1, count - 1),
                st.one_of(
                    st.tuples(st.just("split"), st.sampled_from([0.1, 0.5, 1.5, 2.0, 3.0, 7.0, 20.0])),
                    st.tuples(st.just("dividend"), st.sampled_from([0.01, 0.02, 0.03])),
                ),
            ),
            max_size=6,
        )
    )
    actions = [Action(date=day(at), kind=kind, value=value) for at, (kind, value) in moves]
    return bars_of([close / 100 for close in closes]), actions


class TestRead:
    def test_multiplies_what_is_before_a_dividend_by_one_less_its_share_of_the_close_before(self):
        adjusted = read(bars_of([40.0, 50.0, 49.0, 60.0]), [dividend(2, 1.0)])

        # 1 - 1 / 50 = 0.98
        assert adjusted.close.tolist() == pytest.approx([39.2, 49.0, 49.0, 60.0])
        assert adjusted.volume.tolist() == [1_000.0] * 4

    def test_divides_prices_before_a_split_and_multiplies_their_volume(self):
        adjusted = read(bars_of([400.0, 408.0, 100.0]), [split(2, 4.0)])

        assert adjusted.close.tolist() == [100.0, 102.0, 100.0]
        assert adjusted.volume.tolist() == [4_000.0, 4_000.0, 1_000.0]

    def test_equals_a_chain_of_both_computed_by_hand(self):
        # Paid on the old shares: 1 - 2 / 400 = 0.995. On the new ones: 1 - 1 / 100 = 0.99. Split 4 for 1.
        adjusted = read(bars_of([400.0, 404.0, 100.0, 98.0]), [dividend(1, 2.0), split(2, 4.0), dividend(3, 1.0)])

        assert adjusted.close.tolist() == pytest.approx([400 * 0.995 * 0.99 / 4, 404 * 0.99 / 4, 99.0, 98.0])

    def test_takes_a_dividend_on_the_day_of_a_split_as_paid_on_the_new_shares(self):
        adjusted = read(bars_of([400.0, 99.0]), [dividend(1, 1.0), split(1, 4.0)])

        assert adjusted.close.tolist() == pytest.approx([99.0, 99.0])

    def test_leaves_dividends_in_where_only_splits_are_asked_for(self):
        actions = [dividend(1, 2.0), split(2, 4.0)]

        assert read(bars_of([400.0, 400.0, 100.0]), actions, Adjustment.SPLITS).close.tolist() == [100.0] * 3

    def test_gives_prices_as_traded_unchanged(self):
        bars = bars_of([400.0, 100.0])

        assert read(bars, [split(1, 4.0)], Adjustment.RAW) is bars

    def test_leaves_prices_alone_where_no_close_before_a_dividend_is_known(self):
        bars = bars_of([50.0, 51.0])

        assert read(bars, [dividend(40, 1.0), dividend(0, 1.0)]).close.tolist() == [50.0, 51.0]

    def test_leaves_prices_alone_where_a_dividend_takes_all(self):
        assert read(bars_of([50.0, 51.0]), [dividend(1, 50.0)]).close.tolist() == [50.0, 51.0]

    def test_counts_a_week_with_the_dividend_in_it_as_after_the_dividend(self):
        weeks = bars_of([50.0, 48.0], interval="1wk", step=7)

        assert read(weeks, [dividend(9, 1.0)]).close.tolist() == pytest.approx([49.0, 48.0])

    def test_applies_to_prices_in_the_terms_of_a_day_only_what_came_after_it(self):
        bars = bars_of([100.0, 100.0, 50.0])
        piece = Piece(first_date=day(0), last_date=day(1), source="A", basis=Basis.SPLIT_ADJUSTED, as_of=day(1))
        actions = [split(1, 4.0), split(2, 2.0)]

        found = adjusting.effects(actions, days=bars.dates, closes=np.array([50.0, 50.0, 50.0]))

        adjusted = adjusting.read(bars, found=found, pieces=(piece,), adjustment=Adjustment.ADJUSTED)
        assert adjusted.close.tolist() == [50.0, 50.0, 50.0]

    @unhurried
    @given(histories())
    def test_keeps_bars_sound_and_the_value_traded_by_splits(self, history):
        bars, actions = history

        adjusted = read(bars, actions, Adjustment.SPLITS)

        assert (adjusted.close * adjusted.volume).tolist() == pytest.approx((bars.close * bars.volume).tolist())


class TestAsTraded:
    @unhurried
    @given(histories(), st.sampled_from([Basis.SPLIT_ADJUSTED, Basis.ADJUSTED]))
    def test_returns_the_prices_that_were_adjusted(self, history, basis):
        bars, actions = history
        terms = Adjustment.SPLITS if basis is Basis.SPLIT_ADJUSTED else Adjustment.ADJUSTED
        if any(effect.factor is None for effect in effects(bars, actions)):
            return

        restored = adjusting.as_traded(read(bars, actions, terms), basis=basis, actions=actions, as_of=day(99))

        assert restored is not None
        for name in ("open", "high", "low", "close", "volume"):
            assert getattr(restored, name).tolist() == pytest.approx(getattr(bars, name).tolist(), rel=1e-8)

    @unhurried
    @given(histories())
    def test_returns_cents_to_the_last_bit_from_prices_in_todays_shares(self, history):
        bars, actions = history

        restored = adjusting.as_traded(
            read(bars, actions, Adjustment.SPLITS), basis=Basis.SPLIT_ADJUSTED, actions=actions, as_of=day(99)
        )

        assert restored is not None
        assert restored.close.tobytes() == bars.close.tobytes()

    def test_does_not_know_the_close_before_a_dividend_it_has_no_bar_for(self):
        bars = bars_of([49.0, 48.0])

        assert adjusting.as_traded(bars, basis=Basis.ADJUSTED, actions=[dividend(60, 1.0)], as_of=day(99)) is None

    def test_ignores_what_came_after_the_day_of_the_prices(self):
        bars = bars_of([49.0, 48.0])

        restored = adjusting.as_traded(bars, basis=Basis.SPLIT_ADJUSTED, actions=[split(60, 2.0)], as_of=day(50))

        assert restored is not None
        assert restored.close.tolist() == [49.0, 48.0]
