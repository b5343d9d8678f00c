"""All that the sandbox's child does with a text it is only to read: parse it, check it, and tell what is in it."""

from engine.script.classes import runnable, strategies
from engine.script.isolation import Script
from engine.script.names import Names
from strategies.checking import answer
from strategies.checking.findings import Inspection
from strategies.checking.linting import lint
from strategies.checking.lookahead import suspects
from strategies.checking.parameters import read_parameters
from strategies.checking.parsing import TOO_DEEP, parse


def inspect(source: str, strategy_class: str | None) -> bytes:
    """Return what can be said of a text without running it, as `answer.read` reads it."""
    return answer.written(inspected(source, strategy_class))


def inspected(source: str, strategy_class: str | None = None) -> Inspection:
    """Return what can be said of a text without running it; nothing in it makes this fail."""
    script = parse(source)
    if not isinstance(script, Script):
        return Inspection(findings=script, was_read=False)
    try:
        return _looked_through(script, source, strategy_class)
    except (RecursionError, MemoryError):
        return Inspection(findings=(TOO_DEEP,), was_read=False)


def _looked_through(script: Script, source: str, strategy_class: str | None) -> Inspection:
    names = Names(script.tree)
    return Inspection(
        findings=tuple(lint(script, names, source, strategy_class)),
        classes=tuple(runnable(names)),
        strategies=tuple(strategies(names)),
        parameters=read_parameters(source, names),
        left_out=script.left_out,
        suspects=tuple(suspects(names)),
    )
