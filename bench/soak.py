"""Many jobs in a row: what the clean process and its client hold on the way, and that each job is as the first."""

import argparse
import os
from pathlib import Path

from bench.jobs import kibibytes, status_of
from bench.systems.statis import feeds_of, spec_of
from bench.work import Job
from engine.sandbox.parent import Sandbox


def held_by(pid: int) -> str:
    """Return a process's memory and its number of open descriptors, in words."""
    descriptors = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return f"{kibibytes(status_of(pid), 'VmRSS') / 1024:.1f} MiB, {descriptors} descriptors"


def main() -> None:
    """Run the jobs and print what is held on the way; exits 1 if a job ends otherwise than the first."""
    parser = argparse.ArgumentParser(prog="bench.soak", description=__doc__)
    parser.add_argument("jobs", type=int, nargs="?", default=2_000)
    wanted = parser.parse_args().jobs
    job = Job(kind="cross", bars=250)
    spec, feeds = spec_of(job), feeds_of(job)
    with Sandbox() as sandbox:
        first = sandbox.run(spec, feeds)
        for number in range(1, wanted + 1):
            outcome = sandbox.run(spec, feeds)
            if (outcome.verdict, outcome.order_log) != (first.verdict, first.order_log):
                raise SystemExit(f"Job {number:,} ended as {outcome.verdict}: {outcome.failure}")
            if number in (1, 100) or number % max(wanted // 4, 1) == 0:
                print(f"{number:>7,} jobs: zygote {held_by(sandbox.zygote_pid)}; client {held_by(os.getpid())}")


if __name__ == "__main__":
    main()
