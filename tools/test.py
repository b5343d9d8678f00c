"""Run the tests: `all`, `core` (without Django), `deep`, `app`, `postgres` or `e2e`; pytest's options may follow."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
PURE = (
    "engine",
    "strategies/checking",
    "strategies/generation",
    "marketdata/sources",
    "indicators/library",
    "tests/pure",
)
APPS = ("statis", "accounts", "marketdata", "indicators", "strategies", "backtests", "tests")
# Truths that take seconds: with them in it, `make test-core` would no longer be quick.
SLOW_SUBJECTS = (
    *("stock", "differential", "corpus"),
    *("ledger_audit", "ledger_garbage", "ledger_identities", "ledger_random", "metrics_oracle", "metrics_stock"),
    *("metrics_properties", "metrics_symbols", "metrics_tables", "simulation_leverage"),
    *("simulation_sizing", "trading_sizing", "simulation_waiting", "bad_input"),
    *("lookahead_leaks", "lookahead_honest"),
)
# They load yfinance and the calendars of exchanges, and wait for servers that are slow on purpose.
SLOW_SOURCES = ("adjusting", "yahoo", "alpha_vantage", "finnhub", "http", "calendars", "assembling", "loading")
DEEP = (
    "engine/sandbox/tests/test_*.py",
    *(f"engine/tests/test_{subject}*.py" for subject in SLOW_SUBJECTS),
    *(f"marketdata/sources/tests/test_{subject}*.py" for subject in SLOW_SOURCES),
)
# Its doctests would load yfinance.
UNLOADED = ("marketdata/sources/yahoo_session.py",)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SUITES = ("core", "deep", "app", "postgres", "e2e")
TALLY = re.compile(r"(\d+) (passed|failed|skipped|errors?|xfailed|xpassed)")
NO_TESTS = 5
# No test, and not to be imported outside the process it is for.
SETTINGS_OF_A_WORKER = ("backtests/tests/worker_settings.py", "tests/writer_settings.py")
# The tests choose their own database and broker; those of the person who runs them are left alone. Byte code is kept:
# without it every suite and every process a test starts compiles everything anew, a third of all the work.
UNHEARD = ("DATABASE_URL", "REDIS_URL", "VAR_DIR", "PYTHONDONTWRITEBYTECODE")
HERE = {name: value for name, value in os.environ.items() if name not in UNHEARD}


@dataclass
class Outcome:
    """What the suites came to."""

    counts: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def pytest(name: str, argv: list[str], outcome: Outcome, env: dict[str, str] | None = None) -> None:
    """Run pytest, show what it prints as it prints it, and add up its closing line."""
    print(f"\n=== {name} ===", flush=True)
    began_at = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *argv, *sys.argv[2:]],
        cwd=ROOT,
        env={**HERE, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    last = ""
    for line in process.stdout or ():
        print(line, end="", flush=True)
        last = line if TALLY.search(line) else last
    code = process.wait()
    counts = Counter(
        {word.rstrip("s") if word.startswith("error") else word: int(n) for n, word in TALLY.findall(last)}
    )
    outcome.counts += counts
    if code:
        outcome.failed.append(f"{name} ({'it has no tests' if code == NO_TESTS else f'pytest ended with {code}'})")
    tally = ", ".join(f"{n} {word}" for word, n in counts.items()) or "nothing"
    outcome.lines.append(f"{name:<10}{tally} in {time.monotonic() - began_at:.0f} s")


def without_django(name: str, argv: list[str], outcome: Outcome, *, workers: int = 2) -> None:
    """Run pytest in processes that cannot import Django."""
    path = os.pathsep.join(filter(None, [str(ROOT / "tools"), os.environ.get("PYTHONPATH")]))
    pytest(name, ["-p", "no:django", "-p", "without_django", "-n", str(workers), *argv], outcome, {"PYTHONPATH": path})


def core(outcome: Outcome) -> None:
    """Run the pure folders' quick tests and doctests."""
    ignored = ["--ignore=strategies/generation/templates", *(f"--ignore={path}" for path in UNLOADED)]
    ignored += [f"--ignore-glob={pattern}" for pattern in DEEP]
    folders = [folder for folder in PURE if (ROOT / folder).exists()]
    without_django("core", ["--doctest-modules", *ignored, *folders], outcome)


def deep(outcome: Outcome) -> None:
    """Run the pure tests that take their time: sandboxes, hostile programs, random logs, stock Backtrader."""
    files = sorted({str(path.relative_to(ROOT)) for pattern in DEEP for path in ROOT.glob(pattern)})
    # One more than two cores keep busy: many of these wait for a clock or for a process to die.
    without_django("deep", files, outcome, workers=3)


def app(outcome: Outcome, name: str = "app", *options: str, env: dict[str, str] | None = None) -> None:
    """Run the apps' tests, on SQLite unless `env` names another database."""
    ignored = [f"--ignore={path}" for path in (*PURE, "tests/e2e", *SETTINGS_OF_A_WORKER)]
    pytest(name, ["-n", "2", "--dist", "loadfile", *options, *ignored, *APPS], outcome, env)


def on_postgres(outcome: Outcome) -> None:
    """Run the apps' tests that open the database again on a real Postgres, started for this."""
    binaries = postgres.find_binaries()
    if binaries is None:
        outcome.absent.append("a Postgres server (Debian package postgresql): the tests on Postgres")
        return
    try:
        with postgres.cluster(binaries) as url:
            app(outcome, "postgres", "--database-only", env={"DATABASE_URL": url})
    except postgres.PostgresFailed as problem:
        print(problem)
        outcome.failed.append("postgres (the server did not start)")


def e2e(outcome: Outcome) -> None:
    """Run the tests in a real browser against the whole application."""
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        outcome.absent.append("Chromium (Debian package chromium): the tests in a browser")
        return
    pytest("e2e", ["tests/e2e", "-p", "no:randomly"], outcome, {"CHROMIUM": browser})


def on_sqlite(outcome: Outcome) -> None:
    """Run the apps' tests and doctests on SQLite."""
    app(outcome, "app", "--doctest-modules")


RUN = {"core": core, "deep": deep, "app": on_sqlite, "postgres": on_postgres, "e2e": e2e}


def report(outcome: Outcome) -> None:
    """Print the summary, the last line in a form that programs read; exits 1 on any failure."""
    must_have_all = os.environ.get("CI", "").lower() in ("1", "true", "yes")
    failures = outcome.counts["failed"] + outcome.counts["error"]
    if must_have_all:
        outcome.failed += [f"absent: {name}" for name in outcome.absent]
    print("\n=== summary ===")
    for line in outcome.lines:
        print(line)
    for name in outcome.failed:
        print(f"FAILED {name}")
    if outcome.absent:
        print(f"Not run, because this machine lacks {'; and '.join(outcome.absent)}.")
    # A suite that failed without a failing test (no tests, a crash, a missing component) counts as one failure.
    failures = max(failures, len(outcome.failed))
    skipped = f", {outcome.counts['skipped']} skipped" if outcome.counts["skipped"] else ""
    print(f"{outcome.counts['passed']} passed, {failures} failed{skipped}", flush=True)
    sys.exit(bool(failures))


def main() -> None:
    """Run the chosen suites."""
    chosen = sys.argv[1] if len(sys.argv) > 1 else "all"
    if chosen not in (*SUITES, "all"):
        sys.exit(f"There is no suite {chosen}: choose all, {', '.join(SUITES)}.")
    outcome = Outcome()
    for name in SUITES if chosen == "all" else (chosen,):
        RUN[name](outcome)
    report(outcome)


if __name__ == "__main__":
    main()
