"""What a symbol is likely to mean: its usual spelling, asset class, exchange, calendar and currency."""

import re
import unicodedata
from typing import Final

from marketdata.sources import exchanges
from marketdata.sources.base import AssetClass, Identified
from marketdata.sources.exchanges import BY_INDEX, BY_SUFFIX, COINS, CURRENCIES, UNITED_STATES, Exchange

MAX_LENGTH: Final = 20
NOISE: Final = re.compile(r"[^A-Z0-9.^=:/&\-]")
# As short a name as possible before the currency: BTCUSDT is BTC in USDT, not BTCU in SDT.
PAIR: Final = re.compile(r"([A-Z0-9]{2,8}?)[-/]?((?:USD[TC]?|EUR|GBP|JPY|BTC|ETH|[A-Z]{3}))")
SHARE_CLASS: Final = re.compile(r"([A-Z]{1,5})[./]([A-Z])")
PLAUSIBLE: Final = re.compile(r"\^?[A-Z0-9](?:[A-Z0-9&\-]*[A-Z0-9])?(?:[.=][A-Z0-9]{1,3})?")


def is_plausible(symbol: str) -> bool:
    """
    Return whether a symbol, as `identify` writes it, is worth asking a source about.

    >>> is_plausible("BRK-B"), is_plausible("../etc/passwd")
    (True, False)
    """
    return 0 < len(symbol) <= MAX_LENGTH and PLAUSIBLE.fullmatch(symbol) is not None


def identify(text: str) -> Identified:
    """
    Return what a symbol in any common spelling stands for; a guess that a source's own answer may correct.

    >>> identify(" brk.b ").symbol, identify("EUR/USD").symbol, identify("LON:VOD").symbol
    ('BRK-B', 'EURUSD=X', 'VOD.L')
    """
    text = unicodedata.normalize("NFKC", text)
    if any(letter.isalnum() and not letter.isascii() for letter in text):
        # Without a letter we do not know it would be somebody else's symbol: “İBM” is no “BM”.
        return _found("", AssetClass.STOCK, UNITED_STATES)
    symbol = _without_prefix(NOISE.sub("", text.upper())[:64])
    if symbol.startswith("^"):
        return _found(symbol, AssetClass.INDEX, BY_INDEX.get(symbol, UNITED_STATES))
    if symbol.endswith("=F"):
        calendar = exchanges.SOFT_FUTURES if symbol[:-2] in exchanges.SOFTS else exchanges.FUTURES
        return _found(symbol, AssetClass.FUTURE, Exchange("", calendar, "USD"))
    return _pair(symbol) or _share(symbol)


def _without_prefix(symbol: str) -> str:
    """Return `LON:VOD` as `VOD.L`; a prefix nobody knows is left out."""
    prefix, colon, rest = symbol.rpartition(":")
    suffix = exchanges.SUFFIX_BY_PREFIX.get(prefix, "") if colon else ""
    return f"{rest}.{suffix}" if suffix else rest


def _pair(symbol: str) -> Identified | None:
    """Return a pair of currencies or a coin and its currency, if the symbol is one."""
    if symbol.endswith("=X"):
        # Yahoo's short form names the dollar's other side only.
        named = symbol[:-2]
        return _currencies("USD", named) if named in CURRENCIES else _currencies(named[:3], named[3:])
    found = PAIR.fullmatch(symbol)
    if not found:
        return None
    base, quoted = found.groups()
    is_joined = base + quoted == symbol
    if base in CURRENCIES:
        # EUR-USD and EURUSD are the same pair; CAD-USD is one as well, but no share is spelt so.
        return _currencies(base, quoted) if quoted in CURRENCIES else None
    # A share may be called anything, BTCUSD aside: without a sign between them only known coins are pairs.
    if base in COINS if is_joined else quoted in CURRENCIES or quoted in COINS:
        return _found(f"{base}-{quoted}", AssetClass.CRYPTO, Exchange("", exchanges.ROUND_THE_CLOCK, _fiat(quoted)))
    return None


def _currencies(base: str, quoted: str) -> Identified:
    return _found(f"{base}{quoted}=X", AssetClass.FOREX, Exchange("", exchanges.WEEKDAYS, _fiat(quoted)))


def _fiat(quoted: str) -> str:
    """Return a currency, or nothing for a coin: a coin priced in coins has no currency of ours."""
    return quoted if quoted in CURRENCIES else ""


def _share(symbol: str) -> Identified:
    name, dot, suffix = symbol.rpartition(".")
    if dot and suffix in BY_SUFFIX:
        # Yahoo writes share classes with a dash everywhere.
        return _found(f"{name.replace('.', '-')}.{suffix}", AssetClass.STOCK, BY_SUFFIX[suffix])
    classed = SHARE_CLASS.fullmatch(symbol)
    symbol = "-".join(classed.groups()) if classed else symbol
    return _found(symbol, AssetClass.ETF if symbol in exchanges.FUNDS else AssetClass.STOCK, UNITED_STATES)


def _found(symbol: str, asset_class: AssetClass, exchange: Exchange) -> Identified:
    return Identified(
        symbol=symbol[:MAX_LENGTH],
        asset_class=asset_class,
        exchange=exchange.code,
        calendar=exchange.calendar,
        currency=exchange.currency,
    )
