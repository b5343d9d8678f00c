"""How a run in the sandbox ended, and how to say it to the person who wrote the strategy."""

import signal
from dataclasses import dataclass
from typing import Final

from engine.events import Failure, OrderLog
from engine.spec import Limits
from engine.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """
    What came of a run; there is an order log when the verdict is OK, and a failure otherwise.

    `locked_ms` is how long the child took from its fork to the last lock, None if it did not get there. `is_cut_off`:
    the verdict is that of the walls or the clock, not the child's own word.
    """

    verdict: Verdict
    order_log: OrderLog | None
    failure: Failure | None
    elapsed_ms: float
    locked_ms: float | None = None
    is_cut_off: bool = False


@dataclass(frozen=True, kw_only=True)
class Death:
    """How a child ended, as its zygote saw it."""

    status: int
    cpu_seconds: float

    @property
    def signal(self) -> int:
        """Return the signal that ended the child, 0 when it left by itself."""
        return self.status & 0x7F


_WORDS: Final = {
    Verdict.TIME: (
        "The strategy did not finish within {wall}.",
        "Look for a loop that never ends, move work out of next() into indicators, or choose a shorter period.",
    ),
    Verdict.MEMORY: (
        "The strategy needed more than {memory:,} MB of memory.",
        "Keep only the values you still need instead of collecting every one.",
    ),
    Verdict.OUTPUT: (
        "The strategy reported more than {output:,} MB of orders, lines and indicator values.",
        "Print less, or send fewer orders: an order a bar is rarely what an idea needs.",
    ),
    Verdict.FORBIDDEN: (
        "The strategy tried something strategies may not do, and was stopped.",
        "Strategies run without files, network, other processes, threads and signals. "
        "Remove the call; prices and parameters are already there.",
    ),
    Verdict.CRASHED: (
        "The strategy's process ended without a result ({detail}).",
        "Remove calls that leave or break the interpreter, such as exit functions, very deep recursion "
        "or low-level memory access.",
    ),
    Verdict.BAD_RESULT: (
        "The strategy's process reported something that cannot be ({detail}).",
        "Leave the backtester's own objects alone: place orders with buy(), sell() and close().",
    ),
    Verdict.CANCELLED: ("The run was cancelled.", "Run it again whenever you like."),
    Verdict.OUR_FAULT: (
        "The sandbox failed while this strategy ran ({detail}). This is our fault, not the strategy's.",
        "Run it again. If it happens once more, tell us.",
    ),
}


# A detail of these tells which of two limits was reached: the processor's time, the number of orders.
_WORDS_WITH_DETAIL: Final = {
    Verdict.TIME: ("The strategy used more than {cpu} of processor time.", _WORDS[Verdict.TIME][1]),
    Verdict.OUTPUT: (
        "The strategy sent more than {orders:,} orders.",
        "An order a bar is rarely what an idea needs: send fewer.",
    ),
}


def failure_for(verdict: Verdict, *, limits: Limits, detail: str = "") -> Failure:
    """
    Return what to tell the user about a run that reached a limit or was ended from outside.

    >>> failure_for(Verdict.TIME, limits=Limits()).message
    'The strategy did not finish within 60 seconds.'
    >>> failure_for(Verdict.TIME, limits=Limits(cpu_seconds=5), detail="SIGXCPU").message
    'The strategy used more than 5 seconds of processor time.'
    """
    message, hint = (detail and _WORDS_WITH_DETAIL.get(verdict)) or _WORDS[verdict]
    values = {
        "wall": _seconds(limits.wall_seconds),
        "cpu": _seconds(limits.cpu_seconds),
        "memory": limits.memory_bytes >> 20,
        "output": max(limits.output_bytes >> 20, 1),
        "orders": limits.orders,
        "detail": detail,
    }
    return Failure(message=message.format(**values), hint=hint)


def _seconds(number: float) -> str:
    return "1 second" if number == 1 else f"{number:g} seconds"


def verdict_of(death: Death, *, limits: Limits) -> tuple[Verdict, str]:
    """
    Return the verdict on a child that left no result, and the detail to show.

    >>> verdict_of(Death(status=signal.SIGSYS, cpu_seconds=0.1), limits=Limits())
    (<Verdict.FORBIDDEN: 'FORBIDDEN'>, 'SIGSYS')
    """
    if not death.signal:
        return Verdict.CRASHED, f"it left with code {death.status >> 8}"
    name = _signal_name(death.signal)
    if death.signal == signal.SIGSYS:
        return Verdict.FORBIDDEN, name
    if death.signal == signal.SIGXCPU or (death.signal == signal.SIGKILL and death.cpu_seconds >= limits.cpu_seconds):
        return Verdict.TIME, name
    if death.signal == signal.SIGKILL:
        # Nobody else kills a child: the system ran out of memory.
        return Verdict.MEMORY, name
    return Verdict.CRASHED, name


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
