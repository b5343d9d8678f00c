"""What the strategy prints, kept as bounded log lines."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

from engine.events import LogLine
from engine.simulation.recorder import Report
from engine.spec import Limits


class Output(io.TextIOBase):
    """A text stream that turns every line written into a LogLine, until there are too many."""

    def __init__(self, *, limits: Limits, report: Report, bar: Callable[[], int | None]) -> None:
        self.lines: list[LogLine] = []
        self.is_truncated = False
        self._limits = limits
        self._report = report
        self._bar = bar
        self._open_line = ""

    def writable(self) -> bool:
        """Say that this stream takes text."""
        return True

    def write(self, text: str) -> int:
        """Take text; whole lines become log lines."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if len(self.lines) >= self._limits.log_lines:
            self.is_truncated = self.is_truncated or bool(text.strip())
            return len(text)
        *whole, rest = (self._open_line + text).split("\n")
        for line in whole:
            self._add(line)
        # A line that never ends must not grow without bound either.
        self._open_line = rest[: self._limits.log_line_chars + 1]
        return len(text)

    def finish(self) -> None:
        """Take the last line, which may lack its end."""
        if self._open_line:
            self._add(self._open_line)
            self._open_line = ""

    def _add(self, text: str) -> None:
        if len(self.lines) >= self._limits.log_lines:
            self.is_truncated = True
            return
        if len(text) > self._limits.log_line_chars:
            text = text[: self._limits.log_line_chars - 1] + "…"
        # Half of a character pair cannot be sent on.
        line = LogLine(bar=self._bar(), text=text.encode("utf-8", "replace").decode())
        self.lines.append(line)
        self._report(line)


@contextmanager
def captured(output: Output) -> Iterator[None]:
    """Send what is printed, and what goes to the error stream, to `output`."""
    with redirect_stdout(output), redirect_stderr(output):
        try:
            yield
        finally:
            output.finish()
