"""What the sandbox's tests share: prices, an honest strategy, a look at the process table."""

import errno
import platform
import time
from pathlib import Path

import numpy as np

from engine.bars import Bars
from engine.sandbox import launch, policy, seccomp
from engine.spec import Limits, Spec

HONEST = """
import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()
"""


def prices(*, bars: int = 60, symbol: str = "ABC") -> Bars:
    close = 100 * np.exp(np.cumsum(np.random.default_rng(7).normal(0.0003, 0.01, bars)))
    first = np.datetime64("2020-01-01T00:00:00", "us")
    return Bars(
        symbol=symbol,
        times=first + np.arange(bars) * np.timedelta64(86_400_000_000, "us"),
        open=close,
        high=close * 1.01,
        low=close * 0.99,
        close=close,
        volume=np.full(bars, 1_000.0),
    )


def spec_of(source: str, **limits: float) -> Spec:
    return Spec(source=source, symbols=("ABC",), limits=Limits(**{"wall_seconds": 10.0, **limits}))


def honest_spec() -> Spec:
    return spec_of(HONEST)


def in_next(body: str, *, before: str = "") -> str:
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    return f"import backtrader as bt\n{before}\n\nclass Tried(bt.Strategy):\n    def next(self):\n{lines}"


def until(condition, *, seconds: float = 5.0) -> bool:
    """Wait for the condition and return whether it came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.005)
    return False


def children_of(pid: int) -> list[int]:
    """Return the processes, zombies included, whose parent is `pid`."""
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and _parent_of(path) == pid]


def is_asleep(pid: int) -> bool:
    """Return whether a process waits for something to happen."""
    return _status_of(Path(f"/proc/{pid}"))[0] == "S"


def _parent_of(process: Path) -> int:
    try:
        return int(_status_of(process)[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _status_of(process: Path) -> list[str]:
    # The name before it may hold blanks and brackets.
    return (process / "stat").read_text().rpartition(")")[2].split()


def filter_without(*names: str) -> bytes:
    """Return a filter that lets every system call pass but these, as a kernel that lacks them."""
    machine, missing = platform.machine(), 0x00050000 | errno.ENOSYS
    rules = ((name, seccomp._answer(missing)) for name in names)
    return (
        seccomp._check_architecture(machine)
        + seccomp._joined(policy.SYSCALLS[machine], rules)
        + seccomp._answer(seccomp.ALLOW)
    )


def run_by_an_ordinary_user(monkeypatch) -> None:
    """Let the next sandbox's zygote give up root once it is warm, as one started by an ordinary user."""
    # The interpreter may lie where only root can read it, so the user changes after the imports.
    drop = "import os; zygote.warm_up(); os.setgroups([]); os.setresgid(*[12345] * 3); os.setresuid(*[12345] * 3); "
    monkeypatch.setattr(launch, "START", launch.START.replace("zygote.main", drop + "zygote.main"))
