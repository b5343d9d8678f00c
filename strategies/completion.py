"""The names an editor offers: of Backtrader those a strategy has use for, and every indicator of the catalogue."""

from functools import cache
from typing import Any, Final

from engine.script.available import AVAILABLE
from indicators.library import registry
from indicators.library.entry import Entry

# Backtrader is loaded in the sandbox only, so its names are written down here; a test holds them against the real one.
INDICATORS: Final = """
    SMA period=30
    EMA period=30
    WMA period=30
    SMMA period=30
    DEMA period=30
    TEMA period=30
    HMA period=30
    KAMA period=30 fast=2 slow=30
    ZLEMA period=30
    DMA period=30 gainlimit=50 hperiod=7
    RSI period=14 upperband=70.0 lowerband=30.0 safediv=False
    RSI_Safe period=14 upperband=70.0 lowerband=30.0 safediv=True
    RSI_SMA period=14 upperband=70.0 lowerband=30.0 safediv=False
    RSI_EMA period=14 upperband=70.0 lowerband=30.0 safediv=False
    LaguerreRSI period=6 gamma=0.5
    RMI period=20 upperband=70.0 lowerband=30.0 safediv=False
    MACD period_me1=12 period_me2=26 period_signal=9
    MACDHisto period_me1=12 period_me2=26 period_signal=9
    PPO period1=12 period2=26 period_signal=9
    Stochastic period=14 period_dfast=3 upperband=80.0 lowerband=20.0 safediv=False period_dslow=3
    StochasticSlow period=14 period_dfast=3 upperband=80.0 lowerband=20.0 safediv=False period_dslow=3
    StochasticFast period=14 period_dfast=3 upperband=80.0 lowerband=20.0 safediv=False
    StochasticFull period=14 period_dfast=3 upperband=80.0 lowerband=20.0 safediv=False period_dslow=3
    WilliamsR period=14 upperband=-20.0 lowerband=-80.0
    CCI period=20 upperband=100.0 lowerband=-100.0
    ROC period=12
    ROC100 period=12
    Momentum period=12
    MomentumOscillator period=12 band=100.0
    TSI period1=25 period2=13 pchange=1
    Trix period=15
    TrixSignal period=15 sigperiod=9
    KnowSureThing rp1=10 rp2=15 rp3=20 rp4=30 rma1=10 rma2=10 rma3=10 rma4=10 rsignal=9
    UltimateOscillator p1=7 p2=14 p3=28 upperband=70.0 lowerband=30.0
    AwesomeOscillator fast=5 slow=34
    AccelerationDecelerationOscillator period=5
    PrettyGoodOscillator period=14
    DPO period=20
    DV2 period=252 maperiod=2
    PercentRank period=50
    PercentChange period=30
    ADX period=14
    ADXR period=14
    DMI period=14
    DirectionalMovement period=14
    PlusDI period=14
    MinusDI period=14
    AroonUp period=14 upperband=70 lowerband=30
    AroonDown period=14 upperband=70 lowerband=30
    AroonUpDown period=14 upperband=70 lowerband=30
    AroonOscillator period=14 upperband=70 lowerband=30
    Vortex period=14
    ParabolicSAR period=2 af=0.02 afmax=0.2
    Ichimoku tenkan=9 kijun=26 senkou=52 senkou_lead=26 chikou=26
    HeikinAshi
    haDelta period=3 autoheikin=True
    ATR period=14
    TrueRange
    BollingerBands period=20 devfactor=2.0
    BollingerBandsPct period=20 devfactor=2.0
    StdDev period=20
    MeanDev period=20
    Highest period=1
    Lowest period=1
    SumN period=1
    AnyN period=1
    AllN period=1
    UpDay period=1
    DownDay period=1
    CrossOver
    CrossUp
    CrossDown
    PivotPoint open=False close=False
    FibonacciPivotPoint open=False close=False level1=0.382 level2=0.618 level3=1.0
    DemarkPivotPoint open=False close=False level1=0.382 level2=0.618 level3=1.0
    HurstExponent period=40
    WilliamsAD
    SMAEnvelope period=30 perc=2.5
    EMAEnvelope period=30 perc=2.5
    SMAOsc period=30
    EMAOsc period=30
"""
MODULE: Final = {
    "Strategy": "the class a strategy builds on",
    "Indicator": "the class an indicator builds on",
    "Order": "kinds and states of orders",
    "TimeFrame": "Days, Weeks, Months",
    "ind": "indicators of Backtrader",
    "indicators": "indicators of Backtrader",
    "talib": "indicators of TA-Lib",
    "num2date": "the date of a bar's number",
    "date2num": "the number of a date",
    "And": "all lines are true",
    "Or": "one of the lines is true",
    "All": "all lines are true",
    "Any": "one of the lines is true",
    "If": "one line or another",
    "Max": "the highest of several lines",
    "Min": "the lowest of several lines",
    "Sum": "several lines added",
    "DivByZero": "a division that has a value for zero",
}
STRATEGY: Final = {
    "data": "the first symbol",
    "datas": "all symbols",
    "p": "the parameters",
    "params": "the parameters",
    "position": "what is held of the first symbol",
    "broker": "cash and value of the account",
    "stats": "observers of the run",
    "buy": "send an order to buy",
    "sell": "send an order to sell",
    "close": "send an order that closes the position",
    "cancel": "cancel an order",
    "buy_bracket": "buy with a stop and a target",
    "sell_bracket": "sell short with a stop and a target",
    "order_target_size": "order up to so many units",
    "order_target_value": "order up to so much money",
    "order_target_percent": "order up to a share of the account",
    "getposition": "what is held of a symbol",
    "getdatabyname": "a symbol by its name",
    "getdatanames": "the names of all symbols",
    "notify_order": "called when an order changes",
    "notify_trade": "called when a trade opens or closes",
    "prenext": "called on bars of the warm-up",
    "nextstart": "called on the first full bar",
    "next": "called on every bar",
    "start": "called before the first bar",
    "stop": "called after the last bar",
}
PRICES: Final = {
    "open": "opening prices",
    "high": "highest prices",
    "low": "lowest prices",
    "close": "closing prices",
    "volume": "volumes",
    "datetime": "when the bars were",
    "lines": "all lines",
}
POSITION: Final = {"size": "units held, negative if short", "price": "average price paid"}
BROKER: Final = {
    "getcash": "cash of the account",
    "getvalue": "value of the account",
    "getposition": "what is held of a symbol",
}
ORDER: Final = {
    **dict.fromkeys(("Market", "Limit", "Stop", "StopLimit", "StopTrail", "StopTrailLimit", "Close"), "kind of order"),
    **dict.fromkeys(("Submitted", "Accepted", "Partial", "Completed"), "state of an order"),
    **dict.fromkeys(("Canceled", "Expired", "Margin", "Rejected"), "end of an order"),
}

Name = dict[str, str]


@cache
def names() -> dict[str, Any]:
    """Return the names by what they belong to, each with what it is and what is written for it."""
    return {
        "bt": _plain(MODULE),
        "bt.ind": [_indicator(line) for line in INDICATORS.split("\n") if line.strip()],
        "bt.Order": _plain(ORDER),
        "self": _plain(STRATEGY),
        "self.data": _plain(PRICES),
        "self.position": _plain(POSITION),
        "self.broker": _plain(BROKER),
        "statis_indicators": [_of_catalogue(entry) for entry in registry.ENTRIES.values()],
        "import": [{"label": module, "detail": "module"} for module in sorted(AVAILABLE)],
    }


def _plain(told: dict[str, str]) -> list[Name]:
    return [{"label": name, "detail": detail} for name, detail in told.items()]


def _indicator(line: str) -> Name:
    """
    Return an indicator of Backtrader from its line of the table.

    >>> _indicator("  ADX period=14")
    {'label': 'ADX', 'detail': 'period=14', 'apply': 'ADX(period=14)'}
    """
    name, *settings = line.split()
    said = ", ".join(settings)
    return {"label": name, "detail": said, "apply": f"{name}({said})"}


def _of_catalogue(entry: Entry) -> Name:
    said = ", ".join(f"{name}={value!r}" for name, value in entry.settings().items())
    return {"label": entry.name, "detail": entry.title, "apply": f"{entry.name}({said})", "info": entry.meaning}
