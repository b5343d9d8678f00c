import numpy as np
import pytest

from engine.bars import Bars
from marketdata.sources import simulated


@pytest.fixture(scope="module")
def bars() -> dict[str, Bars]:
    return {dataset.listing.symbol: dataset.bars for dataset in simulated.datasets()}


class TestDatasets:
    def test_are_the_same_every_time(self, bars):
        again = {dataset.listing.symbol: dataset.bars.content_hash for dataset in simulated.datasets()}

        assert again == {symbol: one.content_hash for symbol, one in bars.items()}

    def test_are_labelled_simulated(self, bars):
        for one in bars.values():
            assert one.is_simulated
            assert one.source.startswith("Simulated, seed ")

    def test_trade_the_coin_every_day(self, bars):
        coin = bars["SIM-BTC"]

        assert (len(coin), coin.periods_per_year) == (3653, 365)
        assert set(np.diff(coin.dates).astype(int)) == {1}

    def test_trade_the_currency_pair_on_weekdays(self, bars):
        pair = bars["SIM-EURUSD"]

        assert (len(pair), pair.periods_per_year, pair.price_decimals) == (2609, 261, 5)
        assert np.is_busday(pair.dates).all()

    @pytest.mark.parametrize(("symbol", "low", "high"), [("SIM-BTC", 0.45, 0.75), ("SIM-EURUSD", 0.06, 0.09)])
    def test_are_as_restless_as_what_they_imitate(self, bars, symbol, low, high):
        returns = np.diff(np.log(bars[symbol].close))

        volatility = returns.std() * np.sqrt(bars[symbol].periods_per_year)

        assert low < volatility < high

    def test_have_bars_with_a_body_and_wicks(self, bars):
        for one in bars.values():
            assert (one.high > np.maximum(one.open, one.close)).mean() > 0.5
            assert (one.low < np.minimum(one.open, one.close)).mean() > 0.5
            assert (one.volume > 0).all()

    def test_are_rounded_to_the_precision_of_their_listing(self, bars):
        for one in bars.values():
            np.testing.assert_array_equal(one.close, np.round(one.close, one.price_decimals))
