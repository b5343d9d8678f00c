"""
Kill every process group the supervisor registered, once the supervisor is gone.

Runs as a script of its own, with its standard input a pipe that only the supervisor holds open: whatever ends the
supervisor, SIGKILL included, closes the pipe. Lines are `+GROUP` and `-GROUP`.
"""

import contextlib
import os
import signal
import sys


def main() -> None:
    """Follow the groups until the pipe closes, then kill those left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin.buffer:
        sign, group = line[:1], int(line[1:])
        (groups.add if sign == b"+" else groups.discard)(group)
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main()
