"""The systems compared and their environments: a peer is installed from its lock, wheels only, or left out."""

import hashlib
import json
import select
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from bench.rows import US, US_BASIC
from bench.timing import RunFailed, Sample
from bench.work import Job

ROOT: Final = Path(__file__).resolve().parent.parent
LOCKS: Final = ROOT / "bench" / "environments"
PLACE: Final = ROOT / "var" / "bench"
PATIENCE_SECONDS: Final = 300.0


@dataclass(frozen=True, kw_only=True)
class System:
    """One thing to time: the module of `bench.systems` that runs it, and its environment (none: ours)."""

    name: str
    module: str
    environment: str = ""
    variant: str = ""
    is_comparable: bool = True


SYSTEMS: Final = (
    System(name=US, module="statis", variant="advanced"),
    System(name=US_BASIC, module="statis", variant="basic"),
    System(name="backtrader", module="stock", environment="backtrader", variant="stock"),
    System(name="backtrader + 16 analyzers", module="stock", environment="backtrader", variant="stock with 16"),
    System(name="backtrader-next", module="stock", environment="backtrader-next", variant="next"),
    System(name="backtesting.py", module="backtesting_py", environment="backtesting"),
    System(name="vectorbt", module="vectorbt_py", environment="vectorbt"),
    # It sizes by share of capital, so it ends with another sum.
    System(name="raptorbt", module="raptorbt_py", environment="raptorbt", is_comparable=False),
)


def python_of(environment: str) -> Path:
    """Return the interpreter of an environment."""
    return PLACE / environment / "bin" / "python" if environment else Path(sys.executable)


def version_of(environment: str) -> str:
    """Return the version of the peer that its source of locks pins, which comes first there."""
    return (LOCKS / f"{environment}.in").read_text(encoding="utf-8").split("==")[1].split()[0]


def install(environment: str) -> str:
    """Make a peer's environment unless a sound one is there, and return why it could not be made, or nothing."""
    lock, folder = LOCKS / f"{environment}.txt", PLACE / environment
    stamp = folder / ".installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest() + f" {sys.version_info[:2]}"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return ""
    print(f"Installing {environment} {version_of(environment)} into var/bench ...", flush=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    pip = [str(python_of(environment)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    commands = (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [*pip, "--no-input", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)],
    )
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return ((done.stdout + done.stderr).strip().splitlines() or ["it said nothing"])[-1]
    stamp.write_text(wanted, encoding="utf-8")
    return ""


class Worker:
    """
    A process of one environment and module that stays warm between jobs.

    :raises RunFailed: from `run`, if it cannot do a job.
    """

    def __init__(self, *, module: str, environment: str) -> None:
        PLACE.mkdir(parents=True, exist_ok=True)
        with (PLACE / f"{module}-{environment or 'ours'}.log").open("w") as log:
            self._process = subprocess.Popen(
                [str(python_of(environment)), "-m", "bench.worker", f"bench.systems.{module}"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        with suppress(OSError):
            self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def run(self, variant: str, job: Job) -> Sample:
        """Have the job done once, timed by the process itself."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps({"variant": variant, "job": asdict(job)}) + "\n")
            self._process.stdin.flush()
        except OSError as broken:
            raise RunFailed("its process has ended") from broken
        if not select.select([self._process.stdout], [], [], PATIENCE_SECONDS)[0]:
            self._process.kill()
            raise RunFailed(f"no answer within {PATIENCE_SECONDS:.0f} s")
        answer = self._process.stdout.readline()
        if not answer:
            raise RunFailed("its process has ended (var/bench holds its log)")
        values = json.loads(answer)
        if "error" in values:
            raise RunFailed(values["error"])
        return Sample(**values)
