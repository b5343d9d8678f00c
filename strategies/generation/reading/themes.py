"""Ideas known by a name, and themes without a rule: what each is read as."""

import re
from dataclasses import dataclass
from typing import Final

from strategies.generation.provider import Choice, Question


@dataclass(frozen=True)
class Named:
    """A strategy that people call by its name, and the sentences it stands for."""

    pattern: re.Pattern[str]
    title: str
    sentences: str


@dataclass(frozen=True)
class Theme:
    """A wish without a rule: what is asked, and the sentences offered; the first is built."""

    pattern: re.Pattern[str]
    question: str
    choices: tuple[tuple[str, str], ...]


def _named(pattern: str, title: str, sentences: str) -> Named:
    return Named(re.compile(pattern, re.IGNORECASE), title, sentences)


def _theme(pattern: str, question: str, *choices: tuple[str, str]) -> Theme:
    return Theme(re.compile(pattern, re.IGNORECASE), question, choices)


NAMED: Final = (
    _named(
        r"\bturtle",
        "Turtle breakout",
        "Buy when the close is above the 20-day high. Sell when the close is below the 10-day low. "
        "Stop loss 2 ATR(20). Risk 1% per trade.",
    ),
    _named(
        r"\b(?:connors|larry connors)\b|\brsi ?-? ?\(?2\)? (?:strategy|system|mean reversion)"
        r"|\b2[- ]period rsi (?:strategy|system)",
        "Connors RSI 2",
        "Buy when RSI(2) is below 10 and the close is above the 200-day average. Sell when the close "
        "is above the 5-day average.",
    ),
    _named(
        r"\bsell in may\b|\bhalloween (?:effect|strategy|indicator)",
        "Sell in May",
        "Buy in november, december, january, february, march or april. Sell in may.",
    ),
    _named(
        r"\bturn[- ]of[- ](?:the[- ])?month\b",
        "Turn of the month",
        "Buy on the last trading day of the month. Sell after 4 days.",
    ),
    _named(
        r"\bsanta(?: claus)?(?: rally)?\b",
        "Santa Claus rally",
        "Buy when the month is december and the day of the month is after the 20th. Sell after 8 days.",
    ),
    _named(
        r"\bdual momentum\b",
        "Dual momentum",
        "Each month hold the best 1 by 12 month return, only those above their 200-day average.",
    ),
    _named(
        r"\b(?:faber|gtaa|10[- ]month moving average (?:timing|strategy))\b",
        "Trend timing",
        "Be long while the close is above the 200-day average.",
    ),
    _named(
        r"\bdonchian (?:channel )?(?:breakout|strategy|system)\b",
        "Donchian breakout",
        "Buy when the close is above the 20-day high. Sell when the close is below the 20-day low.",
    ),
    _named(
        r"\bbollinger (?:bands? )?(?:bounce|mean reversion|reversion|reversal)\b",
        "Bollinger bounce",
        "Buy when the close is below the lower Bollinger band. Sell when the close is above the "
        "middle Bollinger band.",
    ),
    _named(
        r"\bbollinger (?:bands? )?breakout\b",
        "Bollinger breakout",
        "Buy when the close is above the upper Bollinger band. Sell when the close is below the "
        "middle Bollinger band.",
    ),
    _named(
        r"\bkeltner (?:channel )?breakout\b",
        "Keltner breakout",
        "Buy when the close is above the upper Keltner channel. Sell when the close is below the "
        "middle Keltner channel.",
    ),
    _named(
        r"\bsuper ?trend (?:strategy|system|follow\w*)\b",
        "SuperTrend",
        "Buy when the close crosses above the SuperTrend. Sell when the close crosses below the SuperTrend.",
    ),
    _named(
        r"\bichimoku (?:cloud )?(?:breakout|strategy|system)\b",
        "Ichimoku cloud",
        "Buy when the close is above the Ichimoku span A and above the Ichimoku span B. Sell when the "
        "close is below the Ichimoku base line.",
    ),
    _named(
        r"\bmacd (?:crossover )?(?:strategy|system)\b",
        "MACD crossover",
        "Buy when the MACD crosses above its signal line. Sell when the MACD crosses below its signal line.",
    ),
    _named(
        r"\b(?:moving average|ma|sma) cross(?:over)? (?:strategy|system)?",
        "Moving average crossover",
        "Buy when the 20-day SMA crosses above the 50-day SMA. Sell when the 20-day SMA crosses below the 50-day SMA.",
    ),
    _named(
        r"\bema cross(?:over)?\b",
        "EMA crossover",
        "Buy when the 20-day EMA crosses above the 50-day EMA. Sell when the 20-day EMA crosses below the 50-day EMA.",
    ),
    _named(
        r"\bgolden cross\b",
        "Golden cross",
        "Buy when the 50-day SMA crosses above the 200-day SMA. Sell when the 50-day SMA crosses "
        "below the 200-day SMA.",
    ),
    _named(
        r"\b52[- ]week high (?:strategy|momentum|breakout)",
        "52-week high",
        "Buy when the close is above the 52-week high. Use a 10% trailing stop.",
    ),
    _named(
        r"\bdollar[- ]cost averag\w*|\bdca\b",
        "Monthly buying",
        "Buy on the first trading day of the month. Never sell. Buy $1000. Pyramid up to 100 entries.",
    ),
)

REVERSION: Final = ("Buy weakness: RSI below 30", "Buy when RSI(14) is below 30. Sell when RSI(14) is above 70.")
TREND: Final = (
    "Follow the trend: 50 and 200-day averages",
    "Buy when the 50-day SMA crosses above the 200-day SMA. Sell when the 50-day SMA crosses below the 200-day SMA.",
)
BREAKOUT: Final = (
    "Buy strength: a new 20-day high",
    "Buy when the close is above the 20-day high. Sell when the close is below the 10-day low.",
)
WHICH: Final = "Your idea names no rule yet. Which of these comes nearest?"

THEMES: Final = (
    _theme(
        r"\brsi\b",
        "How should the RSI be used?",
        REVERSION,
        (
            "Buy its recovery: RSI crosses above 30",
            "Buy when RSI(14) crosses above 30. Sell when RSI(14) crosses below 70.",
        ),
        ("Follow it: RSI above 50", "Buy when RSI(14) crosses above 50. Sell when RSI(14) crosses below 50."),
    ),
    _theme(
        r"\bmacd\b",
        "How should the MACD be used?",
        (
            "Its signal line",
            "Buy when the MACD crosses above its signal line. Sell when the MACD crosses below its signal line.",
        ),
        ("The zero line", "Buy when the MACD crosses above zero. Sell when the MACD crosses below zero."),
    ),
    _theme(
        r"\bbollinger|\bbbands?\b",
        "How should the Bollinger bands be used?",
        (
            "Buy below the lower band",
            "Buy when the close is below the lower Bollinger band. Sell when the close is above the "
            "middle Bollinger band.",
        ),
        (
            "Buy above the upper band",
            "Buy when the close is above the upper Bollinger band. Sell when the close is below the "
            "middle Bollinger band.",
        ),
    ),
    _theme(
        r"\bstochastic",
        "How should the stochastic be used?",
        ("Buy below 20, sell above 80", "Buy when the stochastic is below 20. Sell when the stochastic is above 80."),
        (
            "Buy its cross upwards",
            "Buy when the stochastic %K crosses above %D. Sell when the stochastic %K crosses below %D.",
        ),
    ),
    _theme(
        r"\bsuper ?trend\b",
        "How should the SuperTrend be used?",
        (
            "Long above it",
            "Buy when the close crosses above the SuperTrend. Sell when the close crosses below the SuperTrend.",
        ),
        (
            "Long and short",
            "Buy when the close crosses above the SuperTrend. Go short when the close crosses below the SuperTrend.",
        ),
    ),
    _theme(
        r"\bichimoku\b",
        "How should the Ichimoku cloud be used?",
        (
            "Long above the cloud",
            "Buy when the close is above the Ichimoku span A and above the Ichimoku span B. Sell when "
            "the close is below the Ichimoku base line.",
        ),
        (
            "Conversion and base line",
            "Buy when the Ichimoku conversion line crosses above the Ichimoku base line. Sell when "
            "the Ichimoku conversion line crosses below the Ichimoku base line.",
        ),
    ),
    _theme(
        r"\b(?:donchian|break ?-?outs?|new highs?|channel)\b",
        "Which breakout should it be?",
        BREAKOUT,
        ("A new 52-week high", "Buy when the close is above the 52-week high. Use a 10% trailing stop."),
    ),
    _theme(
        r"\b(?:mean[- ]?revert\w*|mean[- ]?reversion|reversion|revers\w+|dips?|oversold|buy low"
        r"|weakness|pull ?-?backs?|contrarian|bounce)\b",
        "Which weakness should be bought?",
        REVERSION,
        (
            "A close below the lower Bollinger band",
            "Buy when the close is below the lower Bollinger band. Sell when the close is above the "
            "middle Bollinger band.",
        ),
        ("Three down days in a row", "Buy when the close is down 3 days in a row. Sell after 5 days."),
    ),
    _theme(
        r"\b(?:moving averages?|averages?|sma|ema|ma|crossovers?)\b",
        "Which averages should it follow?",
        (
            "20 and 50 days",
            "Buy when the 20-day SMA crosses above the 50-day SMA. Sell when the 20-day SMA crosses "
            "below the 50-day SMA.",
        ),
        TREND,
    ),
    _theme(
        r"\b(?:trend\w*|golden)\b",
        "How should the trend be told?",
        TREND,
        ("Price above its 200-day average", "Be long while the close is above the 200-day average."),
        BREAKOUT,
    ),
    _theme(
        r"\bmomentum\b",
        "Which momentum should it be?",
        ("Six months' gain is positive", "Be long while the 126-day return is above 0."),
        ("The best of several symbols", "Each month hold the best 1 by 6 month return."),
        BREAKOUT,
    ),
    _theme(
        r"\b(?:volatility|squeeze|atr)\b",
        "What should volatility do?",
        (
            "Break out of the Bollinger bands",
            "Buy when the close is above the upper Bollinger band. Sell when the close is below the "
            "middle Bollinger band.",
        ),
        (
            "Break out of the Keltner channel",
            "Buy when the close is above the upper Keltner channel. Sell when the close is below the "
            "middle Keltner channel.",
        ),
    ),
    _theme(
        r"\b(?:volume|obv)\b",
        "What should the volume do?",
        (
            "Surge on an up day",
            "Buy when the volume is above 2 times its 20-day average and the close is above the open. "
            "Sell after 5 days.",
        ),
        (
            "On-balance volume above its average",
            "Buy when the OBV crosses above its 20-day average. Sell when the OBV crosses below its 20-day average.",
        ),
    ),
    _theme(
        r"\b(?:seasonal\w*|calendar|month|week|day of)\b",
        "Which days should be traded?",
        ("The turn of the month", "Buy on the last trading day of the month. Sell after 4 days."),
        ("Mondays", "Buy on Mondays. Sell after 1 day."),
    ),
    _theme(
        r"\b(?:safe\w*|low[- ]risk|conservative|defensive|long[- ]term|invest\w*|retire\w*)\b",
        WHICH,
        ("Hold while above the 200-day average", "Be long while the close is above the 200-day average."),
        TREND,
        ("Buy and hold", "Buy and hold."),
    ),
    _theme(r"", WHICH, TREND, REVERSION, BREAKOUT),
)


def named_in(text: str) -> Named | None:
    """
    Return the strategy that a text calls by its name.

    >>> named_in("trade the Turtle system").title
    'Turtle breakout'
    """
    return next((named for named in NAMED if named.pattern.search(text)), None)


def theme_of(text: str) -> Theme:
    """Return the theme of a text that has no rule: there is always one."""
    return next(theme for theme in THEMES if theme.pattern.search(text))


def question_of(theme: Theme) -> Question:
    """Return the one question a theme raises."""
    return Question(
        text=theme.question, choices=tuple(Choice(label=label, sentence=said) for label, said in theme.choices)
    )
