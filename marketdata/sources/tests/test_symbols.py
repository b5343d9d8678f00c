import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketdata.sources.base import AssetClass
from marketdata.sources.exchanges import BY_INDEX, BY_SUFFIX
from marketdata.sources.symbols import MAX_LENGTH, identify, is_plausible

SPELLINGS = [
    ("AAPL", "AAPL", "STOCK", "", "XNYS", "USD"),
    ("  aapl ", "AAPL", "STOCK", "", "XNYS", "USD"),
    ("$AAPL", "AAPL", "STOCK", "", "XNYS", "USD"),
    ("NASDAQ:AAPL", "AAPL", "STOCK", "", "XNYS", "USD"),
    ("A", "A", "STOCK", "", "XNYS", "USD"),
    ("T", "T", "STOCK", "", "XNYS", "USD"),
    ("BRK-B", "BRK-B", "STOCK", "", "XNYS", "USD"),
    ("BRK.B", "BRK-B", "STOCK", "", "XNYS", "USD"),
    ("brk/b", "BRK-B", "STOCK", "", "XNYS", "USD"),
    ("NYSE:BRK.B", "BRK-B", "STOCK", "", "XNYS", "USD"),
    ("SPY", "SPY", "ETF", "", "XNYS", "USD"),
    ("VOD.L", "VOD.L", "STOCK", "XLON", "XLON", "GBP"),
    ("LON:VOD", "VOD.L", "STOCK", "XLON", "XLON", "GBP"),
    ("BT.A.L", "BT-A.L", "STOCK", "XLON", "XLON", "GBP"),
    ("7203.T", "7203.T", "STOCK", "XTKS", "XTKS", "JPY"),
    ("0700.HK", "0700.HK", "STOCK", "XHKG", "XHKG", "HKD"),
    ("SAP.DE", "SAP.DE", "STOCK", "XETR", "XETR", "EUR"),
    ("M&M.NS", "M&M.NS", "STOCK", "XNSE", "XBOM", "INR"),
    ("^GSPC", "^GSPC", "INDEX", "", "XNYS", "USD"),
    ("^FTSE", "^FTSE", "INDEX", "XLON", "XLON", "GBP"),
    ("^N225", "^N225", "INDEX", "XTKS", "XTKS", "JPY"),
    ("BTC-USD", "BTC-USD", "CRYPTO", "", "24/7", "USD"),
    ("BTC/USD", "BTC-USD", "CRYPTO", "", "24/7", "USD"),
    ("btcusd", "BTC-USD", "CRYPTO", "", "24/7", "USD"),
    ("BTCUSDT", "BTC-USDT", "CRYPTO", "", "24/7", ""),
    ("DOGEUSDT", "DOGE-USDT", "CRYPTO", "", "24/7", ""),
    ("ＡＡＰＬ", "AAPL", "STOCK", "", "XNYS", "USD"),  # as a Japanese keyboard writes it
    ("ETH-EUR", "ETH-EUR", "CRYPTO", "", "24/7", "EUR"),
    ("ETH-BTC", "ETH-BTC", "CRYPTO", "", "24/7", ""),
    ("EURUSD=X", "EURUSD=X", "FOREX", "", "24/5", "USD"),
    ("EUR/USD", "EURUSD=X", "FOREX", "", "24/5", "USD"),
    ("eurusd", "EURUSD=X", "FOREX", "", "24/5", "USD"),
    ("JPY=X", "USDJPY=X", "FOREX", "", "24/5", "JPY"),
    ("ES=F", "ES=F", "FUTURE", "", "CMES", "USD"),
    ("KC=F", "KC=F", "FUTURE", "", "IEPA", "USD"),
]


class TestIdentify:
    @pytest.mark.parametrize(("text", "symbol", "asset_class", "exchange", "calendar", "currency"), SPELLINGS)
    def test_knows_common_spellings(self, text, symbol, asset_class, exchange, calendar, currency):
        found = identify(text)

        assert (found.symbol, found.asset_class.value) == (symbol, asset_class)
        assert (found.exchange, found.calendar, found.currency) == (exchange, calendar, currency)
        assert is_plausible(found.symbol)

    @pytest.mark.parametrize("text", ["İBM", "AAPLé", "ß", "сбер"])
    def test_takes_no_letter_away_that_would_leave_another_symbol(self, text):
        assert not is_plausible(identify(text).symbol)

    @pytest.mark.parametrize("symbol", ["METAEUR", "AAPLUSD", "USD", "GOOG"])
    def test_does_not_take_a_share_for_a_pair(self, symbol):
        assert identify(symbol).asset_class is AssetClass.STOCK

    @given(st.text())
    def test_never_raises(self, text):
        found = identify(text)

        assert len(found.symbol) <= MAX_LENGTH
        assert found.calendar

    @given(st.text(alphabet="ABLTX./-=^:$ 07", max_size=14))
    def test_recognises_its_own_spelling(self, text):
        found = identify(text)

        if is_plausible(found.symbol):
            assert identify(found.symbol).symbol == found.symbol

    @pytest.mark.parametrize("text", ["", "   ", "../../etc/passwd", "日本", "=F", "^", "<script>", "A B;DROP"])
    def test_leaves_what_is_no_symbol_implausible_or_harmless(self, text):
        symbol = identify(text).symbol

        assert not is_plausible(symbol) or symbol.isalnum()


class TestExchanges:
    def test_have_a_code_a_calendar_and_a_currency_each(self):
        for exchange in (*BY_SUFFIX.values(), *BY_INDEX.values()):
            assert len(exchange.code) == 4
            assert exchange.calendar
            assert len(exchange.currency) == 3
