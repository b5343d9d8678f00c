"""A living process beside the program's, which says whether anybody has touched it."""

import json
import select
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

_ANSWER_SECONDS: Final = 10.0
# It exec's as its starter, whose files it may read, and then becomes the user it shall be.
_PROGRAM: Final = """
import ctypes, json, os, resource, signal, sys
uid, secret = int(sys.argv[1]), sys.stdin.readline().strip()
if os.geteuid() == 0:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
libc = ctypes.CDLL(None)
libc.prctl(4, 1, 0, 0, 0)
libc.prctl(0x59616d61, ctypes.c_ulong(-1), 0, 0, 0)
held = ctypes.create_string_buffer(secret.encode())
received = []
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, lambda number, _: received.append(number))
limits = [getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")]
print(ctypes.addressof(held), flush=True)
while sys.stdin.readline():
    state = {"signals": received, "memory": held.value.decode("latin-1"), "ids": os.getresuid()}
    state |= {"limits": [resource.getrlimit(number) for number in limits], "group": os.getpgrp()}
    state |= {"nice": os.nice(0), "processors": sorted(os.sched_getaffinity(0))}
    print(json.dumps(state), flush=True)
"""


class Neighbour:
    """A process of this user with a secret in its memory and its environment."""

    def __init__(self, *, uid: int, secret: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _PROGRAM, str(uid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self.pid = self._process.pid
        self._ask(secret)
        self.address = int(self._answer())
        self._before = self._state()

    def changes(self) -> list[str]:
        """Return how it differs from what it was at the start."""
        state = self._state()
        return sorted(name for name in {*state, *self._before} if state.get(name) != self._before.get(name))

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for end in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):
                end.close()

    def _state(self) -> dict[str, Any]:
        if self._is_stopped():
            return {"it is stopped": True}
        try:
            self._ask("")
            return json.loads(self._answer())
        except (BrokenPipeError, ValueError):
            return {"it does not answer": True}

    def _is_stopped(self) -> bool:
        # Of a dead process that was not waited for the entry is still there.
        state = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state in ("T", "t")

    def _ask(self, line: str) -> None:
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _answer(self) -> str:
        ready, _, _ = select.select([self._process.stdout], [], [], _ANSWER_SECONDS)
        return self._process.stdout.readline() if ready else ""
