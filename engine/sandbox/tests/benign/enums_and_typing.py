# benign: Enum, IntFlag, StrEnum, auto, NamedTuple, TypedDict, Protocol, Generic, overload, NewType, Literal, cast
# trades: yes
from __future__ import annotations

import enum
import typing
from typing import TYPE_CHECKING, Callable, Generic, Literal, NamedTuple, NewType, Optional, Protocol, TypedDict, TypeVar

import backtrader as bt

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")
Price = NewType("Price", float)
Side = Literal["long", "flat"]


class State(enum.Enum):
    FLAT = enum.auto()
    LONG = enum.auto()


class Flags(enum.IntFlag):
    UP = 1
    BUSY = 2
    BOTH = UP | BUSY


class Word(enum.StrEnum):
    BUY = enum.auto()


class Bar(NamedTuple):
    close: float
    volume: float = 0.0


class Told(TypedDict, total=False):
    state: str
    bars: int


@typing.runtime_checkable
class Judge(Protocol):
    def judge(self, bar: Bar) -> Flags: ...


class Last(Generic[T]):
    def __init__(self) -> None:
        self.value: Optional[T] = None

    def put(self, value: T) -> T | None:
        before, self.value = self.value, value
        return before


@typing.overload
def sign(value: int) -> int: ...
@typing.overload
def sign(value: float) -> float: ...
def sign(value):
    return (value > 0) - (value < 0)


class Rising:
    def __init__(self) -> None:
        self.last: Last[float] = Last()

    def judge(self, bar: Bar) -> Flags:
        before = self.last.put(bar.close)
        return Flags.BOTH if before and sign(bar.close - before) > 0 and bar.volume else Flags(0)


class Typed(bt.Strategy):
    state: State
    hook: Callable[[Iterable[float]], float] = staticmethod(max)

    def __init__(self) -> None:
        self.judge: Judge = Rising()
        assert isinstance(self.judge, Judge)
        self.state = State.FLAT
        hints = typing.get_type_hints(Told)
        assert hints["bars"] is int and str(Word.BUY) == "buy"

    def next(self) -> None:
        flags = self.judge.judge(Bar(Price(self.data.close[0]), self.data.volume[0]))
        told: Told = {"state": self.state.name, "bars": len(self)}
        if flags & Flags.UP and self.state is State.FLAT:
            self.buy()
            self.state = State["LONG"]
        elif not flags and self.state is State.LONG and told["bars"]:
            self.close()
            self.state = State(1)
