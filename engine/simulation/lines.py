"""Line buffers that read fast, and never outside what the strategy may know."""

import array
import datetime
from typing import Any, Final

import numpy as np
from backtrader import num2date
from backtrader.linebuffer import LineBuffer
from backtrader.lineseries import LineSeries

from engine.bars import Floats
from engine.simulation.failures import OutOfReach

midnight: Final = datetime.datetime.fromordinal


class QuickLine(LineBuffer):
    """
    A LineBuffer that keeps everything in memory, read without the stock buffer's property calls.

    It gives the stock buffer's answers, those to an index before the first bar or after this one included.
    """

    _moment: tuple[Any, ...] = (None, None, None, None)

    def __getitem__(self, ago: int) -> float:
        return self.array[self._idx + ago]

    def __setitem__(self, ago: int, value: float) -> None:
        self.array[self._idx + ago] = value
        for binding in self.bindings:
            binding[ago] = value

    def __len__(self) -> int:
        # The stock buffer counts this apart; without a bounded buffer the two always agree.
        return self._idx + 1

    def get(self, ago: int = 0, size: int = 1) -> Any:
        """Return the `size` values that end `ago` bars back."""
        end = self._idx + ago + 1
        return self.array[end - size : end]

    def datetime(self, ago: int = 0, tz: Any = None, naive: bool = True) -> Any:
        """Return the moment `ago` bars away, if this is the line of times."""
        # Analyzers ask for the same moment again and again.
        number, zone = self.array[self._idx + ago], tz or self._tz
        known, known_zone, known_naive, moment = self._moment
        if number != known or zone is not known_zone or naive is not known_naive:
            moment = num2date(number, tz=zone, naive=naive)
            self._moment = (number, zone, naive, moment)
        return moment

    def date(self, ago: int = 0, tz: Any = None, naive: bool = True) -> Any:
        """Return the date `ago` bars away, if this is the line of times."""
        return self.datetime(ago, tz, naive).date()

    def time(self, ago: int = 0, tz: Any = None, naive: bool = True) -> Any:
        """Return the time of day `ago` bars away, if this is the line of times."""
        return self.datetime(ago, tz, naive).time()


class FastLine(QuickLine):
    """
    A QuickLine that can be read nowhere outside what the strategy may know.

    The stock buffer answers an index before the first bar with prices from the end of the series, and a positive
    index with tomorrow's price. Both are errors here.
    """

    label = ""
    # Of a price of one symbol among several: what has to come first.
    begins_with = ""
    is_inner = False

    def __getitem__(self, ago: int) -> float:
        index = self._idx + ago
        if index < 0 or ago > 0:
            raise out_of_reach(self, ago)
        return self.array[index]

    def get(self, ago: int = 0, size: int = 1) -> Any:
        """Return the `size` values that end `ago` bars back, fewer near the start."""
        if ago > 0:
            raise out_of_reach(self, ago)
        end = self._idx + ago + 1
        return self.array[max(end - size, 0) : max(end, 0)]

    def datetime(self, ago: int = 0, tz: Any = None, naive: bool = True) -> Any:
        """Return the moment `ago` bars away, if this is the line of times."""
        number, zone = self[ago], tz or self._tz
        day = int(number)
        # Daily bars stand at midnight; Backtrader's way of telling that is twenty times as long.
        if number == day and zone is None:
            return midnight(day)
        return num2date(number, tz=zone, naive=naive)


def out_of_reach(line: Any, ago: int) -> OutOfReach:
    """Return the error for reading a line `ago` bars away from where it stands."""
    name = getattr(line, "label", "") or "a line"
    bars = len(line)
    if ago > 0:
        return OutOfReach(f"{name}[{ago}] is a value from the future: only [0] and negative numbers can be read.")
    if getattr(line, "is_inner", False):
        return OutOfReach(
            "This line belongs to an indicator inside another one and does not move with the bars. "
            "Make that indicator in the strategy itself to read it."
        )
    begins_with = getattr(line, "begins_with", "")
    if not bars and begins_with:
        return OutOfReach(
            f"{name}[{ago}] was read before {begins_with}.",
            hint="Begin the run on that day or later, leave the symbol out, or wait: if not len(data): return.",
        )
    if not bars:
        return OutOfReach(f"{name}[{ago}] was read before the first bar. Prices can be read in next(), not earlier.")
    return OutOfReach(f"{name}[{ago}] lies before the first bar: the strategy has seen {bars} so far.")


QUICK_NAMES: Final = frozenset(
    (
        "label",
        "begins_with",
        "is_inner",
        "_moment",
        "__getitem__",
        "__setitem__",
        "__len__",
        "get",
        "datetime",
        "date",
        "time",
    )
)

_quick_kinds: dict[tuple[Any, Any], Any] = {}
_plain_kinds: dict[Any, Any] = {}


def with_fast_reads(kind: Any, model: Any = FastLine) -> Any:
    """Return the subclass of a line class that reads like the model; the model itself for the plain buffer."""
    if kind is LineBuffer or issubclass(kind, QuickLine):
        return model
    if kind in _plain_kinds:
        return kind
    if (kind, model) not in _quick_kinds:
        kinds = [base for base in reversed(model.__mro__) if issubclass(base, QuickLine)]
        methods = {name: value for base in kinds for name, value in vars(base).items() if name in QUICK_NAMES}
        quick = type(kind)(kind.__name__, (kind,), {**methods, "__module__": kind.__module__})
        _quick_kinds[kind, model], _plain_kinds[quick] = quick, kind
    return _quick_kinds[kind, model]


def quicken(
    line: Any, *, model: Any = FastLine, label: str = "", begins_with: str = "", is_inner: bool = False
) -> None:
    """Turn a line into one that reads fast, keeping its identity."""
    if not isinstance(line.array, array.array):
        return
    line.__class__ = with_fast_reads(type(line), model)
    if label:
        line.label, line.begins_with = label, begins_with
    if is_inner:
        line.is_inner = True


def restore(thing: Any) -> None:
    """Give a line or an indicator the class it had before it was made quick."""
    kind = type(thing)
    thing.__class__ = LineBuffer if kind in (QuickLine, FastLine) else _plain_kinds.get(kind, kind)


def _first_value(self: Any, ago: int) -> float:
    return self._quick_line[ago]


def _first_known_value(self: Any, ago: int) -> float:
    # As FastLine reads, without a call of it.
    line = self._quick_line
    index = line._idx + ago
    if index < 0 or ago > 0:
        raise out_of_reach(line, ago)
    return line.array[index]


def _bars_seen(self: Any) -> int:
    return len(self._quick_line)


_quick_owners: dict[tuple[Any, bool], Any] = {}


def quicken_owner(indicator: Any) -> None:
    """Let an indicator answer [0] and its lines' names without going through its line container."""
    kind = type(indicator)
    if kind.__getitem__ is not LineSeries.__getitem__ or kind.__len__ is not LineSeries.__len__:
        return
    first = indicator.lines[0]
    owner = kind, isinstance(first, FastLine)
    if owner not in _quick_owners:
        read = _first_known_value if isinstance(first, FastLine) else _first_value
        methods = {"__getitem__": read, "__len__": _bars_seen, "__module__": kind.__module__}
        # Past Backtrader's metaclass, which would register the copy as an indicator of its own.
        quick = type.__new__(type(kind), kind.__name__, (kind,), methods)
        _quick_owners[owner], _plain_kinds[quick] = quick, kind
    known = vars(indicator)
    known["_quick_line"] = first
    for name, line in zip(indicator.lines.getlinealiases(), indicator.lines, strict=False):
        if name not in known and not hasattr(kind, name):
            known[name] = line
    indicator.__class__ = _quick_owners[owner]


def fill(line: Any, *, values: Floats) -> None:
    """Give a line all its values at once and put it before the first."""
    line.array = array.array("d")
    line.array.frombytes(np.ascontiguousarray(values).tobytes())
    line.extension = 0
    line._idx = -1
    line.lencount = 0


def view(values: Any) -> Floats:
    """Return an array.array as a NumPy view; it must be let go before the array can grow again."""
    return np.frombuffer(values, dtype=np.float64)
