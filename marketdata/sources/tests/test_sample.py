import csv
import gzip
import hashlib

import numpy as np
import pytest

from engine.bars import Bars
from marketdata.sources import sample


@pytest.fixture(scope="module")
def bars() -> dict[str, Bars]:
    return {dataset.listing.symbol: dataset.bars for dataset in sample.datasets()}


@pytest.fixture(scope="module")
def raw_apple() -> list[dict[str, str]]:
    with gzip.open(sample.FILE, "rt") as lines:
        return [row for row in csv.DictReader(lines) if row["Ticker"] == "AAPL"]


class TestFile:
    def test_is_the_published_one(self):
        digest = hashlib.sha256(sample.FILE.read_bytes()).hexdigest()

        assert digest == "5abadf99b2d394f920120a27de6f0df129859d71d4cfb0bf661bcc99446ab1fd"

    def test_has_its_source_and_licence_stated_beside_it(self):
        text = (sample.FILE.parent / "README.md").read_text()

        assert "public domain" in text
        assert hashlib.sha256(sample.FILE.read_bytes()).hexdigest() in text


class TestDatasets:
    def test_cover_the_five_companies(self, bars):
        facts = {symbol: (len(one), str(one.dates[0]), str(one.dates[-1])) for symbol, one in bars.items()}

        assert facts == {
            "AAPL": (3270, "2000-03-01", "2013-03-01"),
            "FB": (196, "2012-05-18", "2013-03-01"),
            "GOOG": (2148, "2004-08-19", "2013-03-01"),
            "IBM": (3270, "2000-03-01", "2013-03-01"),
            "MSFT": (3270, "2000-03-01", "2013-03-01"),
        }

    def test_end_at_the_quoted_price(self, bars, raw_apple):
        last = raw_apple[-1]

        assert bars["AAPL"].close[-1] == float(last["Close"]) == 430.47
        assert bars["AAPL"].open[-1] == float(last["Open"])

    def test_give_the_returns_of_the_published_adjusted_close(self, bars, raw_apple):
        published = np.array([float(row["Adj Close"]) for row in raw_apple])

        ours = bars["AAPL"].close

        np.testing.assert_allclose(ours[1:] / ours[:-1], published[1:] / published[:-1], atol=1e-6)

    def test_take_the_split_of_2005_out_of_the_price(self, bars):
        apple = bars["AAPL"]
        at = int(np.searchsorted(apple.dates, np.datetime64("2005-02-28")))

        change = apple.close[at] / apple.close[at - 1]

        # Quoted prices halved on that day.
        assert 0.98 < change < 1.02

    def test_leave_volume_as_reported(self, bars, raw_apple):
        assert bars["AAPL"].volume.tolist() == [float(row["Volume"]) for row in raw_apple]

    def test_say_how_prices_are_adjusted_and_that_they_are_real(self, bars):
        for one in bars.values():
            assert "Adj Close ÷ Close" in one.adjustment
            assert not one.is_simulated
