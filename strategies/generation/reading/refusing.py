"""What is declined, in one kind sentence each that says what would work."""

import re
from dataclasses import dataclass
from typing import Final

EXAMPLE: Final = "“Buy when the RSI is below 30, sell when it is above 70, with a 5% stop loss”"


@dataclass(frozen=True)
class Refusal:
    """Words that are declined, and what is said; a `firm` one stands even where rules for trading are beside it."""

    pattern: re.Pattern[str]
    text: str
    firm: bool = False


def _refusal(pattern: str, text: str, *, firm: bool = False) -> Refusal:
    return Refusal(re.compile(pattern, re.IGNORECASE), text, firm)


MACHINE: Final = (
    "I write trading strategies only and cannot reach files, secrets, networks or other people's "
    "data; describe when to "
    f"buy and when to sell, such as {EXAMPLE}."
)
ABUSE: Final = (
    "I cannot help with moving a market or trading on inside knowledge; a rule over public prices and volume works, "
    f"such as {EXAMPLE}."
)
PROMISE: Final = (
    "No rule can promise a profit, so I cannot write one that does; name a rule for buying and one "
    "for selling, such as "
    f"{EXAMPLE}, and a backtest will show what it would have done."
)
FORECAST: Final = (
    "I cannot foretell prices or give advice; name a rule and a backtest will show how it would have "
    f"fared, such as {EXAMPLE}."
)
REAL: Final = (
    "Statis tests strategies over past prices and sends no orders to a broker; describe the rules to "
    "be tested, such as "
    f"{EXAMPLE}."
)
CODE: Final = (
    "This is code rather than a description: paste it into a new strategy under Strategies, or say in "
    "words when it buys "
    f"and sells, such as {EXAMPLE}."
)
OFF_TOPIC: Final = f"I can only write trading strategies; say when to buy and when to sell, such as {EXAMPLE}."

REFUSALS: Final = (
    # A whole text that is such a question is one, whatever it names.
    _refusal(
        r"^\W*(?:hi |hello |hey |so )?(?:will|should i|what will|which|is (?:it|now)|where will|when will)\b"
        r"[^.\n]*\?\s*$",
        FORECAST,
        firm=True,
    ),
    _refusal(
        r"(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}\b(?:instruction|prompt|guideline"
        r"|polic(?:y|ies)|safety|system message)s?\b"
        r"|\bsystem prompt\b|\bjailbreak|\byou are now\b|\bdeveloper mode\b|\bpretend (?:to be|you)\b"
        r"|\b(?:reveal|print|show|leak|tell me|dump|give me|send|read"
        r"|list)\b[^.\n]{0,40}\b(?:passwords?|api[ _-]?keys?|secrets?|secret[ _]key|credentials?"
        r"|env(?:ironment)? ?var\w*|tokens?|database|/etc/\w+|other users?|private keys?)\b"
        r"|/etc/(?:passwd|shadow)|\brm -rf\b|\bdrop table\b|\bos\.(?:system|environ|popen)\b"
        r"|\bsubprocess\b|\b__import__\b|\beval\(|\bexec\(|<script\b"
        r"|\b(?:delete|wipe|erase|encrypt|format|destroy)\b[^.\n]{0,25}\b(?:files?|disk|database"
        r"|server|hard drive|all (?:the )?data|users?)\b"
        r"|\b(?:ddos|malware|ransomware|virus|keylogger|backdoor|reverse shell|phishing|crypto ?miner"
        r"|mine bitcoin|fork bomb|botnet)\b"
        r"|\bhack(?:ing)?\b[^.\n]{0,20}\b(?:into|broker|exchange|account|server|bank|site|wallet|someone|computer)\b"
        r"|\b(?:steal|exfiltrate|scrape)\b[^.\n]{0,30}\b(?:data|password|money|account|wallet"
        r"|credential|coins?|users?)s?\b"
        r"|\b(?:open|connect|send|post|upload)\b[^.\n]{0,25}\b(?:socket|https?://|webhook|url|ftp|ssh)\b",
        MACHINE,
        firm=True,
    ),
    _refusal(
        r"\b(?:pump[ -]and[ -]dump|pump (?:up )?the (?:price|stock|coin)|spoof(?:ing)?\b"
        r"|wash[ -]trad\w*|front[ -]?run(?:ning)?|paint(?:ing)? the tape"
        r"|insider (?:information|knowledge|trading|tips?)|inside information|manipulat\w+ (?:the |a "
        r")?(?:market|price|stock)s?|corner the market"
        r"|launder\w*|evade tax\w*|tax evasion|fake orders?|quote stuffing|layering orders)\b",
        ABUSE,
        firm=True,
    ),
    _refusal(
        r"^\s*(?:import \w+|from \w+[\w.]* import |class \w+\s*[(:]|def \w+\(|#!/|```(?:python"
        r"|py)?\s*(?:import|from|class|def)|//@version)"
        r"|\bbt\.Strategy\)|\bdef (?:next|__init__)\(self|\bstrategy\.entry\(|\bself\.(?:buy|sell|close)\(",
        CODE,
        firm=True,
    ),
    _refusal(
        r"\bguarantee\w*|\brisk[ -]?(?:free|less)\b|\b(?:no|zero|without(?: any)?) (?:risk|loss(?:es)?"
        r"|drawdown)\b|\b(?:never|cannot|can't|can not|won't|doesn't|not) (?:ever )?los(?:e|es|ing)\b"
        r"|\b(?:100|99(?:\.\d+)?)\s?%? ?(?:percent )?(?:win|accura\w+|success|profit|sure|certain"
        r"|correct|winning)\b|\balways (?:win|profit|make|right)\w*"
        r"|\bget rich\b|\b(?:double|triple|10x|100x) (?:my|your|the|our)? ?(?:money|account|capital"
        r"|investment)\b|\bholy grail\b|\bmoney (?:printer|machine|glitch)\b"
        r"|\b(?:makes?|earns?|returns?|gives?|generates?|yields?|gains?|wins?|profits?(?: "
        r"of)?)\b[^.\n]{0,25}\d+(?:\.\d+)?\s?(?:%|percent|x|dollars|\$|k)[^.\n]{0,12}\b(?:a|per|every"
        r"|each|/) ?(?:day|week|month|year|annum)\b"
        r"|\bmake me (?:rich|a millionaire|wealthy)\b|\bmillionaire\b|\bpassive income\b|\bperfect "
        r"(?:strategy|prediction|timing)\b|\bbuy (?:at )?the (?:exact |very |absolute )?(?:bottom"
        r"|lowest) and sell (?:at )?the (?:exact |very |absolute )?(?:top|highest)\b|\bbeats? the "
        r"market every\b|\b(?:know|use|see|with) tomorrow'?s (?:price|close|open|news)\b|\btime "
        r"machine\b",
        PROMISE,
    ),
    _refusal(
        r"\b(?:predict|forecast|foresee|foretell)\w*\b|\bwill \$?[A-Za-z]{1,12} (?:go up|go down|rise"
        r"|fall|crash|moon|reach|hit|be worth)\b|\bwhat will\b|\bprice target for\b"
        r"|\bshould i (?:buy|sell|invest|hold|short|put)\b|\bwhich (?:stocks?|coins?|crypto|shares?"
        r"|etfs?) (?:should|will|to|is|are|do)\b|\bwhat (?:stocks?|shares?|coins?|crypto) (?:should|to"
        r"|do|will)\b|\bhot (?:stock )?tips?\b|\bstock tips?\b|\bbest (?:stocks?|coins?|crypto"
        r"|shares?) (?:to buy|right now|today|now)\b|\bis (?:it|now) a good time to (?:buy|sell"
        r"|invest)\b",
        FORECAST,
    ),
    _refusal(
        r"\b(?:connect|link|log ?in|hook|plug|attach)\b[^.\n]{0,30}\b(?:broker|binance|robinhood"
        r"|coinbase|interactive brokers|ibkr|alpaca|metatrader|mt[45]|exchange|account)\b"
        r"|\b(?:place|send|execute|submit)\b[^.\n]{0,20}\b(?:real|live|actual) (?:orders?|trades?)\b"
        r"|\btrade (?:live|with real money|my real account|for me)\b|\b(?:withdraw|transfer|deposit"
        r"|wire) (?:my |the |all )?(?:money|funds?|cash|coins?)\b",
        REAL,
    ),
)
# Words of trading: a text with none of them is about something else.
TRADING: Final = re.compile(
    r"\b(?:buy\w*|sell\w*|sold|bought|short\w*|long|trad\w+|strateg\w+|stocks?|shares?|etfs?|prices?"
    r"|crypto\w*|bitcoin|forex|futures?|market|signals?|entry|entries|exit\w*|position\w*"
    r"|stop[ -]?loss\w*|take[ -]?profit|target|rsi|macd|sma|ema|moving averages?|average|bollinger"
    r"|momentum|breakout\w*|trend\w*|mean reversion|reversion|invest\w*|portfolio|backtest\w*"
    r"|candle\w*|bullish|bearish"
    r"|indicator\w*|oscillator\w*|volatility|volume|hold\w*|swing|scalp\w*|dip|dips|rally|support"
    r"|resistance|golden cross|death cross|rotation|rebalanc\w+|hedg\w+|pairs?|dividend\w*|options?"
    r"|earnings|turtle\w*|ichimoku|donchian|keltner|supertrend|stochastic\w*|adx|atr|cci|obv|vwap)\b",
    re.IGNORECASE,
)


def refusal_for(text: str, *, has_rules: bool) -> str:
    """
    Return the sentence that declines a text, "" for one that is not declined.

    >>> refusal_for("write me a poem about the sea", has_rules=False) == OFF_TOPIC
    True
    >>> refusal_for("buy when the rsi drops, no risk of more than 5%", has_rules=True)
    ''
    """
    for refusal in REFUSALS:
        if (refusal.firm or not has_rules) and refusal.pattern.search(text):
            return refusal.text
    if not has_rules and not TRADING.search(text):
        return OFF_TOPIC
    return ""
