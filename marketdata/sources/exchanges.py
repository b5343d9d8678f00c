"""The stock exchanges that symbols name, with their calendars and currencies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Exchange:
    """An exchange: its ISO 10383 code, the calendar its sessions follow, and the currency it trades in."""

    code: str
    calendar: str
    currency: str


def _own(code: str, currency: str) -> Exchange:
    """Return an exchange whose calendar bears its own code."""
    return Exchange(code, code, currency)


UNITED_STATES: Final = Exchange("", "XNYS", "USD")
ROUND_THE_CLOCK: Final = "24/7"
WEEKDAYS: Final = "24/5"
# Days of a year with a session, as `calendars` counts them: known without loading the calendars for two seconds.
DAYS_A_YEAR: Final[Mapping[str, int]] = {UNITED_STATES.calendar: 252, ROUND_THE_CLOCK: 365, WEEKDAYS: 261}
FUTURES: Final = "CMES"
SOFT_FUTURES: Final = "IEPA"

# What Yahoo writes behind the dot.
BY_SUFFIX: Final[Mapping[str, Exchange]] = {
    "AS": _own("XAMS", "EUR"),
    "AT": Exchange("XATH", "ASEX", "EUR"),
    "AX": _own("XASX", "AUD"),
    "BD": _own("XBUD", "HUF"),
    "BE": Exchange("XBER", "XFRA", "EUR"),
    "BK": _own("XBKK", "THB"),
    "BO": _own("XBOM", "INR"),
    "BR": _own("XBRU", "EUR"),
    "CO": _own("XCSE", "DKK"),
    "DE": _own("XETR", "EUR"),
    "DU": _own("XDUS", "EUR"),
    "F": _own("XFRA", "EUR"),
    "HA": Exchange("XHAN", "XFRA", "EUR"),
    "HE": _own("XHEL", "EUR"),
    "HK": _own("XHKG", "HKD"),
    "HM": _own("XHAM", "EUR"),
    "IC": _own("XICE", "ISK"),
    "IR": _own("XDUB", "EUR"),
    "IS": _own("XIST", "TRY"),
    "JK": _own("XIDX", "IDR"),
    "JO": _own("XJSE", "ZAR"),
    "KL": _own("XKLS", "MYR"),
    "KQ": Exchange("XKOS", "XKRX", "KRW"),
    "KS": _own("XKRX", "KRW"),
    "L": _own("XLON", "GBP"),
    "LS": _own("XLIS", "EUR"),
    "MC": _own("XMAD", "EUR"),
    "MI": _own("XMIL", "EUR"),
    "MU": Exchange("XMUN", "XFRA", "EUR"),
    "MX": _own("XMEX", "MXN"),
    "NS": Exchange("XNSE", "XBOM", "INR"),
    "NZ": _own("XNZE", "NZD"),
    "OL": _own("XOSL", "NOK"),
    "PA": _own("XPAR", "EUR"),
    "PR": _own("XPRA", "CZK"),
    "SA": _own("BVMF", "BRL"),
    "SG": _own("XSTU", "EUR"),
    "SI": _own("XSES", "SGD"),
    "SN": _own("XSGO", "CLP"),
    "SR": _own("XSAU", "SAR"),
    "SS": _own("XSHG", "CNY"),
    "ST": _own("XSTO", "SEK"),
    "SW": _own("XSWX", "CHF"),
    "SZ": Exchange("XSHE", "XSHG", "CNY"),
    "T": _own("XTKS", "JPY"),
    "TA": _own("XTAE", "ILS"),
    "TO": _own("XTSE", "CAD"),
    "TW": _own("XTAI", "TWD"),
    "TWO": Exchange("ROCO", "XTAI", "TWD"),
    "V": Exchange("XTSX", "XTSE", "CAD"),
    "VI": _own("XWBO", "EUR"),
    "WA": _own("XWAR", "PLN"),
}
# What people write before a colon, and the suffix it stands for.
SUFFIX_BY_PREFIX: Final[Mapping[str, str]] = {
    **dict.fromkeys(("NASDAQ", "NYSE", "NYSEARCA", "AMEX", "NYSEAMERICAN", "BATS", "OTC", "US"), ""),
    "LON": "L",
    "LSE": "L",
    "TYO": "T",
    "TSE": "T",
    "TSX": "TO",
    "ETR": "DE",
    "XETRA": "DE",
    "FRA": "F",
    "EPA": "PA",
    "AMS": "AS",
    "BIT": "MI",
    "BME": "MC",
    "SWX": "SW",
    "HKG": "HK",
    "ASX": "AX",
    "NSE": "NS",
    "BSE": "BO",
    "SHA": "SS",
    "SHE": "SZ",
    "STO": "ST",
    "OSL": "OL",
    "CPH": "CO",
    "HEL": "HE",
    "KRX": "KS",
}
# The exchanges of indices that are not American.
BY_INDEX: Final[Mapping[str, Exchange]] = {
    "^AEX": _own("XAMS", "EUR"),
    "^AORD": _own("XASX", "AUD"),
    "^ATX": _own("XWBO", "EUR"),
    "^AXJO": _own("XASX", "AUD"),
    "^BFX": _own("XBRU", "EUR"),
    "^BSESN": _own("XBOM", "INR"),
    "^BVSP": _own("BVMF", "BRL"),
    "^FCHI": _own("XPAR", "EUR"),
    "^FTMC": _own("XLON", "GBP"),
    "^FTSE": _own("XLON", "GBP"),
    "^GDAXI": _own("XETR", "EUR"),
    "^GSPTSE": _own("XTSE", "CAD"),
    "^HSI": _own("XHKG", "HKD"),
    "^IBEX": _own("XMAD", "EUR"),
    "^JKSE": _own("XIDX", "IDR"),
    "^KLSE": _own("XKLS", "MYR"),
    "^KS11": _own("XKRX", "KRW"),
    "^MDAXI": _own("XETR", "EUR"),
    "^MXX": _own("XMEX", "MXN"),
    "^N225": _own("XTKS", "JPY"),
    "^NSEI": Exchange("XNSE", "XBOM", "INR"),
    "^NZ50": _own("XNZE", "NZD"),
    "^OMX": _own("XSTO", "SEK"),
    "^SSMI": _own("XSWX", "CHF"),
    "^STI": _own("XSES", "SGD"),
    "^STOXX50E": _own("XETR", "EUR"),
    "^TA125.TA": _own("XTAE", "ILS"),
    "^TWII": _own("XTAI", "TWD"),
    "^VIX": Exchange("XCBO", "XNYS", "USD"),
}
CURRENCIES: Final = frozenset(
    (
        *("USD", "EUR", "GBP", "JPY", "CHF", "AUD", "NZD", "CAD", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF"),
        *("RON", "BGN", "TRY", "RUB", "UAH", "ILS", "ZAR", "EGP", "AED", "SAR", "QAR", "KWD", "INR", "PKR", "CNY"),
        *("CNH", "HKD", "TWD", "KRW", "SGD", "MYR", "THB", "IDR", "PHP", "VND", "BRL", "MXN", "ARS", "CLP", "COP"),
        *("PEN", "NGN", "KES", "MAD"),
    )
)
COINS: Final = frozenset(
    (
        *("BTC", "ETH", "USDT", "BNB", "SOL", "USDC", "XRP", "DOGE", "TON", "ADA", "TRX", "AVAX", "SHIB", "DOT"),
        *("LINK", "BCH", "LTC", "NEAR", "UNI", "ATOM", "XLM", "XMR", "ETC", "FIL", "HBAR", "ALGO", "VET", "AAVE"),
    )
)
FUNDS: Final = frozenset(
    (
        *("SPY", "VOO", "IVV", "VTI", "QQQ", "IWM", "DIA", "EFA", "EEM", "VEA", "VWO", "AGG", "BND", "TLT", "IEF"),
        *("SHY", "LQD", "HYG", "GLD", "SLV", "USO", "VNQ", "XLB", "XLC", "XLE", "XLF", "XLI", "XLK", "XLP", "XLU"),
        *("XLV", "XLY", "XLRE", "ARKK", "SCHD", "VIG", "VUG", "VTV", "RSP", "MDY", "SMH", "SOXX", "TQQQ", "SQQQ"),
    )
)
# Futures of the Intercontinental Exchange; the others are those of the Chicago group.
SOFTS: Final = frozenset(("CC", "KC", "CT", "SB", "OJ", "DX", "BZ"))
