from marketdata.sources.tests.upstream.fixtures import alpha_vantage_server, finnhub_server, yahoo_server

__all__ = ["alpha_vantage_server", "finnhub_server", "yahoo_server"]
