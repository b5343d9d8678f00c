"""From an exception to words for the person who wrote the strategy."""

import builtins
import difflib
import re
import traceback
from collections.abc import Iterable
from types import FrameType
from typing import Any, Final

from engine.events import Failure
from engine.script.available import AVAILABLE, is_available
from engine.script.isolation import read_script
from engine.verdict import Verdict

Steps = list[tuple[FrameType, int]]

SOURCE_NAME: Final = "<strategy>"
MAX_FRAMES: Final = 20
MAX_MESSAGE_CHARS: Final = 500


class StrategyFailed(Exception):
    """The strategy could not be run; `failure` says why, in words fit for users."""

    def __init__(self, failure: Failure, verdict: Verdict = Verdict.STRATEGY_ERROR) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.verdict = verdict


class OutOfReach(IndexError):
    """A line was read before its first bar, or ahead of the current one; `hint` says what to do, if it is known."""

    def __init__(self, text: str, *, hint: str = "") -> None:
        super().__init__(text)
        self.hint = hint


class TooEarly(RuntimeError):
    """An order was sent before the first bar of the run."""


class NoOrder(ValueError):
    """An order was sent that could never be filled."""


class SettingRefused(RuntimeError):
    """The strategy tried to change what only the run's settings may say."""


# Errors of our own making: their names say nothing to the person who wrote the strategy.
PLAIN: Final = OutOfReach | SettingRefused | TooEarly | NoOrder


# What a strategy has by itself, and its author may take for a free name.
METHODS: Final = ("stop", "start", "next", "prenext", "nextstart", "log", "buy", "sell", "cancel")


def nearest(name: str, names: Iterable[str]) -> str | None:
    """
    Return the name most like `name`, or None if none is.

    >>> nearest("perod", ["period", "devfactor"])
    'period'
    """
    matches = difflib.get_close_matches(name, [str(known) for known in names], n=1, cutoff=0.6)
    return matches[0] if matches else None


def fail(
    message: str, *, hint: str = "", line: int | None = None, code: str = "", warmup_needed: int | None = None
) -> StrategyFailed:
    """Return the failure of a strategy that could not be started."""
    return StrategyFailed(Failure(message=message, hint=hint, line=line, code=code, warmup_needed=warmup_needed))


def from_syntax_error(error: SyntaxError, *, source: str) -> StrategyFailed:
    """Return the failure for source that is not Python."""
    # Python points one past the end when the text stops too early.
    line = min(error.lineno, source.count("\n") + 1) if error.lineno else None
    failure = Failure(
        message=f"Line {line} is not valid Python: {error.msg}."
        if line
        else f"This is not valid Python: {error.msg}.",
        exception=type(error).__name__,
        line=line,
        code=code_at(source=source, line=line),
        hint="Look at this line and the one before it: a bracket, a colon or an indent is often missing.",
    )
    return StrategyFailed(failure)


def from_exception(error: BaseException, *, source: str, bar: int | None = None) -> StrategyFailed:
    """Return the failure for what the strategy raised, with the user's own line."""
    if isinstance(error, StrategyFailed):
        return error
    steps = [(frame, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    own = [(frame, line) for frame, line in steps if frame.f_code.co_filename == SOURCE_NAME]
    line = own[-1][1] if own else line_of_indicator(steps=steps, source=source)
    frame = own[-1][0] if own else None
    failure = Failure(
        message=_message(error, frame)[:MAX_MESSAGE_CHARS],
        exception="" if isinstance(error, PLAIN) else type(error).__name__,
        line=line,
        code=code_at(source=source, line=line),
        bar=bar,
        hint=_script_hint(error, own, source=source) or _hint(error, frame=frame, steps=steps),
        frames=[(number, step.f_code.co_name) for step, number in own][-MAX_FRAMES:],
    )
    verdict = Verdict.MEMORY if isinstance(error, MemoryError) else Verdict.STRATEGY_ERROR
    return StrategyFailed(failure, verdict)


def code_at(*, source: str, line: int | None) -> str:
    """
    Return the text of a line, without its indent.

    >>> code_at(source="a = 1\\n  b = 2", line=2)
    'b = 2'
    """
    lines = source.splitlines()
    return lines[line - 1].strip()[:MAX_MESSAGE_CHARS] if line and line <= len(lines) else ""


def failing_indicator(steps: Steps) -> Any:
    """Return the indicator that was being computed when an exception was raised, or None."""
    found = None
    for frame, _ in steps:
        for name in ("self", "indicator"):
            thing = frame.f_locals.get(name)
            # Told by its duck type, so that this module needs no Backtrader.
            if hasattr(type(thing), "once") and hasattr(type(thing), "plotinfo") and not hasattr(thing, "broker"):
                return thing
            if hasattr(type(thing), "once") and not hasattr(type(thing), "notify_order"):
                found = found or thing
    return found


def line_of_indicator(*, steps: Steps, source: str) -> int | None:
    """Return the line that mentions the indicator being computed, for want of a frame of the user's own."""
    indicator = failing_indicator(steps)
    if indicator is None:
        return None
    kind = type(indicator)
    names = [kind.__name__, *getattr(kind, "alias", ())]
    pattern = re.compile(r"\b(" + "|".join(re.escape(str(name)) for name in names) + r")\s*\(")
    numbers = [number for number, text in enumerate(source.splitlines(), 1) if pattern.search(text)]
    return numbers[0] if numbers else None


def _message(error: BaseException, frame: FrameType | None) -> str:
    if isinstance(error, PLAIN):
        return str(error)
    if isinstance(error, SystemExit):
        return "The code asked Python to exit."
    if isinstance(error, MemoryError):
        return "The strategy used more memory than a run may have."
    if isinstance(error, RecursionError):
        return "A function kept calling itself until Python gave up."
    if isinstance(error, AttributeError) and _is_lines(error.obj):
        return f"{_owner_name(error.obj, frame)} has no attribute “{error.name}”."
    words = _words(error)
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _words(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # the strategy's own exception class may fail to tell itself
        return ""


def _script_hint(error: BaseException, own: Steps, *, source: str) -> str:
    """Return what to do about a whole script: what only ran it is left out, and its strategy may have used that."""
    if isinstance(error, NameError) and own:
        line = _left_out_line(getattr(error, "name", None) or "", source)
        if line:
            return (
                f"Line {line} makes it in the part of your script that is left out. Write its value here, or make it "
                "a parameter in params."
            )
    is_at_top = bool(own) and own[0][0].f_code.co_name == "<module>"
    if is_at_top and re.search(r"\bCerebro\s*\(", source):
        return "Keep the strategy class and what it uses: data, cash, costs and charts are set here."
    return ""


def _left_out_line(name: str, source: str) -> int | None:
    try:
        return read_script(source).missing.get(name)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _hint(error: BaseException, *, frame: FrameType | None, steps: Steps) -> str:
    if isinstance(error, NoOrder):
        return "Test the numbers an order is made of: an indicator may have no value yet, a divisor may be zero."
    if isinstance(error, OutOfReach):
        return (
            error.hint
            or "Skip the first bars (if len(self) < 20: return), or use an indicator, which waits for its own bars."
        )
    if isinstance(error, TooEarly):
        return "Send orders from next(), prenext() or a notification."
    if isinstance(error, SettingRefused):
        return "Set cash, costs and order size in the run's settings instead."
    if isinstance(error, AttributeError):
        return _attribute_hint(error, frame)
    if isinstance(error, NameError):
        return _name_hint(error, frame)
    if isinstance(error, ZeroDivisionError):
        return _division_hint(failing_indicator(steps) if frame is None else None)
    if isinstance(error, IndexError) and frame is None:
        return "An indicator needs more bars than the chosen period has. Shorten it, or choose earlier dates."
    if isinstance(error, ImportError):
        return _import_hint(error)
    if isinstance(error, TypeError):
        return _shadow_hint(steps) or _type_hint(str(error), steps)
    return ""


def _attribute_hint(error: AttributeError, frame: FrameType | None) -> str:
    name = error.name or ""
    guess = nearest(name, _attributes_of(error.obj, frame))
    if guess:
        return f"Did you mean “{guess}”?"
    if error.obj is None:
        return f"The value before “.{name}” is None here: test it before using it."
    return "Check the spelling, and that it is set in __init__."


def _name_hint(error: NameError, frame: FrameType | None) -> str:
    name = getattr(error, "name", None) or ""
    if name == "bt":
        return "Put “import backtrader as bt” at the top."
    if name in ("np", "pd", "math", "datetime", "talib"):
        module = {"np": "numpy as np", "pd": "pandas as pd"}.get(name, name)
        return f"Put “import {module}” at the top."
    scope = [*frame.f_locals, *frame.f_globals, *dir(builtins)] if frame else dir(builtins)
    guess = nearest(name, scope)
    return f"Did you mean “{guess}”?" if guess else "Give it a value before using it."


def _import_hint(error: ImportError) -> str:
    name = error.name or ""
    if is_available(name) and not isinstance(error, ModuleNotFoundError):
        return "Check the spelling of what is imported."
    if is_available(name) and "." in name:
        root = name.split(".")[0]
        return f"This part of {root} cannot be loaded while a strategy runs. Use another part of {root}."
    return f"A strategy can import {', '.join(sorted(AVAILABLE - {'__future__'}))}."


def _division_hint(indicator: Any) -> str:
    if indicator is None:
        return "Test the divisor before dividing."
    return (
        "An indicator divided by zero: this happens when prices stay flat, or move one way only, for its whole "
        "period. RSI and others accept safediv=True as a cure."
    )


def _shadow_hint(steps: Steps) -> str:
    """Return what to do about a method of the strategy whose name was given to a value."""
    thing = steps[-1][0].f_locals.get("self") if steps else None
    if not hasattr(type(thing), "notify_order"):
        return ""
    own = getattr(thing, "__dict__", {})
    for name in METHODS:
        if name in own and not callable(own[name]):
            return f"“self.{name}” is a method of every strategy, and the code gave it a value: rename that."
    return ""


def _type_hint(text: str, steps: Steps) -> str:
    if "__bool__ should return bool" in text:
        return (
            "Lines cannot be compared with if, and, or in __init__: do it in next(), or use bt.And, bt.Or and bt.If."
        )
    if "bad operand type for abs()" in text:
        return "The size of an order must be a number."
    unexpected = re.search(r"unexpected keyword argument '(\w+)'", text)
    if not unexpected:
        return ""
    # The library was making this object when its __init__ refused the argument.
    made = steps[-1][0].f_locals.get("_obj")
    known = list(getattr(type(getattr(made, "params", None)), "_getkeys", list)())
    guess = nearest(unexpected[1], known)
    if guess:
        return f"Did you mean “{guess}”?"
    return f"It takes: {', '.join(known)}." if known else "Check the names of the parameters in this call."


def _is_lines(thing: Any) -> bool:
    return hasattr(type(thing), "getlinealiases") and hasattr(type(thing), "itersize")


def _owner(lines: Any, frame: FrameType | None) -> Any:
    # A line object asks its Lines last, so the error names that; the user knows only its owner.
    for thing in frame.f_locals.values() if frame else ():
        for candidate in (thing, *getattr(thing, "__dict__", {}).values()):
            if getattr(candidate, "__dict__", {}).get("lines") is lines:
                return candidate
    return None


def _owner_name(lines: Any, frame: FrameType | None) -> str:
    owner = _owner(lines, frame)
    if owner is None:
        return "This object"
    if hasattr(owner, "notify_order"):
        return "The strategy"
    return "The data feed" if hasattr(owner, "bars") else type(owner).__name__


def _attributes_of(thing: Any, frame: FrameType | None) -> list[str]:
    owner = _owner(thing, frame) if _is_lines(thing) else None
    names = {*dir(thing)} if owner is None else {*dir(owner), *thing.getlinealiases()}
    return sorted(name for name in names if not name.startswith("_"))
