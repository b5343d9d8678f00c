"""What an idea does about its conditions, in plain English: stops, targets, sizes and the like."""

from typing import Final

from strategies.generation.idea import Adding, Cooldown, EntryOrder, Protection, Rotation, Size
from strategies.generation.reading.telling import condition, counted, number, operand, percent

LOST: Final = {"exit": "an exit", "stop": "a stop", "loss": "a trade with a loss"}


def stop(told: Protection, *, is_short: bool = False) -> str:
    """
    Return what a stop does.

    >>> from strategies.generation.idea import Number
    >>> stop(Protection(unit="percent", amount=Number(value=0.05)))
    'Stop loss 5% from the entry price'
    """
    if told.breakeven:
        return f"Move the stop to the entry price once the gain reaches {distance(told)}"
    if told.trailing:
        return _trailing(told, is_short)
    if told.unit == "bars":
        level = "highest high" if is_short else "lowest low"
        return f"Stop loss at the {level} of the {counted(told.amount.value, 'bar')} up to the entry signal"
    if told.unit == "money":
        return f"Stop loss once the position has lost {number(told.amount.value)} of account currency"
    return f"Stop loss {distance(told)} from the entry price"


def _trailing(told: Protection, is_short: bool) -> str:
    if told.unit == "atr":
        since = "above the lowest close" if is_short else "below the highest close"
        return f"Leave when the close is more than {distance(told)} {since} since the entry"
    return f"Trailing stop {distance(told)} from the best price since the entry"


def target(told: Protection) -> str:
    """
    Return what a target does.

    >>> from strategies.generation.idea import Number
    >>> target(Protection(unit="risk", amount=Number(value=2), share=0.5))
    'Take profit on 50% of the position at 2 times the distance of the stop'
    """
    share = "" if told.share == 1 else f" on {percent(told.share)} of the position"
    if told.unit == "risk":
        return f"Take profit{share} at {number(told.amount.value)} times the distance of the stop"
    if told.unit == "money":
        return f"Take profit{share} once the position has gained {number(told.amount.value)} of account currency"
    return f"Take profit{share} {distance(told)} from the entry price"


def distance(told: Protection) -> str:
    """
    Return how far from the entry a stop or target lies.

    >>> from strategies.generation.idea import Number
    >>> distance(Protection(unit="atr", amount=Number(value=2), period=20))
    '2 x ATR(20)'
    """
    amount = told.amount.value
    match told.unit:
        case "percent":
            return percent(amount)
        case "atr":
            return f"{number(amount)} x ATR({told.period})"
        case "price":
            return f"{number(amount)} in price"
        case "risk":
            return f"{number(amount)} times the distance of the stop"
        case "bars":
            return counted(amount, "bar")
        case "money":
            return f"{number(amount)} of account currency"


def size(told: Size) -> str:
    """
    Return how much an entry trades.

    >>> from strategies.generation.idea import Number
    >>> size(Size(kind="percent", amount=Number(value=0.5)))
    "Each position is 50% of the account's value"
    """
    amount = told.amount.value
    match told.kind:
        case "shares":
            return f"Each entry trades {counted(amount, 'share')}"
        case "cash":
            return f"Each entry trades {number(amount)} of account currency"
        case "percent":
            return f"Each position is {percent(amount)} of the account's value"
        case "risk":
            return f"Each position risks {percent(amount)} of the account's value between the entry and its stop"
        case "volatility":
            over = counted(told.bars, "bar")
            return f"Positions are sized to a yearly volatility of {percent(amount)}, measured over {over}"


def adding(told: Adding, bar: str = "bar") -> str:
    """
    Return how a position grows.

    >>> adding(Adding(most=3))
    'Add to the position at further entry signals, up to 3 entries in all'
    """
    when = "at further entry signals" if told.when is None else f"when {condition(told.when, bar)}"
    return f"Add to the position {when}, up to {counted(told.most, 'entry').replace('entrys', 'entries')} in all"


def cooldown(told: Cooldown, bar: str = "bar") -> str:
    """
    Return how long nothing is entered after an exit.

    >>> cooldown(Cooldown(bars=5, after="stop"))
    'After a stop, no new entry for 5 bars'
    """
    if told.until is not None:
        return f"After {LOST[told.after]}, no new entry until {condition(told.until, bar)}"
    return f"After {LOST[told.after]}, no new entry for {counted(told.bars, bar)}"


def rotation(told: Rotation, bar: str = "bar") -> str:
    """
    Return what is held of several symbols.

    >>> rotation(Rotation(hold=2, bars=126))
    'On the first bar of each new month, hold in equal amounts the 2 symbols with the largest gain over 126 bars'
    """
    which = "smallest" if told.lowest else "largest"
    kept = "hold the symbol" if told.hold == 1 else f"hold in equal amounts the {told.hold} symbols"
    first = f"On the first bar of each new {told.every}" if told.every != "day" else "On every bar"
    skipped = f", the last {counted(told.skip, bar)} left out" if told.skip else ""
    score = f"gain over {counted(told.bars, bar)}{skipped}" if told.score is None else operand(told.score, bar)
    only = f", only those for which {condition(told.only, bar)}" if told.only is not None else ""
    return f"{first}, {kept} with the {which} {score.removeprefix('the ')}{only}"


def order(told: EntryOrder, *, is_short: bool = False, bar: str = "bar") -> str:
    """
    Return how entries are sent.

    >>> order(EntryOrder(kind="close"))
    'Entries fill at the close of the next bar'
    """
    if told.kind == "close" or told.price is None:
        return "Entries fill at the close of the next bar"
    verb = "Sell short" if is_short else "Buy"
    return f"{verb} with a {told.kind} order at {operand(told.price, bar)}, good for {counted(told.bars, bar)}"
