"""From source text to the strategy class to run."""

import linecache
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final

import backtrader as bt

from engine.simulation.failures import SOURCE_NAME, fail, from_exception, from_syntax_error, nearest
from engine.spec import ParamValue

MODULE_NAME: Final = "strategy_code"


@contextmanager
def loaded_module(source: str) -> Iterator[ModuleType]:
    """
    Run the source as a module and keep it importable while it is in use.

    :raises StrategyFailed: if the source is not Python or fails while it is read.
    """
    module = ModuleType(MODULE_NAME)
    module.__file__ = SOURCE_NAME
    code = _compiled(source)
    # Backtrader and dataclasses look classes up by their module's name; tracebacks read their lines from here.
    sys.modules[MODULE_NAME] = module
    linecache.cache[SOURCE_NAME] = (len(source), None, source.splitlines(keepends=True), SOURCE_NAME)
    try:
        try:
            exec(code, module.__dict__)  # noqa: S102  # running the user's code is what this program is for
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise from_exception(error, source=source) from error
        yield module
    finally:
        sys.modules.pop(MODULE_NAME, None)


def _compiled(source: str) -> Any:
    try:
        return compile(source, SOURCE_NAME, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise from_syntax_error(error, source=source) from error
    except ValueError as error:
        raise fail(f"The code cannot be read: {error}.", hint="Remove characters that are not text.") from error
    except (RecursionError, MemoryError) as error:
        raise fail("The code is nested too deeply.", hint="Split the longest expression into steps.") from error


def find_strategy(module: ModuleType, *, wanted: str | None) -> Any:
    """
    Return the strategy class to run: the one named, or else the only one that is no other's base.

    :raises StrategyFailed: if there is none, or the choice is open.
    """
    classes = _strategy_classes(module)
    if not classes:
        raise fail(
            "The code defines no strategy class.",
            hint="Write a class that extends bt.Strategy: class MyStrategy(bt.Strategy): ...",
        )
    if wanted is not None:
        return _named(classes, wanted)
    leaves = [kind for kind in classes if not any(other is not kind and issubclass(other, kind) for other in classes)]
    if len(leaves) == 1:
        return leaves[0]
    names = ", ".join(kind.__name__ for kind in leaves)
    raise fail(f"The code defines {len(leaves)} strategy classes: {names}.", hint="Choose which one to run.")


def _strategy_classes(module: ModuleType) -> list[Any]:
    found = {
        id(thing): thing
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, bt.Strategy) and thing.__module__ == MODULE_NAME
    }
    return list(found.values())


def _named(classes: list[Any], wanted: str) -> Any:
    for kind in classes:
        if kind.__name__ == wanted:
            return kind
    names = [kind.__name__ for kind in classes]
    guess = nearest(wanted, names)
    raise fail(
        f"The code defines no strategy class named “{wanted}”.",
        hint=f"Did you mean “{guess}”?" if guess else f"It defines {', '.join(names)}.",
    )


def checked_params(kind: Any, params: Mapping[str, ParamValue]) -> dict[str, ParamValue]:
    """
    Return the parameters to start a strategy class with, whole numbers as int where its default is one.

    :raises StrategyFailed: if the class has no parameter of that name.
    """
    defaults = kind.params._getpairs()
    for name in params:
        if name not in defaults:
            known = ", ".join(defaults) or "none"
            guess = nearest(name, defaults)
            raise fail(
                f"{kind.__name__} has no parameter “{name}”.",
                hint=f"Did you mean “{guess}”?" if guess else f"Its parameters: {known}.",
            )
    return {name: _as_default(value, defaults[name]) for name, value in params.items()}


def _as_default(value: ParamValue, default: object) -> ParamValue:
    # A period that went through JSON or a form may come back as 10.0, which no slice accepts.
    if isinstance(default, int) and not isinstance(default, bool) and isinstance(value, float) and value.is_integer():
        return int(value)
    return value
