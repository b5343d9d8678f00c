"""Say what of a script was left out, in words for the person who pasted it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from engine.events import LeftOut
from engine.script.available import is_available
from engine.script.policy import REASONS, Part
from engine.script.settings import settings
from engine.script.units import Unit

MAX_ITEMS: Final = 40
MAX_RANGES: Final = 20
MAX_NAMES: Final = 12
MAX_WORDS: Final = 200
IMPORTS_WHY: Final = "Only what is left out uses them."


def left_out(
    units: Sequence[Unit], *, kept: Sequence[Unit], commands: Sequence[int], used: set[str]
) -> tuple[LeftOut, ...]:
    """
    Return what was left out: the parts of the runner, its imports, and the settings it made.

    `used` are the names that the code that is kept uses.
    """
    code = [unit for unit in units if unit.module is None]
    groups = {part: [unit for unit in code if unit.part is part] for part in Part}
    imports = [unit for unit in units if unit.module is not None]
    taken = Counter(line for unit in (*units, *kept) for line in _lines_of(unit))
    items = [_part(part, group, taken, used) for part, group in groups.items() if group]
    if commands:
        items.append(
            _item(
                Part.NOTEBOOK,
                _joined([(line, line) for line in commands], taken - Counter(commands)),
                REASONS[Part.NOTEBOOK],
            )
        )
    items += [_imports(imports, taken)] if imports else []
    return tuple([*items, *settings([unit.node for unit in code])][:MAX_ITEMS])


def _part(part: Part, units: list[Unit], taken: Counter[int], used: set[str]) -> LeftOut:
    titles = dict.fromkeys(title for unit in units for title in _titles(unit))
    listed = f" ({_listed(list(titles))})" if titles else ""
    # A number the strategy reads may have been given to it by the runner.
    lost = sorted({name for unit in units for name in unit.targets | unit.scope.changes_later} & used)
    told = f" It also sets {_listed(lost)}, which the strategy uses." if lost else ""
    return _item(f"{part}{listed}", _ranges(units, taken), REASONS[part] + told)


def _titles(unit: Unit) -> Iterator[str]:
    if unit.home:
        yield unit.home
    elif unit.is_definition:
        yield from unit.scope.binds


def _imports(units: list[Unit], taken: Counter[int]) -> LeftOut:
    modules = dict.fromkeys(_shown(unit.module or "") for unit in units)
    return _item(f"imports {_listed(list(modules))}", _ranges(units, taken), IMPORTS_WHY)


def _shown(module: str) -> str:
    """
    Return a module's name as a person would say it.

    >>> _shown("matplotlib.pyplot"), _shown("backtrader.feeds"), _shown(".")
    ('matplotlib', 'backtrader.feeds', '.')
    """
    return module if is_available(module) or module.startswith(".") else module.split(".")[0]


def _item(what: str, lines: list[tuple[int, int]], why: str) -> LeftOut:
    return LeftOut(what=str(what)[:MAX_WORDS], lines=lines[:MAX_RANGES], why=why[: 2 * MAX_WORDS])


def _listed(names: list[str]) -> str:
    """
    Return names as a list of modest length.

    >>> _listed(["a", "b"]), _listed([str(n) for n in range(14)])[-10:]
    ('a, b', '11, 2 more')
    """
    rest = len(names) - MAX_NAMES
    return ", ".join(names if rest <= 0 else [*names[:MAX_NAMES], f"{rest} more"])


def _lines_of(unit: Unit) -> range:
    first, last = unit.lines
    return range(first, last + 1)


def _ranges(units: Sequence[Unit], taken: Counter[int]) -> list[tuple[int, int]]:
    others = taken - Counter(line for unit in units for line in _lines_of(unit))
    return _joined(sorted(unit.lines for unit in units), others)


def _joined(lines: list[tuple[int, int]], others: Counter[int]) -> list[tuple[int, int]]:
    """
    Return ranges of lines joined across the lines between them that hold nothing else.

    >>> _joined([(1, 2), (4, 6), (9, 9)], Counter({7: 1})), _joined([(1, 1), (2, 2)], Counter())
    ([(1, 6), (9, 9)], [(1, 2)])
    """
    joined: list[tuple[int, int]] = []
    for first, last in lines:
        if joined and not any(line in others for line in range(joined[-1][1] + 1, first)):
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
