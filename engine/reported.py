"""What a report keeps of the child's own word, held against what the worker knows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from engine.events import LeftOut, OrderLog
from engine.ledger.checks import BadResult
from engine.spec import ParamValue, Spec

# The child cuts names to this length (`engine.sandbox.protocol`).
LONGEST_NAME: Final = 200


def weighed(*, spec: Spec, log: OrderLog, left_out: Sequence[LeftOut] | None = None) -> OrderLog:
    """
    Return an order log with what the worker knows in place of what the child says.

    `left_out` are the parts of the script that are not run, as a reading of it without running it found them. What
    is left is the child's word and nothing else: parameters nobody asked for, names of classes, printed lines,
    indicator values, which loop ran and why, warm-up, and whose rule sized the orders.

    :raises BadResult: if what it says cannot be, whatever the strategy did.
    """
    _check_class(spec=spec, log=log)
    _check_sizes(log)
    told = replace(log, params=_params(asked=spec.params, said=log.params))
    return told if left_out is None else replace(told, left_out=list(left_out))


def _check_class(*, spec: Spec, log: OrderLog) -> None:
    """Check that the class that ran is the one asked for, or else the last one defined."""
    due = (spec.strategy_class or "".join(log.strategies[-1:]))[:LONGEST_NAME]
    if log.strategy_class != due:
        raise BadResult(f"The class “{log.strategy_class}” is said to have run in place of “{due}”.")


def _check_sizes(log: OrderLog) -> None:
    counted = log.sizes.by_rule + log.sizes.by_strategy + log.sizes.closing
    if counted != len(log.placed):
        raise BadResult(f"The sizes of {counted} orders are told, but {len(log.placed)} were sent.")


def _params(*, asked: Mapping[str, ParamValue], said: Mapping[str, ParamValue | None]) -> dict[str, ParamValue | None]:
    """
    Return the parameters of a run: of those asked for, the value asked for.

    >>> _params(asked={"period": 10.0, "name": "b"}, said={"period": 10, "name": "c", "other": 3})
    {'period': 10, 'name': 'b', 'other': 3}
    """
    # A whole number may have been asked for as 10.0 and have run as 10.
    changed = {name: value for name, value in asked.items() if name not in said or said[name] != value}
    return {**said, **changed}
