"""From source text to the strategy class to run."""

import linecache
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final

import backtrader as bt

from engine.script.isolation import Script, read_script
from engine.simulation.failures import SOURCE_NAME, fail, from_exception, from_syntax_error, nearest
from engine.spec import ParamValue

MODULE_NAME: Final = "strategy_code"


def script_of(source: str) -> Script:
    """
    Return what of the source is to be run.

    :raises StrategyFailed: if it is not Python.
    """
    with _told_as_failure(source):
        return read_script(source, SOURCE_NAME)


@contextmanager
def loaded_module(script: Script, *, source: str) -> Iterator[ModuleType]:
    """
    Run what is kept of the source as a module and keep it importable while it is in use.

    :raises StrategyFailed: if the source is not Python or fails while it is read.
    """
    module = ModuleType(MODULE_NAME)
    module.__file__ = SOURCE_NAME
    with _told_as_failure(source):
        code = compile(script.tree, SOURCE_NAME, "exec", dont_inherit=True)
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


@contextmanager
def _told_as_failure(source: str) -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise from_syntax_error(error, source=source) from error
    except ValueError as error:
        raise fail(f"The code cannot be read: {error}.", hint="Remove characters that are not text.") from error
    except (RecursionError, MemoryError) as error:
        raise fail("The code is nested too deeply.", hint="Split the longest expression into steps.") from error


def strategy_classes(module: ModuleType, *, order: Sequence[str]) -> dict[str, Any]:
    """Return the strategies a module defines by name; those named in `order` come last, and in that order."""
    found = {
        id(thing): (name, thing)
        for name, thing in vars(module).items()
        if isinstance(thing, type)
        and issubclass(thing, bt.Strategy)
        # A class made by type() carries the name of the module of Backtrader's metaclass.
        and (thing.__module__ == MODULE_NAME or name in order)
    }
    # A class with two names goes by the one it was defined with.
    found |= {
        id(vars(module)[name]): (name, vars(module)[name]) for name in order if id(vars(module).get(name)) in found
    }
    places = {name: place for place, name in enumerate(order)}
    return dict(sorted(found.values(), key=lambda one: places.get(one[0], -1)))


def strategy_to_run(classes: Mapping[str, Any], *, wanted: str | None) -> str:
    """
    Return the name of the strategy class to run: the one asked for, or else the last one defined.

    :raises StrategyFailed: if there is none, or none of that name.
    """
    if not classes:
        raise fail(
            "The code defines no strategy class.",
            hint="Write a class that extends bt.Strategy: class MyStrategy(bt.Strategy): ...",
        )
    if wanted is None:
        return list(classes)[-1]
    if wanted in classes:
        return wanted
    guess = nearest(wanted, classes)
    raise fail(
        f"The code defines no strategy class named “{wanted}”.",
        hint=f"Did you mean “{guess}”?" if guess else f"It defines {', '.join(classes)}.",
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
