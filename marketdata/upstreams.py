"""The sources this installation may ask, in the order of its settings."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from marketdata.sources.alpha_vantage import AlphaVantage
from marketdata.sources.base import Source
from marketdata.sources.finnhub import Finnhub
from marketdata.sources.yahoo import Yahoo


def upstreams() -> tuple[Source, ...]:
    """Return the sources to ask, first come first asked; none where prices are never fetched."""
    return tuple(KNOWN[name]() for name in settings.MARKET_SOURCES)


def known_sources() -> dict[str, Source]:
    """Return every source there is a client for, those that are asked first, whether they may be asked or not."""
    return {name: KNOWN[name]() for name in dict.fromkeys([*settings.MARKET_SOURCES, *KNOWN])}


def askable() -> tuple[Source, ...]:
    """Return the sources that have the key they need, in the order of asking."""
    keys = {"alpha_vantage": settings.ALPHA_VANTAGE_API_KEY, "finnhub": settings.FINNHUB_API_KEY}
    return tuple(one for one in upstreams() if not one.facts.needs_key or keys.get(one.facts.name))


def are_fetched() -> bool:
    """Return whether missing prices are fetched at all here."""
    return bool(settings.MARKET_SOURCES)


def has_key(name: str) -> bool:
    """Return whether a source needs no key, or has one."""
    return name not in KEYS or bool(getattr(settings, KEYS[name]))


def _yahoo() -> Source:
    return _connected_yahoo(settings.YAHOO_URL, Path(settings.VAR_DIR) / "yfinance")


@cache
def _connected_yahoo(base_url: str, cache_dir: Path) -> Source:
    # Kept: it holds a cookie and a crumb that take two requests to get.
    return Yahoo(base_url=base_url, cache_dir=cache_dir)


def _alpha_vantage() -> Source:
    return AlphaVantage(
        key=settings.ALPHA_VANTAGE_API_KEY,
        is_premium=settings.ALPHA_VANTAGE_PREMIUM,
        base_url=settings.ALPHA_VANTAGE_URL,
    )


def _finnhub() -> Source:
    return Finnhub(key=settings.FINNHUB_API_KEY, base_url=settings.FINNHUB_URL)


KNOWN: Final[Mapping[str, Callable[[], Source]]] = {
    "yahoo": _yahoo,
    "alpha_vantage": _alpha_vantage,
    "finnhub": _finnhub,
}
# In which setting the key of a source stands.
KEYS: Final = {"alpha_vantage": "ALPHA_VANTAGE_API_KEY", "finnhub": "FINNHUB_API_KEY"}
