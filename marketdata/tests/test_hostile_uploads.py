"""Files that would pass for prices and make a backtest wrong, and people who click twice."""

from datetime import date, timedelta

import pytest

from marketdata import services
from marketdata.models import Instrument
from marketdata.tests.test_upload_views import PLAIN, TERMS, send, store

HEAD = "Date,Open,High,Low,Close,Volume\n"
DAY = date(2024, 1, 1)
MINUTES = HEAD + "".join(f"2024-01-02 09:{30 + at},1.5,2,1,1.75,10\n" for at in range(12))
FIVE_MINUTES = HEAD + "".join(f"2024-01-02 09:{30 + 5 * at},1.5,2,1,1.75,10\n" for at in range(6))
DAYS = HEAD + "".join(f"{DAY + timedelta(at)},1.5,2,1,1.75,10\n" for at in range(12))
WEEKS = HEAD + "".join(f"{DAY + timedelta(7 * at)},1.5,2,1,1.75,10\n" for at in range(12))


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def instrument():
    return Instrument.objects.get(symbol="MY.ACME")


class TestIntervals:
    @pytest.mark.parametrize(
        ("content", "interval", "said"),
        [
            (
                FIVE_MINUTES,
                "1d",
                "Two of these bars fall on one day, so they are no daily bars. Choose 5-minute bars.",
            ),
            (DAYS, "1wk", "Two of these bars fall into one week"),
            (DAYS, "1mo", "Two of these bars fall into one month"),
            (PLAIN, "1m", "None of these bars has a time of day"),
            (MINUTES, "5m", "Most of these bars stand as far apart as 1-minute bars, not as 5-minute bars."),
            (WEEKS, "1d", "Choose weekly bars."),
        ],
    )
    def test_are_those_of_the_file(self, signed_in, content, interval, said):
        response = store(signed_in, content, interval=interval)

        assert said in response.content.decode()
        assert not Instrument.objects.exists()

    @pytest.mark.parametrize(("content", "interval"), [(MINUTES, "1m"), (FIVE_MINUTES, "5m"), (WEEKS, "1wk")])
    def test_are_kept_when_they_fit(self, signed_in, alice, content, interval):
        store(signed_in, content, interval=interval)

        assert services.get_bars(symbol="MY.ACME", interval=interval, user=alice).interval == interval
        # So many days of trading, not bars: more than 32,767 is no number for Postgres here.
        assert instrument().periods_per_year == 252


class TestSmallPrices:
    @pytest.mark.parametrize(
        ("row", "asset_class", "decimals", "lot"),
        [
            ("0.0000123,0.0000128,0.0000121,0.0000125", "CRYPTO", 7, 0.00001),
            ("1.08215,1.0832,1.08,1.0825", "FOREX", 5, 1.0),
            ("46.7875,47,46,46.7875", "STOCK", 2, 1.0),
        ],
    )
    def test_are_shown_and_traded_in_units_that_hold_them(self, signed_in, row, asset_class, decimals, lot):
        store(signed_in, f"{HEAD}2024-01-02,{row},9\n2024-01-03,{row},9\n", asset_class=asset_class)

        assert (instrument().price_decimals, instrument().lot_size) == (decimals, lot)
        assert row.split(",")[3] in signed_in.get("/markets/MY.ACME/").content.decode() or decimals == 2


class TestLargeNumbers:
    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ("1,1e308,1,1,5", "a price is impossibly large or small"),
            ("1e-300,1,1e-300,1,5", "a price is impossibly large or small"),
            ("1,1,1,1,1e300", "the volume is negative or impossibly large"),
        ],
    )
    def test_are_rejected_with_their_reason(self, signed_in, row, said):
        page = signed_in.get(send(signed_in, f"{PLAIN}2024-01-04,{row}\n").url).content.decode()

        assert said in page

    def test_are_no_adjusted_closes(self, signed_in):
        rows = "2024-01-02,10,12,9,11,11\n2024-01-03,10,12,9,11,1e308\n"

        page = signed_in.get(send(signed_in, f"Date,Open,High,Low,Close,Adj Close\n{rows}").url).content.decode()

        assert "the adjusted close is missing, zero, negative or impossibly large or small" in page


class TestSecondClick:
    def test_tells_that_the_file_was_stored(self, signed_in):
        url = send(signed_in).url
        signed_in.post(url, TERMS)

        response = signed_in.post(url, TERMS)

        assert response.status_code == 404
        assert "This file is not here any more." in response.content.decode()
        assert "MY.ACME" in response.content.decode()
