"""The benign programs: what the first lines of each one say, and prices on which it trades."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from engine.bars import Bars
from engine.spec import Limits, Spec

FOLDER = Path(__file__).parent / "benign"
BARS = 300


@dataclass(frozen=True)
class Program:
    """
    A program and its header.

    `benign` says why it looks scary. `trades: yes` means that an order of its is filled; `says` is a part of a line it
    prints; `symbols` are those it needs, one unless it says so; `lines` says why two runs print different lines.
    """

    path: Path

    @cached_property
    def source(self) -> str:
        """Return the text as it is, with the line ends it has."""
        return self.path.read_bytes().decode()

    @cached_property
    def header(self) -> dict[str, str]:
        """Return what the comments before the first statement say."""
        head = [line[2:].partition(": ") for line in self.source.splitlines()[:6] if line.startswith("# ")]
        return {key: words for key, colon, words in head if colon}

    @property
    def spec(self) -> Spec:
        """Return the run of this program."""
        symbols = tuple(self.header.get("symbols", "ABC").split())
        return Spec(source=self.source, symbols=symbols, limits=Limits(wall_seconds=30.0))

    @property
    def feeds(self) -> list[Bars]:
        """Return the prices of its symbols."""
        return [prices(symbol, seed=7 + number) for number, symbol in enumerate(self.spec.symbols)]


PROGRAMS = [Program(path) for path in sorted(FOLDER.glob("*.py"))]


def prices(symbol: str, *, seed: int) -> Bars:
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(rng.normal(0.0003, 0.01, BARS)))
    opened = np.concatenate([[100.0], close[:-1]])
    return Bars(
        symbol=symbol,
        times=np.datetime64("2020-01-01T00:00:00", "us") + np.arange(BARS) * np.timedelta64(86_400_000_000, "us"),
        open=opened,
        high=np.maximum(opened, close) * 1.005,
        low=np.minimum(opened, close) * 0.995,
        close=close,
        volume=1_000 + 100 * np.abs(rng.normal(size=BARS)),
    )
