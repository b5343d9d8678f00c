"""What a writer is told of a trial run that failed, or that bought nothing."""

import re
from collections.abc import Sequence
from typing import Final

from engine.bars import Bars, timeline
from engine.events import Failure, OrderLog
from strategies.generation.judging.stress import stretch_at
from strategies.generation.judging.trial import TrialRun
from strategies.generation.provider import Feedback

_GUESS: Final = re.compile(r"Did you mean “([^”]+)”\?")


def date_of(feeds: Sequence[Bars], bar: int) -> str:
    """Return the moment of a bar of the run in ISO form, the day alone at midnight; nothing where there is none."""
    clock = timeline(feeds)
    if not 0 <= bar < len(clock):
        return ""
    day = clock[bar].astype("datetime64[D]")
    return str(day if day == clock[bar] else clock[bar].astype("datetime64[m]"))


def guess_in(hint: str) -> str:
    """
    Return the name a hint offers.

    >>> guess_in("Did you mean “period”?"), guess_in("Check the spelling.")
    ('period', '')
    """
    found = _GUESS.search(hint)
    return found[1] if found else ""


def of_failure(failure: Failure, *, run: TrialRun, feeds: Sequence[Bars]) -> Feedback:
    """Return what to tell of a run that failed."""
    where = ""
    if run.name == "stress":
        part = stretch_at(failure.bar) if failure.bar is not None else ""
        where = f" This was on the made-up series{f', in the part “{part}”' if part else ''}: real prices do that too."
    return Feedback(
        stage="run",
        message=failure.message,
        hint=f"{failure.hint}{where}".strip(),
        line=failure.line,
        code=failure.code,
        date="" if failure.bar is None else date_of(feeds, failure.bar),
        nearest=guess_in(failure.hint),
    )


def of_refused_orders(log: OrderLog, *, feeds: Sequence[Bars]) -> Feedback:
    """Return what to tell of a run that sent orders, none of which was filled."""
    reasons = {ended.order: ended.reason for ended in log.ended}
    first = log.placed[0]
    reason = reasons.get(first.order)
    shown = {
        None: ("it was still waiting at the end", "Bring its price closer to the market, or send a market order."),
        "margin": ("the cash did not pay for it", "Name no size, or one the account can pay for with its costs."),
        "cancelled": ("the code cancelled it", "Give it more bars before it is cancelled."),
        "expired": ("its time was over", "Let it be good for longer, or bring its price closer to the market."),
        "rejected": ("it was refused", "Send it with transmit=True, after the order it belongs to."),
    }[reason and reason.value]
    price = "" if first.price is None else f" at {first.price:.2f}"
    return Feedback(
        stage="trade",
        message=f"{len(log.placed)} orders were sent and none was filled. The first, a {first.type} order to "
        f"{first.side} {first.size:g}{price}, was not, because {shown[0]}.",
        hint=shown[1],
        date=date_of(feeds, first.bar),
        value=f"{first.size:g}",
    )


def of_no_orders(log: OrderLog) -> Feedback:
    """Return what to tell of a run that sent no order, for want of anything better."""
    if log.sizes.nothing:
        return Feedback(
            stage="trade",
            message=f"{log.sizes.nothing} orders came to a size of nothing and were not sent.",
            hint="The size must come to at least one unit: check how it is worked out.",
        )
    return Feedback(
        stage="trade",
        message="The strategy never sent an order.",
        hint="Loosen its conditions, or look for one that can never hold.",
    )
