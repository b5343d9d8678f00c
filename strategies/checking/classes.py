"""The strategies of a source text."""

from engine.script import classes
from engine.script.names import Names
from strategies.checking.parsing import parsed


def strategy_classes(source: str) -> list[str]:
    """Return the names of the strategies that can be run, in the order they are defined; none if it does not parse."""
    script = parsed(source)
    return list(classes.runnable(Names(script.tree))) if script else []
