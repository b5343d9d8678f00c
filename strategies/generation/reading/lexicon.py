"""What indicators are called, which of their lines is meant, and what their numbers are when none are said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from indicators.library.entry import Category, Entry
from indicators.library.registry import ENTRIES
from strategies.generation.reading.phrases import Phrases
from strategies.generation.reading.plain_words import listed
from strategies.generation.reading.words import read_words

Numbers = Mapping[str, float]
NONE: Final[Numbers] = MappingProxyType({})


@dataclass(frozen=True)
class Term:
    """An indicator of the catalogue, and the line and numbers that its name says."""

    name: str
    line: str = ""
    numbers: Numbers = field(default_factory=lambda: NONE)

    @property
    def entry(self) -> Entry:
        """Return what the catalogue says of it."""
        return ENTRIES[self.name]


# The kinds of averages, which may stand behind a period alone: "20 ema".
AVERAGES: Final = Phrases(
    {
        "simple [moving] average": "SMA",
        "[simple] moving average": "SMA",
        "sma|ma": "SMA",
        "average [price]": "SMA",
        "mean": "SMA",
        "rolling mean|average": "SMA",
        "close average": "SMA",
        "exponential [weighted] [moving] average": "EMA",
        "exponential sma|ema": "EMA",
        "exponential": "EMA",
        "ema|ewma": "EMA",
        "linear|linearly [weighted] moving average": "WMA",
        "weighted [moving] average": "WMA",
        "wma|lwma": "WMA",
        "double exponential [moving] average": "DEMA",
        "double ema": "DEMA",
        "dema": "DEMA",
        "triple exponential [moving] average": "TEMA",
        "triple ema": "TEMA",
        "tema": "TEMA",
        "kama|ama": "KAMA",
        "kaufman [adaptive] [moving] average": "KAMA",
        "adaptive moving average": "KAMA",
        "hull [moving] [average]": "HMA",
        "hma": "HMA",
        "zero lag ema": "ZLEMA",
        "zero lag [exponential] moving average": "ZLEMA",
        "zlema": "ZLEMA",
        "smoothed|wilder|modified [moving] average": "SMMA",
        "smma|rma": "SMMA",
        "triangular [moving] average": "TRIMA",
        "trima": "TRIMA",
        "volume weighted moving average": "VWMA",
        "vwma": "VWMA",
        "alma": "ALMA",
        "t3": "T3",
        "mcginley [dynamic]": "MCGINLEY",
        "vidya": "VIDYA",
        "frama": "FRAMA",
        "line reg|regression average": "LINEARREG",
    }
)

# Names and lines the catalogue does not say itself, or says of another than traders mean by it.
SYNONYMS: Final[Mapping[str, Term]] = {
    "macd [line]": Term("MACD"),
    "signal line of [the] macd": Term("MACD", "macdsignal"),
    "histogram [of] [the] macd": Term("MACD", "macdhist"),
    "macd signal [line]": Term("MACD", "macdsignal"),
    "macd histogram|bar": Term("MACD", "macdhist"),
    "histogram": Term("MACD", "macdhist"),
    "relative strength index": Term("RSI"),
    "stochastic [oscillator] [%k]": Term("STOCH"),
    "slow stochastic": Term("STOCH"),
    "stochastic k [line]": Term("STOCH"),
    "[stochastic] [slow] %k [line]": Term("STOCH"),
    "%k|k of [the] stochastic": Term("STOCH"),
    "stochastic [oscillator] %d|d [line]": Term("STOCH", "slowd"),
    "[slow] %d [line]": Term("STOCH", "slowd"),
    "stochastic signal [line]": Term("STOCH", "slowd"),
    "fast stochastic [%k|k]": Term("STOCHF"),
    "fast %k": Term("STOCHF"),
    "fast stochastic %d|d": Term("STOCHF", "fastd"),
    "fast %d": Term("STOCHF", "fastd"),
    "stochastic rsi [%k|k] [line]": Term("STOCHRSI"),
    "stochrsi [%k|k] [line]": Term("STOCHRSI"),
    "stochastic rsi %d|d [line]": Term("STOCHRSI", "fastd"),
    "stochrsi %d|d [line]": Term("STOCHRSI", "fastd"),
    "connors rsi": Term("CRSI"),
    "williams [%] r": Term("WILLR"),
    "williams %r": Term("WILLR"),
    "%r": Term("WILLR"),
    "will r": Term("WILLR"),
    "%b": Term("PERCENTB"),
    "bollinger [band] %b": Term("PERCENTB"),
    "% b": Term("PERCENTB"),
    "bollinger [band] width|bandwidth": Term("BANDWIDTH"),
    "band width": Term("BANDWIDTH"),
    "width of [the] bollinger [band]": Term("BANDWIDTH"),
    "bollinger [band]": Term("BBANDS"),
    "keltner [channel|band]": Term("KELTNER"),
    "donchian [channel|band]": Term("DONCHIAN"),
    "adx [line]": Term("ADX"),
    "average directional [movement] index": Term("ADX"),
    "plus_di [line]": Term("PLUS_DI"),
    "minus_di [line]": Term("MINUS_DI"),
    "plus|positive di [line]": Term("PLUS_DI"),
    "minus|negative di [line]": Term("MINUS_DI"),
    "di plus": Term("PLUS_DI"),
    "di minus": Term("MINUS_DI"),
    "average true range": Term("ATR"),
    "atr %": Term("NATR"),
    "natr": Term("NATR"),
    "true range": Term("TRANGE"),
    "aroon up": Term("AROON", "aroonup"),
    "aroon down": Term("AROON", "aroondown"),
    "aroon [indicator]": Term("AROON", "aroonup"),
    "tenkan [sen] [line]": Term("ICHIMOKU", "conversion"),
    "conversion line": Term("ICHIMOKU", "conversion"),
    "kijun [sen] [line]": Term("ICHIMOKU", "base"),
    "base line": Term("ICHIMOKU", "base"),
    "[senkou] span a": Term("ICHIMOKU", "spana"),
    "[senkou] span b": Term("ICHIMOKU", "spanb"),
    "leading span a": Term("ICHIMOKU", "spana"),
    "leading span b": Term("ICHIMOKU", "spanb"),
    "parabolic sar": Term("SAR"),
    "[parabolic] sar [dot]": Term("SAR"),
    "supertrend [line]": Term("SUPERTREND"),
    "super trend [line]": Term("SUPERTREND"),
    "rate of change": Term("ROC"),
    "roc": Term("ROC"),
    "money flow index": Term("MFI"),
    "money flow": Term("CMF"),
    "on balance volume": Term("OBV"),
    "relative volume": Term("RVOL"),
    "historical|realised|realized volatility": Term("HISTVOL"),
    "annualised|annualized volatility": Term("HISTVOL"),
    "standard deviation": Term("STDDEV"),
    "stddev|stdev": Term("STDDEV"),
    "z score": Term("ZSCORE"),
    "zscore": Term("ZSCORE"),
    "zero lag macd": Term("MACD"),
    "pivot [point]": Term("PIVOTS"),
    "daily pivot": Term("PIVOTS"),
    **{f"{level} [pivot]": Term("PIVOTS", level) for level in ("r1", "r2", "r3", "s1", "s2", "s3")},
    "average daily range": Term("ADR"),
    "linear regression slope": Term("LINEARREG_SLOPE"),
    "linear regression [line]": Term("LINEARREG"),
    "squeeze momentum": Term("SQUEEZE"),
    "chandelier [exit|stop]": Term("CHANDELIER"),
    "alligator jaw": Term("ALLIGATOR", "jaw"),
    "alligator teeth": Term("ALLIGATOR", "teeth"),
    "alligator lips": Term("ALLIGATOR", "lips"),
    "plus_dm": Term("PLUS_DM"),
    "minus_dm": Term("MINUS_DM"),
    "chop [index]": Term("CHOP"),
    "choppiness": Term("CHOP"),
    "bull power": Term("ELDERRAY", "bullpower"),
    "bear power": Term("ELDERRAY", "bearpower"),
    "bullish power": Term("ELDERRAY", "bullpower"),
    "bearish power": Term("ELDERRAY", "bearpower"),
    "heikin ashi close": Term("HEIKINASHI", "close"),
    "heikin ashi open": Term("HEIKINASHI", "open"),
    "vortex plus|positive": Term("VORTEX", "viplus"),
    "vortex minus|negative": Term("VORTEX", "viminus"),
    "vwap [line]": Term("VWAP"),
    "ultimate oscillator": Term("ULTOSC"),
    "fisher [transform]": Term("FISHER"),
    "klinger": Term("KVO"),
    "coppock": Term("COPPOCK"),
    "chaikin oscillator": Term("ADOSC"),
    "hurst": Term("HURST"),
    "cmf": Term("CMF"),
    "accumulation distribution [line]": Term("AD"),
    "ad line": Term("AD"),
    "typical price": Term("TYPPRICE"),
    "median price": Term("MEDPRICE"),
}

# Words beside an indicator's name that choose one of its lines, and the outputs they may mean.
LINES: Final[Mapping[str, tuple[str, ...]]] = {
    "upper": ("upperband", "upper", "high", "up"),
    "top": ("upperband", "upper", "high", "up"),
    "lower": ("lowerband", "lower", "low", "down"),
    "bottom": ("lowerband", "lower", "low", "down"),
    "middle": ("middleband", "middle", "vwap", "pivot"),
    "mid": ("middleband", "middle", "vwap", "pivot"),
    "midline": ("middleband", "middle"),
    "center": ("middleband", "middle"),
    "centre": ("middleband", "middle"),
    "basis": ("middleband",),
    "signal": ("signal", "trigger", "slowd", "fastd", "d"),
    "trigger": ("trigger", "signal"),
    "histogram": ("hist",),
    "%k": ("slowk", "fastk", "k"),
    "k": ("slowk", "fastk", "k"),
    "%d": ("slowd", "fastd", "d"),
    "d": ("slowd", "fastd", "d"),
    "%j": ("j",),
    "j": ("j",),
    "up": ("up",),
    "down": ("down",),
}

# What differs from the catalogue's own numbers.
DEFAULTS: Final[Mapping[str, Numbers]] = {
    "STOCH": {"fastk_period": 14, "slowk_period": 3, "slowd_period": 3},
    "STOCHF": {"fastk_period": 14, "fastd_period": 3},
    "STOCHRSI": {"timeperiod": 14, "fastk_period": 14, "fastd_period": 3},
    "CCI": {"timeperiod": 20},
    "STDDEV": {"timeperiod": 20},
    "VAR": {"timeperiod": 20},
    "ZSCORE": {"timeperiod": 20},
    "SMA": {"timeperiod": 50},
    "EMA": {"timeperiod": 50},
    "WMA": {"timeperiod": 50},
    "TEMA": {"timeperiod": 20},
    "DEMA": {"timeperiod": 20},
    "HMA": {"timeperiod": 20},
    "TRIX": {"timeperiod": 15},
    "MAX": {"timeperiod": 20},
    "MIN": {"timeperiod": 20},
    "LINEARREG_SLOPE": {"timeperiod": 20},
    "LINEARREG": {"timeperiod": 20},
}
# In which order people write the numbers in brackets behind a name, where it is not the catalogue's.
ORDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "BBANDS": ("timeperiod", "nbdevup"),
    "STOCH": ("fastk_period", "slowk_period", "slowd_period"),
    "STOCHRSI": ("timeperiod", "fastk_period", "fastd_period", "fastd_period"),
    "KELTNER": ("timeperiod", "nbatr", "atrperiod"),
    "AVWAP": (),
}
# Between which values an oscillator is neither oversold nor overbought, where the catalogue has no two levels of it.
EXTREMES: Final[Mapping[str, tuple[float, float]]] = {
    "PERCENTB": (0.0, 1.0),
    "ZSCORE": (-2.0, 2.0),
    "CRSI": (10.0, 90.0),
    "KDJ": (20.0, 80.0),
    "WAVETREND": (-60.0, 60.0),
    "RCI": (-80.0, 80.0),
    "TSI": (-25.0, 25.0),
    "PSL": (25.0, 75.0),
    "FISHER": (-1.5, 1.5),
    "BOP": (-0.5, 0.5),
    "PERCENTRANK": (10.0, 90.0),
}
# Where the middle is not zero.
MIDDLES: Final[Mapping[str, float]] = {
    **dict.fromkeys(
        ("RSI", "STOCH", "STOCHF", "STOCHRSI", "MFI", "CRSI", "ULTOSC", "IMI", "RMI", "RVI", "AROON"), 50.0
    ),
    **dict.fromkeys(("PSL", "QQE", "INERTIA", "STC", "PERCENTRANK"), 50.0),
    "WILLR": -50.0,
    "PERCENTB": 0.5,
    "LAGUERRERSI": 0.5,
    "RVOL": 1.0,
}
# Said as a percentage they are numbers such as 5, not fractions such as 0.05.
FRACTIONS: Final = frozenset(
    {"ROCP", "PERCENTB", "LOGRETURN", "LAGUERRERSI", "HISTVOL", "DRAWDOWN", "FROMHIGH", "GAP"}
)
# Told by a line of their own that is 1 or -1.
DIRECTIONS: Final[Mapping[str, str]] = {"SUPERTREND": "direction", "HILO": "direction", "VSTOP": "direction"}
# Words that are a name in the catalogue and mean something else to a trader, or too much in plain English.
ORDINARY: Final = listed(
    "ma average slope ratio gap highest lowest moving_average plus minus spread times root median "
    "cloud lips efficiency "
    "golden_cross death_cross overbought_oversold relative_strength signal_line_crossover "
    "trend_filter swing_highs_and_lows "
    "52_week_high inside_day outside_day sum beta add sub div mult var exp floor ceil sin cos tan max min ad ladder "
    "momentum percent_change momentum_in_percent fractal rwi awesome average_price streak er "
    "trend_strength ceiling crow "
    "fast cycle_length integer_part indecision percentile drawdown stop_and_reverse trend_intensity false_break "
    "short_day long_day histogram efficiency rounded_up rounded_down squash sandwich deliberation correlation entropy "
    "simple_return price_difference price_channel middle_price trend_vs_cycle inertia reflex sum_of_two_series "
    "range_index cumulative_sum running_total dominant_cycle typical_price kicker minimum maximum ko wt bb rising "
    "spread quantile accelerator up_down_length logarithm log_price exponential volume_weighted_ma highest_value "
    "lowest_value variance"
)


def _catalogue() -> Iterator[tuple[str, bool, Term]]:
    """Yield the names, titles and other names of the catalogue, and whether each is a plain word too."""
    for entry in ENTRIES.values():
        for name in (entry.name, entry.title, *entry.aliases):
            words = read_words(name).texts
            yield " ".join(words), "_".join(words) in ORDINARY, Term(entry.name)


def _pattern(name: str) -> str:
    """Return a name as a pattern of phrases, in which signs are themselves."""
    return name.replace("_", " ").replace("|", " ")


_NAMED: Final = tuple(_catalogue())
_PROPER: Final = {_pattern(name): term for name, is_plain, term in _NAMED if not is_plain}
# What is said of our own names is stronger than the catalogue's.
NAMES: Final = Phrases({**SYNONYMS, **{name: term for name, term in _PROPER.items() if name not in SYNONYMS}})
# They count as names where a number or a comparison follows.
PLAIN_NAMES: Final = Phrases({_pattern(name): term for name, is_plain, term in _NAMED if is_plain})


def is_pattern(name: str) -> bool:
    """Return whether an indicator marks candles."""
    return ENTRIES[name].category is Category.PATTERN


def numeric(name: str) -> tuple[str, ...]:
    """
    Return the names of an indicator's numbers in the order of the catalogue.

    >>> numeric("BBANDS")
    ('timeperiod', 'nbdevup', 'nbdevdn')
    """
    return tuple(one.name for one in ENTRIES[name].parameters if not one.choices)


def defaults(name: str) -> dict[str, float]:
    """
    Return the numbers of an indicator of which nothing was said.

    >>> defaults("MACD")
    {'fastperiod': 12, 'slowperiod': 26, 'signalperiod': 9}
    """
    own = {one.name: one.default for one in ENTRIES[name].parameters if not isinstance(one.default, str)}
    return {**own, **DEFAULTS.get(name, {})}


def in_order(name: str, said: tuple[float, ...]) -> dict[str, float]:
    """
    Return the numbers of an indicator from those in brackets behind its name.

    >>> in_order("BBANDS", (20, 2.5))
    {'timeperiod': 20, 'nbdevup': 2.5, 'nbdevdn': 2.5}
    """
    order = ORDERS.get(name, numeric(name))
    if name == "STOCH" and len(said) == 2:
        order = ("fastk_period", "slowd_period")
    if name == "KELTNER" and len(said) == 3 and said[1] > said[2]:
        order = numeric(name)
    found = dict(zip(order, said, strict=False))
    if name == "BBANDS" and "nbdevup" in found:
        found["nbdevdn"] = found["nbdevup"]
    whole = {one.name for one in ENTRIES[name].parameters if isinstance(one.default, int)}
    return {key: int(value) if key in whole else value for key, value in found.items()}


def extremes(name: str) -> tuple[float, float] | None:
    """
    Return below what an oscillator is oversold, and above what overbought.

    >>> extremes("WILLR"), extremes("SMA")
    ((-80.0, -20.0), None)
    """
    if name in EXTREMES:
        return EXTREMES[name]
    levels = ENTRIES[name].levels
    return (levels[0], levels[-1]) if len(levels) >= 2 and name not in {"ADX", "ADXR", "AROON"} else None


def line_of(name: str, word: str) -> str:
    """
    Return the output of an indicator that a word beside its name chooses, "" if none.

    >>> line_of("MACD", "signal"), line_of("KELTNER", "lower"), line_of("RSI", "upper")
    ('macdsignal', 'lowerband', '')
    """
    outputs = [output.name for output in ENTRIES[name].outputs]
    for wanted in LINES.get(word, ()):
        exact = [one for one in outputs if one == wanted]
        ending = [one for one in outputs if len(outputs) > 1 and len(wanted) > 1 and one.endswith(wanted)]
        if exact or ending:
            return (exact or ending)[0]
    return ""
