"""A run that did not finish -> what happened, where, and what to do next."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from backtests.models import PART_OF, PHASES, BacktestRun, State
from engine.printable import printable
from engine.verdict import Verdict

CONTEXT_LINES: Final = 4
# Which phase of the run a verdict belongs to, when nothing better is known.
PHASE_OF: Final = MappingProxyType(
    {Verdict.NO_DATA: "data", Verdict.REJECTED_CODE: "compile", Verdict.BAD_RESULT: "analyze"}
)
NEXT_STEPS: Final = MappingProxyType(
    {
        Verdict.STRATEGY_ERROR: "Correct the line in the editor, save, and run it again.",
        Verdict.REJECTED_CODE: "Change the code as the message says, save, and run it again.",
        Verdict.TIME: "Look for a loop that never ends, or test fewer years.",
        Verdict.MEMORY: "Keep less history in lists, or test fewer symbols.",
        Verdict.OUTPUT: "Print less, and place fewer orders.",
        Verdict.FORBIDDEN: "Strategies work on the bars they are given: no files, no network, no other programs.",
        Verdict.CRASHED: "Run it again. If it crashes again, simplify the code until it does not.",
        Verdict.BAD_RESULT: "The reported orders do not fit the prices. Leave the broker alone inside a strategy.",
        Verdict.NO_DATA: "“Change and run” opens the form with the settings of this run.",
        Verdict.CANCELLED: "Its settings are kept, so you can run it again.",
        Verdict.OUR_FAULT: "Your code and settings are safe. Run it again in a moment.",
    }
)


@dataclass(frozen=True, kw_only=True)
class CodeLine:
    """A line of the user's source."""

    number: int
    text: str
    is_failing: bool


@dataclass(frozen=True, kw_only=True)
class PrintedLine:
    """A line the strategy printed and the bar it was printed on."""

    bar: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Ending:
    """Why there is no report."""

    headline: str
    exception: str
    hint: str
    where: str
    code: tuple[CodeLine, ...]
    frames: tuple[str, ...]
    log: tuple[PrintedLine, ...]
    log_summary: str
    phase: int
    is_failure: bool
    blames_code: bool


def ending(run: BacktestRun) -> Ending:
    """Return what the page of a failed or cancelled run says."""
    failure, verdict = run.failure, Verdict(run.verdict)
    code = failing_lines(run.version.source, failure.get("line"))
    message, exception = failure.get("message", ""), failure.get("exception", "")
    return Ending(
        headline=message or "This run did not finish.",
        # Many messages begin with the exception's name already.
        exception="" if exception and exception in message else exception,
        hint=failure.get("hint") or NEXT_STEPS.get(verdict, ""),
        where=_where(failure.get("line"), failure.get("bar")),
        code=code,
        frames=tuple(f"line {line}, in {function}" for line, function in failure.get("frames", [])),
        log=_log(run),
        log_summary=f"The last {len(run.facts.get('log', []))} lines before the end",
        phase=_phase(run, verdict, failure.get("bar")),
        is_failure=run.state == State.FAILED,
        blames_code=verdict not in (Verdict.NO_DATA, Verdict.OUR_FAULT, Verdict.CANCELLED),
    )


def _log(run: BacktestRun) -> tuple[PrintedLine, ...]:
    return tuple(
        PrintedLine(bar="" if line["bar"] is None else f"bar {line['bar'] + 1:,}", text=line["text"])
        for line in run.facts.get("log", [])
    )


def _where(line: int | None, bar: int | None) -> str:
    parts = [f"Line {line}"] if line else []
    parts += [f"bar {bar + 1:,}"] if bar is not None else []
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _phase(run: BacktestRun, verdict: Verdict, bar: int | None) -> int:
    if verdict is Verdict.STRATEGY_ERROR or bar is not None:
        return PHASES.index("compile" if bar is None else "simulate")
    reached = run.progress.get("phase", "simulate")
    reached = PART_OF.get(reached, reached)
    return PHASES.index(PHASE_OF.get(verdict, reached if reached in PHASES else "simulate"))


def failing_lines(source: str, line: int | None) -> tuple[CodeLine, ...]:
    """
    Return a line of source with the lines around it.

    >>> [(one.number, one.is_failing) for one in failing_lines("a\\nb\\nc", 2)]
    [(1, False), (2, True), (3, False)]
    """
    lines = source.splitlines()
    if line is None or not 1 <= line <= len(lines):
        return ()
    first, last = max(1, line - CONTEXT_LINES), min(len(lines), line + CONTEXT_LINES)
    return tuple(
        CodeLine(number=number, text=printable(lines[number - 1]), is_failing=number == line)
        for number in range(first, last + 1)
    )
