"""Sources that are late, ahead of time or out of their mind."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from engine.bars import Bars
from marketdata import fetching, gates, services
from marketdata.models import FetchAttempt, SeriesEdition
from marketdata.sources.assembling import listing_of
from marketdata.sources.base import (
    Action,
    AssetClass,
    BarRequest,
    Basis,
    Failure,
    Fetched,
    Interval,
    SourceError,
    SourceFacts,
)
from marketdata.sources.symbols import identify

pytestmark = pytest.mark.django_db

FRIDAY = date(2024, 3, 15)
NOW = datetime(2024, 3, 15, 22, tzinfo=UTC)
FACTS = SourceFacts(
    name="strange",
    label="Strange",
    intervals=dict.fromkeys(Interval),
    asset_classes=frozenset(AssetClass),
    basis=Basis.AS_TRADED,
    volume_unit="",
    time_zone="",
    needs_key=False,
    requests_a_minute=1_000,
    url_note="",
)


@dataclass
class Strange:
    """A source of weekdays at a price of 100 that can be told how to misbehave."""

    ends_on: date = date.max
    actions: tuple[Action, ...] = ()
    basis: Basis = Basis.AS_TRADED
    fetched_at: datetime = NOW
    asked: list[BarRequest] = field(default_factory=list)
    facts: SourceFacts = FACTS

    def fetch(self, request: BarRequest) -> Fetched:
        self.asked.append(request)
        identified = identify(request.symbol)
        days = np.arange(
            request.first_date, min(request.last_date, self.ends_on) + timedelta(1), dtype="datetime64[D]"
        )
        days = days[np.is_busday(days)]
        if not len(days):
            raise SourceError(Failure.NO_BARS, "Strange has no prices in these dates.")
        flat = np.full(len(days), 100.0)
        bars = Bars(
            symbol=identified.symbol,
            times=days.astype("datetime64[us]"),
            **dict.fromkeys(("open", "high", "low", "close", "volume"), flat),
            source="Strange",
        )
        return Fetched(
            listing=listing_of(identified),
            identified=identified,
            bars=bars,
            basis=self.basis,
            actions=self.actions,
            actions_first_date=request.first_date,
            quote=None,
            fetched_at=self.fetched_at,
            requests=1,
        )


@pytest.fixture
def strange(settings, monkeypatch, redis_url):
    """The only source there is."""
    gates.client.cache_clear()
    settings.MARKET_SOURCES = ("strange",)
    source = Strange()
    monkeypatch.setattr(fetching, "upstreams", lambda: (source,))
    return source


def ask(symbol="TST", *, last=None, now=NOW):
    wanted = fetching.Wanted(symbol=symbol, first_date=date(2024, 3, 1), last_date=last)
    return fetching.fetch_missing(wanted, now=lambda: now)


def last_day():
    return services.get_bars(symbol="TST").dates[-1].item()


def make_attempts_old():
    FetchAttempt.objects.update(at=NOW - timedelta(hours=1))


class TestLateSource:
    def test_leaves_no_hole_for_ever(self, strange):
        strange.ends_on = date(2024, 3, 14)
        assert ask().lacking == ()
        make_attempts_old()
        strange.ends_on = date.max

        ask()

        assert last_day() == FRIDAY

    def test_leaves_none_when_it_says_that_there_is_nothing(self, strange):
        ask(last=date(2024, 3, 14))
        strange.ends_on = date(2024, 3, 14)
        ask()
        make_attempts_old()
        strange.ends_on = date.max

        ask()

        assert last_day() == FRIDAY

    def test_is_not_asked_again_at_once(self, strange):
        strange.ends_on = date(2024, 3, 14)
        ask()
        # Of the time the attempt was written down at, which is now.
        later = datetime.now(UTC)
        FetchAttempt.objects.update(at=later)

        for _ in range(3):
            assert ask().lacking == ()

        assert len(strange.asked) == 1

    def test_is_asked_whatever_it_told_a_comparison(self, strange):
        ask(last=date(2024, 3, 14))
        FetchAttempt.objects.update(reason=FetchAttempt.Reason.COMPARE, last_date=FRIDAY)

        ask()

        assert last_day() == FRIDAY

    def test_is_asked_no_more_about_days_long_past(self, strange):
        strange.ends_on = date(2024, 3, 8)
        ask()
        make_attempts_old()

        ask(now=NOW + timedelta(days=30), last=date(2024, 3, 11))

        assert len(strange.asked) == 1

    def test_is_asked_for_a_session_when_its_last_prices_are_sure_to_be_there(self, strange):
        ask(now=datetime(2024, 3, 15, 20, 10, tzinfo=UTC))
        assert strange.asked[-1].last_date == date(2024, 3, 14)

        ask(now=datetime(2024, 3, 15, 21, 10, tzinfo=UTC))
        assert strange.asked[-1].last_date == FRIDAY


class TestActions:
    def test_only_announced_are_not_counted_with_every_fetch(self, strange):
        strange.actions = (Action(date=date(2024, 3, 20), kind="split", value=2.0),)

        for last in (13, 14, 15):
            ask(last=date(2024, 3, last))

        assert services.get_bars(symbol="TST").close.tolist() == [100.0] * 11

    def test_are_in_the_price_by_the_day_of_the_exchange(self, strange):
        strange.basis = Basis.SPLIT_ADJUSTED
        # In Auckland it is Monday morning already, and the split is in all prices.
        strange.fetched_at = datetime(2024, 3, 17, 22, tzinfo=UTC)
        strange.actions = (Action(date=date(2024, 3, 18), kind="split", value=2.0),)

        ask(symbol="TST.NZ", now=strange.fetched_at)

        raw = services.get_bars(symbol="TST.NZ", adjustment="raw")
        assert raw.close[0] == 200.0
        assert services.get_bars(symbol="TST.NZ").close[0] == 100.0

    @pytest.mark.parametrize("basis", list(Basis))
    @pytest.mark.parametrize(
        ("kind", "value"),
        [("split", np.inf), ("split", 1e300), ("split", 1e-300), ("dividend", np.inf), ("dividend", 1e300)],
    )
    def test_out_of_all_reason_are_told_and_not_stored(self, strange, basis, kind, value):
        strange.basis = basis
        strange.actions = (Action(date=date(2024, 3, 8), kind=kind, value=value),)

        attempt = ask().attempts[0]

        assert attempt.failure is Failure.BAD_ANSWER
        assert attempt.sentence.endswith(f"TST: a {kind} of {value:g} on 2024-03-08 cannot be.")
        assert not SeriesEdition.objects.exists()

    @pytest.mark.parametrize("value", [0.0, -1.0, np.nan])
    def test_of_nothing_are_none(self, strange, value):
        strange.actions = (Action(date=date(2024, 3, 8), kind="split", value=value),)

        ask()

        assert services.get_bars(symbol="TST").close.tolist() == [100.0] * 11

    def test_above_the_price_change_nothing(self, strange):
        strange.actions = (Action(date=date(2024, 3, 8), kind="dividend", value=150.0),)

        ask()

        assert services.get_bars(symbol="TST").close.tolist() == [100.0] * 11
