"""What many entries have in common."""

from typing import Final

from indicators.library.entry import LONGEST, Output, Parameter, Plot

HLC: Final = ("high", "low", "close")
OHLC: Final = ("open", *HLC)
HLCV: Final = (*HLC, "volume")
PER_YEAR: Final = Parameter("barsperyear", 252, 1, 1_000_000, "How many bars make a year: 252 for days of shares.")


def period(
    default: int, meaning: str = "How many bars it looks back.", name: str = "timeperiod", minimum: int = 2
) -> Parameter:
    """
    Return the parameter that is a number of bars.

    >>> period(20).default
    20
    """
    return Parameter(name, default, minimum, LONGEST, meaning)


def fast(default: int, of: str = "average") -> Parameter:
    """
    Return the parameter that is the shorter period of two.

    >>> fast(12).meaning
    'How many bars the faster average takes.'
    """
    return period(default, f"How many bars the faster {of} takes.", "fastperiod")


def slow(default: int, of: str = "average") -> Parameter:
    """
    Return the parameter that is the longer period of two.

    >>> slow(26).name
    'slowperiod'
    """
    return period(default, f"How many bars the slower {of} takes.", "slowperiod")


def signal(default: int, kind: str = "exponential") -> Parameter:
    """
    Return the parameter that is the period of the signal line.

    >>> signal(9).meaning
    'How many bars the exponential average takes that is the signal line.'
    """
    return period(default, f"How many bars the {kind} average takes that is the signal line.", "signalperiod", 1)


def width(default: float, meaning: str, name: str = "nbdev") -> Parameter:
    """
    Return the parameter that says how far from the middle the bands are.

    >>> width(2.0, "In standard deviations.").maximum
    100
    """
    return Parameter(name, default, 0, 100, meaning)


# What outputs are called beside others; one alone goes by the name of its entry.
LABELS: Final = {
    **{f"{line}signal": "Signal" for line in ("kst", "tsi", "rvgi", "wavetrend", "pmo", "trix", "pvo", "kvo", "")},
    **{f"{side}{level}": f"{side.upper()}{level}" for side in "rs" for level in range(1, 5)},
    **{f"ema{length}": f"EMA {length}" for length in range(1, 61)},
    "upperband": "Upper band",
    "middleband": "Middle band",
    "lowerband": "Lower band",
    "pivot": "Pivot",
    "open": "Open",
    "high": "High",
    "low": "Low",
    "close": "Close",
    "upper": "Upper",
    "lower": "Lower",
    "longexit": "Exit of longs",
    "shortexit": "Exit of shorts",
    "stoplong": "Long stop",
    "stopshort": "Short stop",
    "conversion": "Conversion line",
    "base": "Base line",
    "spana": "Span A",
    "spanb": "Span B",
    "viplus": "VI+",
    "viminus": "VI-",
    "rwihigh": "RWI of highs",
    "rwilow": "RWI of lows",
    "ar": "AR",
    "br": "BR",
    "jaw": "Jaw",
    "teeth": "Teeth",
    "lips": "Lips",
    "bullpower": "Bull power",
    "bearpower": "Bear power",
    "trigger": "A bar before",
    "qqestop": "Stop",
    "momentum": "Momentum",
    "average": "Average",
    "setup": "Setup",
    "vwap": "VWAP",
    "trix": "TRIX",
    "laguerre": "Laguerre",
    "pvohist": "Histogram",
}


def bands(*names: str) -> tuple[Output, ...]:
    """
    Return outputs drawn as the edges of a band, round a line if there are three.

    >>> [output.plot.value for output in bands("upperband", "middleband", "lowerband")]
    ['band', 'line', 'band']
    """
    edge = [Plot.BAND, Plot.LINE, Plot.BAND] if len(names) == 3 else [Plot.BAND] * len(names)
    return tuple(Output(name, plot, LABELS.get(name, "")) for name, plot in zip(names, edge, strict=True))


def lines(*names: str) -> tuple[Output, ...]:
    """
    Return outputs drawn as lines.

    >>> lines("macd")[0].name
    'macd'
    """
    return tuple(Output(name, label=LABELS.get(name, "")) for name in names)


def histogram(name: str) -> Output:
    """
    Return an output drawn as columns from zero.

    >>> histogram("macdhist").plot.value
    'histogram'
    """
    return Output(name, Plot.HISTOGRAM, LABELS.get(name, ""))
