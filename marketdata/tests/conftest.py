"""Real upstream servers on loopback behind the real clients, in the order the tests name them."""

from datetime import UTC, datetime

import pytest

from marketdata import fetching, gates, sampling, supported
from marketdata.sources.alpha_vantage import AlphaVantage
from marketdata.sources.base import Interval
from marketdata.sources.finnhub import Finnhub
from marketdata.sources.http import Limits
from marketdata.sources.tests.upstream import alpha_vantage as alpha_vantage_upstream
from marketdata.sources.tests.upstream import finnhub as finnhub_upstream
from marketdata.sources.tests.upstream.fixtures import alpha_vantage_server, finnhub_server, yahoo_server
from marketdata.sources.tests.upstream.market import NOW
from marketdata.sources.yahoo import Yahoo
from statis.supervision.machine import free_port

__all__ = ["alpha_vantage_server", "finnhub_server", "yahoo_server"]

# Firm, yet enough for a busy machine.
LIMITS = Limits(connect=3, read=3, total=6, pause=0.01)


@pytest.fixture
def sources(settings, monkeypatch, tmp_path, yahoo_server, alpha_vantage_server, finnhub_server, redis_url):
    """Ask the stand-ins, all three unless `use` names others; returns `use`."""
    alpha_vantage_server.answer.is_premium = True
    told = {"limits": LIMITS, "now": lambda: NOW}
    made = {
        "yahoo": Yahoo(base_url=yahoo_server.url, cache_dir=tmp_path, **told),
        "alpha_vantage": AlphaVantage(
            base_url=alpha_vantage_server.url, key=alpha_vantage_upstream.KEY, is_premium=True, **told
        ),
        "finnhub": Finnhub(base_url=finnhub_server.url, key=finnhub_upstream.KEY, **told),
    }

    def use(*names, **others):
        settings.MARKET_SOURCES = names
        settings.ALPHA_VANTAGE_API_KEY, settings.FINNHUB_API_KEY = alpha_vantage_upstream.KEY, finnhub_upstream.KEY
        monkeypatch.setattr(fetching, "upstreams", lambda: tuple((made | others)[name] for name in names))
        for module in (sampling, supported):
            monkeypatch.setattr(module, "known_sources", lambda: made | others)
        return made

    gates.client.cache_clear()
    use(*made)
    return use


@pytest.fixture
def fetch():
    """Fetch what is missing of a symbol between two dates, on the Friday evening of the stand-ins."""

    def ask(symbol="AAPL", first="2024-01-02", last="2024-03-28", *, interval="1d", now=NOW, **wanted):
        days = {"first_date": _day(first), "last_date": _day(last)}
        asked = fetching.Wanted(symbol=symbol, interval=Interval(interval), **days, **wanted)
        return fetching.fetch_missing(asked, now=lambda: now)

    return ask


def _day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC).date() if text else None


@pytest.fixture
def unused_port():
    """A port of loopback where nobody listens."""
    return free_port()
