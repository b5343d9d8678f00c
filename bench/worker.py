"""A long-lived process of one system: told a job on a line, it does it once and answers with its own CPU seconds."""

import gc
import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from typing import TextIO

from bench.work import Ending, Job

Run = Callable[[], Ending]


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of those it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def timed(run: Run) -> dict[str, object]:
    """Return what one run came to and what it cost, the garbage of others collected before."""
    gc.collect()
    cpu, wall = cpu_seconds(), time.perf_counter()
    ending = run()
    return {"cpu_s": cpu_seconds() - cpu, "wall_s": time.perf_counter() - wall, **asdict(ending)}


def serve(module: str, requests: TextIO, answers: TextIO) -> None:
    """Answer jobs until the line ends; what fails is told, not raised."""
    system = importlib.import_module(module)
    # The prices are made and put in the system's own form once, outside the time measured.
    prepared = lru_cache(maxsize=4)(system.prepare)
    for line in requests:
        request = json.loads(line)
        try:
            answer = timed(prepared(request["variant"], Job(**request["job"])))
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def main() -> None:
    """Serve on standard output, which whatever the system prints must not reach."""
    with os.fdopen(os.dup(1), "w") as answers:
        os.dup2(2, 1)
        serve(sys.argv[1], sys.stdin, answers)


if __name__ == "__main__":
    main()
