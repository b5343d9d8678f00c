import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from engine.bars import PRICE_COLUMNS, BarsError
from marketdata import selectors, services, storing
from marketdata.models import BarChunk, Instrument, PriceSeries, SeriesEdition
from marketdata.sources.base import Action, Basis, Interval
from marketdata.tests.feeding import ACTIONS, FIRST, TODAY, given, traded

RANGES = (
    (FIRST, date(2023, 2, 10)),
    (date(2023, 1, 20), date(2023, 7, 1)),
    (date(2023, 6, 1), date(2024, 1, 15)),
    (date(2024, 1, 1), TODAY),
)


def merge(first: date, last: date, basis: Basis = Basis.AS_TRADED, **changes) -> SeriesEdition:
    return storing.merge_bars(fetched=given(traded(first, last), basis, **changes), first_date=first, last_date=last)


def raw(**wanted):
    return services.get_bars(symbol="TST", adjustment="raw", **wanted)


def assert_same(one, other, rel=1e-9) -> None:
    assert one.times.tolist() == other.times.tolist()
    for name in PRICE_COLUMNS:
        assert getattr(one, name).tolist() == pytest.approx(getattr(other, name).tolist(), rel=rel)


@pytest.mark.django_db
class TestMergeBars:
    def test_keeps_prices_as_traded_to_the_last_bit(self):
        merge(FIRST, TODAY)

        assert raw().content_hash == traded().content_hash

    @pytest.mark.parametrize("basis", [Basis.SPLIT_ADJUSTED, Basis.ADJUSTED])
    def test_converts_prices_in_the_terms_of_today(self, basis):
        edition = merge(FIRST, TODAY, basis)

        assert_same(raw(), traded())
        assert [piece["basis"] for piece in edition.pieces] == ["AS_TRADED"]

    def test_gives_back_adjusted_what_a_source_adjusts_itself(self):
        merge(FIRST, TODAY)

        for terms, basis in (("splits", Basis.SPLIT_ADJUSTED), ("adjusted", Basis.ADJUSTED)):
            assert_same(services.get_bars(symbol="TST", adjustment=terms), given(traded(), basis).bars)

    def test_adjusts_a_part_as_it_does_the_whole(self):
        merge(FIRST, TODAY)
        period = {"start_date": date(2023, 2, 1), "end_date": date(2023, 4, 28)}

        part = services.get_bars(symbol="TST", **period)

        assert_same(part, given(traded(), Basis.ADJUSTED).bars.between(*period.values()))

    def test_replaces_the_bars_of_its_days_and_no_others(self):
        merge(FIRST, TODAY)
        first, last = date(2023, 5, 1), date(2023, 5, 31)
        storing.merge_bars(
            fetched=given(traded(first, last, source="There", seed=2)), first_date=first, last_date=last
        )

        assert raw(start_date=first, end_date=last).content_hash == traded(first, last, seed=2).content_hash
        assert raw(end_date=date(2023, 4, 30)).content_hash == traded(FIRST, date(2023, 4, 30)).content_hash
        assert raw(start_date=date(2023, 6, 1)).content_hash == traded(date(2023, 6, 1)).content_hash
        assert (raw().source, raw(end_date=date(2023, 4, 30)).source) == ("Here, There", "Here")

    def test_takes_out_bars_a_source_no_longer_has(self):
        merge(FIRST, TODAY)
        first, last = date(2023, 5, 1), date(2023, 5, 31)
        storing.merge_bars(fetched=given(traded(first, date(2023, 5, 12))), first_date=first, last_date=last)

        assert str(raw(end_date=last).dates[-1]) == "2023-05-12"

    def test_changes_only_the_last_chunk_when_the_last_day_is_fetched(self):
        before = merge(FIRST, TODAY - timedelta(days=1))
        after = merge(TODAY, TODAY)

        kept = set(before.chunks.values_list("pk", flat=True)) & set(after.chunks.values_list("pk", flat=True))
        assert sorted(BarChunk.objects.filter(pk__in=kept).values_list("year", flat=True)) == [2022, 2023]
        assert (after.number, after.chunks.count(), BarChunk.objects.count()) == (2, 3, 4)

    def test_makes_no_edition_of_what_is_kept_already(self):
        first = merge(FIRST, TODAY)

        assert merge(date(2023, 1, 1), date(2023, 4, 1), Basis.SPLIT_ADJUSTED) == first
        assert SeriesEdition.objects.count() == 1

    def test_takes_up_a_dividend_that_was_not_known_before(self):
        merge(FIRST, TODAY)
        last = TODAY
        later = Action(date=TODAY, kind="dividend", value=1.0)
        before = services.get_bars(symbol="TST")

        edition = merge(last, last, actions=(*ACTIONS, later))

        close = float(traded().close[-2])
        assert edition.actions[-1]["factor"] == pytest.approx(1 - 1.0 / close)
        expected = (before.close[:-1] * (1 - 1.0 / close)).tolist()
        assert services.get_bars(symbol="TST").close[:-1].tolist() == pytest.approx(expected)

    def test_keeps_prices_as_they_came_while_their_splits_are_unknown(self):
        edition = merge(date(2023, 1, 2), date(2023, 4, 1), Basis.SPLIT_ADJUSTED, actions=None)

        assert [piece["basis"] for piece in edition.pieces] == ["SPLIT_ADJUSTED"]
        with pytest.raises(services.NoData, match="adjusted for splits already"):
            raw()
        told = services.get_bars(symbol="TST")
        assert "adjusted for splits alone" in told.adjustment
        assert_same(told, given(traded(date(2023, 1, 2), date(2023, 4, 1)), Basis.SPLIT_ADJUSTED).bars)

    def test_applies_a_later_split_to_prices_that_were_kept_as_they_came(self):
        first, last = date(2023, 1, 2), date(2023, 2, 1)
        # Before the split, prices in the shares of the day are those that were paid.
        early = replace(given(traded(first, last), actions=None, as_of=last), basis=Basis.SPLIT_ADJUSTED)
        storing.merge_bars(fetched=early, first_date=first, last_date=last)
        merge(date(2023, 2, 2), TODAY)

        read = services.get_bars(symbol="TST", adjustment="splits", start_date=first, end_date=last)

        assert read.close.tolist() == pytest.approx((traded(first, last).close / 4).tolist())

    def test_counts_coins_as_traded_whatever_is_said(self):
        fetched = given(traded(), Basis.SPLIT_ADJUSTED, actions=None)
        coin = replace(fetched, listing=replace(fetched.listing, asset_class="CRYPTO"))
        storing.merge_bars(fetched=coin, first_date=FIRST, last_date=TODAY)

        assert raw().adjustment == "None: prices as they were paid."

    def test_cuts_short_bars_into_months(self):
        day = traded(date(2023, 3, 31), date(2023, 4, 3))
        fetched = given(day)
        fetched = replace(fetched, bars=replace(fetched.bars, interval="5m"))

        edition = storing.merge_bars(fetched=fetched, first_date=date(2023, 3, 31), last_date=date(2023, 4, 3))

        assert list(edition.chunks.values_list("year", "month")) == [(2023, 3), (2023, 4)]

    def test_refuses_bars_outside_their_days(self):
        with pytest.raises(BarsError, match="reach outside"):
            storing.merge_bars(fetched=given(traded()), first_date=date(2023, 1, 1), last_date=TODAY)

        assert not Instrument.objects.exists()

    def test_writes_down_where_the_instrument_is_traded(self):
        merge(FIRST, TODAY)

        found = Instrument.objects.get()
        assert (found.exchange, found.calendar, found.time_zone) == ("XNYS", "XNYS", "America/New_York")


class TestMergeInAnyOrder(TestCase):
    @settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
    @examples(
        st.permutations(RANGES),
        st.lists(st.sampled_from([Basis.AS_TRADED, Basis.SPLIT_ADJUSTED]), min_size=4, max_size=4),
    )
    def test_gives_the_same_bars_to_the_last_bit(self, order, bases):
        for (first, last), basis in zip(order, bases, strict=True):
            merge(first, last, basis)

        assert raw().content_hash == traded().content_hash
        assert_same(services.get_bars(symbol="TST"), given(traded(), Basis.ADJUSTED).bars)
        assert selectors.missing_days(symbol="TST", interval="1d", first_date=FIRST, last_date=TODAY) == []

    @settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
    @examples(st.sets(st.sampled_from(range(40)), min_size=1, max_size=6))
    def test_gives_back_exactly_what_was_merged(self, weeks):
        for week in sorted(weeks, key=lambda number: number * 7 % 41):
            first = date(2023, 1, 2) + timedelta(weeks=week)
            merge(first, first + timedelta(days=6))

        expected = [
            str(one)
            for one in traded().dates
            if any(0 <= (one.item() - date(2023, 1, 2)).days - 7 * week < 7 for week in weeks)
        ]
        assert [str(one) for one in raw().dates] == expected


@pytest.mark.django_db
class TestCoveredDays:
    def test_are_known_with_bars_or_without(self):
        merge(date(2023, 1, 2), date(2023, 1, 8))
        storing.note_covered(
            symbol="TST", interval=Interval.D1, first_date=date(2023, 1, 20), last_date=date(2023, 1, 21)
        )

        found = selectors.missing_days(
            symbol="TST", interval="1d", first_date=date(2023, 1, 1), last_date=date(2023, 1, 31)
        )
        assert [(first.day, last.day) for first, last in found] == [(1, 1), (9, 19), (22, 31)]

    def test_are_none_of_a_symbol_nobody_fetched(self):
        day = date(2023, 1, 1)
        storing.note_covered(symbol="TST", interval=Interval.D1, first_date=day, last_date=day)

        assert selectors.missing_days(symbol="TST", interval="1d", first_date=day, last_date=day) == [(day, day)]

    def test_of_the_bundled_sample_do_not_count_as_fetched(self):
        services.load_sample_data()
        day = date(2012, 1, 3)

        assert selectors.missing_days(symbol="AAPL", interval="1d", first_date=day, last_date=day) == [(day, day)]


@pytest.fixture
def alice(db):
    return User.objects.create_user("alice", "alice@example.com", "x")


class TestPrune:
    def test_leaves_an_edition_a_day_for_runs_that_are_reading_it(self, db):
        merge(FIRST, date(2023, 12, 1))
        merge(FIRST, TODAY)

        assert storing.prune(PriceSeries.objects.get()) == 0

    def test_deletes_older_ones_that_nobody_needs(self, db):
        merge(FIRST, date(2023, 12, 1))
        kept = merge(FIRST, TODAY)
        SeriesEdition.objects.update(created_at=timezone.now() - timedelta(days=2))

        assert storing.prune(PriceSeries.objects.get()) == 1
        assert SeriesEdition.objects.get() == kept
        assert set(BarChunk.objects.all()) == set(kept.chunks.all())


class TestPrivatePrices:
    @pytest.fixture
    def bob(self, db):
        return User.objects.create_user("bob", "bob@example.com", "x")

    def upload(self, owner, seed):
        fetched = given(traded(source=f"File {seed}", seed=seed))
        storing.merge_bars(fetched=fetched, first_date=FIRST, last_date=TODAY, owner=owner)

    def test_are_unknown_to_everybody_else(self, alice, bob):
        self.upload(alice, 3)

        assert services.get_bars(symbol="TST", user=alice).source == "File 3"
        for stranger in (None, bob):
            with pytest.raises(services.NoData, match="There are no prices for “TST”"):
                services.get_bars(symbol="TST", user=stranger)
            pinned = list(SeriesEdition.objects.values_list("pk", flat=True))
            with pytest.raises(services.NoData):
                services.get_bars(symbol="TST", user=stranger, pinned=pinned)
            assert not selectors.instruments(stranger).exists()
            assert selectors.coverage("TST", user=stranger) is None
            assert selectors.coverages(user=stranger) == []
        assert [one.is_private for one in selectors.coverages(user=alice)] == [True]
        assert selectors.instruments(alice).count() == 1

    def test_are_not_named_to_others_who_mistype(self, alice, bob):
        services.load_sample_data()
        self.upload(alice, 3)

        with pytest.raises(services.NoData) as raised:
            services.get_bars(symbol="TSTT", user=bob)

        assert "TST," not in raised.value.text
        assert "TST?" not in raised.value.text

    def test_of_two_people_and_everybody_stand_beside_each_other(self, alice, bob):
        for owner, seed in ((alice, 3), (bob, 4), (None, 5)):
            self.upload(owner, seed)

        read = {owner: services.get_bars(symbol="TST", user=owner).source for owner in (alice, bob, None)}
        assert list(read.values()) == ["File 3", "File 4", "File 5"]

    def test_go_with_their_owner(self, alice):
        self.upload(alice, 3)

        alice.delete()

        assert not Instrument.objects.exists()
        assert not BarChunk.objects.exists()


@pytest.mark.django_db
class TestChoiceOfSeries:
    def merge_apple(self, first, last):
        fetched = given(traded(first, last))
        named = {"bars": replace(fetched.bars, symbol="AAPL"), "listing": replace(fetched.listing, symbol="AAPL")}
        storing.merge_bars(fetched=replace(fetched, **named), first_date=first, last_date=last)

    def test_is_the_one_that_has_the_days(self):
        services.load_sample_data()
        self.merge_apple(date(2023, 1, 2), TODAY)

        sample = services.get_bars(symbol="AAPL", start_date=date(2010, 1, 1), end_date=date(2010, 2, 1))
        fetched = services.get_bars(symbol="AAPL", start_date=date(2023, 2, 1))

        assert (sample.source[:6], fetched.source) == ("Quandl", "Here")
        assert selectors.coverage("AAPL").source[:6] == "Quandl"

    def test_refuses_terms_the_sample_does_not_know(self):
        services.load_sample_data()

        with pytest.raises(services.NoData, match="what was paid on the day is not known"):
            services.get_bars(symbol="AAPL", adjustment="raw")
        assert len(services.get_bars(symbol="SIM-BTC", adjustment="raw"))


def test_the_ranges_overlap():
    assert all(one[1] >= other[0] for one, other in itertools.pairwise(RANGES))
