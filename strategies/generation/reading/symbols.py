"""Which words of a text are symbols of securities."""

import re
from typing import Final

from indicators.library import registry
from strategies.generation.reading.plain_words import listed

SHAPE: Final = re.compile(r"\$?[A-Z]{1,5}(?:[.\-=^/][A-Z0-9]{1,4})?|\^[A-Z]{2,6}")
# Symbols people write in small letters too, and none of them a word of its own.
WELL_KNOWN: Final = listed(
    """
    AAPL MSFT GOOG GOOGL AMZN META TSLA NVDA NFLX AMD INTC IBM ORCL ADBE CSCO CRM QCOM AVGO PYPL SQ UBER ABNB SHOP
    PLTR JPM BAC GS WFC BRK-B BRK.B XOM CVX KO PEP MCD WMT COST NKE DIS BA GE UNH PFE JNJ MRK ABBV SPY QQQ IWM DIA
    VTI VOO VXUS VEA VWO EFA EEM IVV MDY IJR RSP TQQQ SQQQ UPRO SPXL SSO QLD TLT IEF SHY AGG BND LQD HYG TMF GLD SLV
    USO UNG DBC GDX VNQ XLK XLF XLE XLV XLI XLP XLY XLU XLB XLC XLRE SMH ARKK EWJ FXI ACWI BIL TIP BTC ETH BTC-USD
    ETH-USD SOL-USD BTCUSD ETHUSD EURUSD GBPUSD USDJPY ES=F NQ=F GC=F CL=F ^GSPC ^IXIC ^DJI ^VIX VIX UVXY
    """
)
# Those that are words as well, and so are symbols in capitals only.
WORDLIKE: Final = frozenset(["COST", "SHOP", "TIP", "DIS", "BA", "GE", "SQ", "DIA", "BAC", "KO", "PEP"])
COMPANIES: Final = {
    "apple": "AAPL",
    "microsoft": "MSFT",
    "tesla": "TSLA",
    "nvidia": "NVDA",
    "amazon": "AMZN",
    "google": "GOOGL",
    "netflix": "NFLX",
    "bitcoin": "BTC-USD",
    "ethereum": "ETH-USD",
    "nasdaq": "QQQ",
    "facebook": "META",
}
# Capitals that are no symbol.
ABBREVIATIONS: Final = listed(
    """
    A I AM AN AND ARE AS AT BE BUT BUY BY DO FOR FROM GO IF IN IS IT MY NO NOT OF OFF ON OR OUT SO THE TO TP UP US
    WE WITH ALL ANY ATH ATL BB BE BO BOS CC CASH CLOSE COVER CSV DAY DAYS DMA EA EMA ENTRY EOD EOM EOW EOY ETF ETFS
    EUR EXIT FX FOMO GBP GTC HH HL HIGH HMA HOD IBS IPO KC LH LL LMT LOD LONG LOW MA MAS MOC MOO MTF NB NOT NYSE OCO
    OHLC OK ONLY OTM ITM PE EPS PM PNL QTY R ROI ROC RR RTH SELL SHORT SL SMA SMC SL/TP STOP TA TF THEN TREND USA
    USD VWAP VOL WHEN YOY YTD JPY CHF DCA FVG ICT ORB GAP OPEN PRICE RISK SIZE TODO API CPU PDF URL FAQ RULE RULES
    TIME HOLD MAX MIN AVG NAV
    """
)
NAMES: Final = frozenset(word.upper() for entry in registry.ENTRIES.values() for word in (entry.name, *entry.aliases))


def is_symbol(raw: str, *, shouted: bool = False) -> bool:
    """
    Return whether a word as it was typed is a symbol; in a `shouted` text capitals say nothing.

    >>> is_symbol("AAPL"), is_symbol("spy"), is_symbol("RSI"), is_symbol("$F"), is_symbol("ABC", shouted=True)
    (True, True, False, True, False)
    """
    bare = raw.lstrip("$").upper()
    if bare.startswith(("S&P", "SP500")):
        return True
    if raw.startswith("$") and bare.isalpha():
        return True
    if bare in WELL_KNOWN and (raw.isupper() or bare not in WORDLIKE):
        return True
    return not shouted and bool(SHAPE.fullmatch(raw)) and len(raw) > 1 and bare not in ABBREVIATIONS | NAMES


def symbol_of(raw: str) -> str:
    """
    Return the symbol a word stands for.

    >>> symbol_of("$aapl"), symbol_of("S&P 500")
    ('AAPL', 'SPY')
    """
    bare = raw.lstrip("$").upper()
    return "SPY" if bare.startswith(("S&P", "SP500")) else bare


def is_shouted(text: str) -> bool:
    """
    Return whether a text is written in capitals throughout.

    >>> is_shouted("BUY AAPL WHEN RSI BELOW 30"), is_shouted("Buy AAPL when the RSI is below 30")
    (True, False)
    """
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 8 and sum(map(str.isupper, letters)) > 0.7 * len(letters)
