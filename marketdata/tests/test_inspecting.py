import numpy as np
import pytest

from marketdata import calendar_files, inspecting, services
from marketdata.models import SeriesEdition
from marketdata.services import get_bars
from marketdata.sources import calendars


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    calendar_files._sessions.cache_clear()
    yield
    calendar_files._sessions.cache_clear()


@pytest.fixture
def prices(db):
    services.load_sample_data()


@pytest.fixture
def few_sessions(monkeypatch):
    """Put weekdays in place of the exchange's calendar, and count how often it is asked."""
    asked = []

    def sessions(calendar, first, last):
        asked.append(calendar)
        days = np.arange(first, last, dtype="datetime64[D]")
        return days[np.is_busday(days)]

    monkeypatch.setattr(calendars, "sessions", sessions)
    return asked


def kinds(bars):
    return [one.kind.value for one in inspecting.inspected(bars)]


class TestInspected:
    def test_holds_bars_against_the_calendar_of_their_exchange(self, prices, few_sessions):
        [found] = [one for one in inspecting.inspected(get_bars(symbol="FB")) if one.kind == "missing"]

        # Weekdays on which New York was closed, the storm of 2012 among them.
        assert found.count == 10
        assert found.first == ("2012-05-28", "2012-07-04", "2012-09-03")
        assert few_sessions == ["XNYS"]

    def test_asks_for_a_calendar_once_and_keeps_it_in_a_file(self, prices, few_sessions, tmp_path):
        kinds(get_bars(symbol="FB"))
        calendar_files._sessions.cache_clear()

        kinds(get_bars(symbol="FB"))

        assert few_sessions == ["XNYS"]
        assert len(list((tmp_path / "calendars").iterdir())) == 1

    def test_makes_a_damaged_file_again(self, prices, few_sessions, tmp_path):
        kinds(get_bars(symbol="FB"))
        [file] = (tmp_path / "calendars").iterdir()
        file.write_bytes(b"half a fi")
        calendar_files._sessions.cache_clear()

        assert "missing" in kinds(get_bars(symbol="FB"))
        assert file.stat().st_size > 1_000

    def test_passes_over_a_calendar_nobody_knows(self, prices, monkeypatch):
        def unknown(*_):
            raise calendars.CalendarError("There is no calendar called XNYS.")

        monkeypatch.setattr(calendars, "sessions", unknown)

        assert kinds(get_bars(symbol="FB")) == []

    def test_asks_no_exchange_about_coins_and_currencies(self, prices, few_sessions):
        assert kinds(get_bars(symbol="SIM-BTC")) == []
        assert kinds(get_bars(symbol="SIM-EURUSD")) == []
        assert few_sessions == []

    def test_tells_where_another_source_takes_over(self, prices, few_sessions):
        bars = get_bars(symbol="SIM-BTC")
        piece = {"basis": "AS_TRADED", "as_of": "2026-11-20"}
        pieces = [
            piece | {"first_date": "2015-01-01", "last_date": "2019-12-31", "source": "yahoo"},
            piece | {"first_date": "2020-01-01", "last_date": "2024-12-31", "source": "finnhub"},
        ]
        SeriesEdition.objects.filter(pk=bars.edition).update(pieces=pieces)

        [found] = inspecting.inspected(bars)

        assert (found.kind, found.first) == ("source_change", ("2020-01-01",))
