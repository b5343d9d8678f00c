"""What comes over one connection: frames as they arrive, and at its end how the child died."""

import json
from collections.abc import Callable
from typing import Any, Final

from engine.sandbox.outcome import Death
from engine.sandbox.protocol import DEATH_BYTES, FrameReader, Garbled, Kind, decode_death, decode_ready

_FROM_ZYGOTE: Final = frozenset({Kind.HELLO, Kind.TROUBLE, Kind.DEATH})
_RESULTS: Final = frozenset({Kind.FINISHED, Kind.FAILED, Kind.INSPECTED})


class Answer:
    """
    The bytes of a connection, made sense of.

    The zygote greets, the child says all that follows, and the zygote has the last word once the child is dead. Since
    a child may die in the middle of a frame, that last word is always the end of the stream, wherever frames begin.
    """

    def __init__(self, reader: FrameReader, on_frame: Callable[[Kind, bytes], None]) -> None:
        self._reader = reader
        self._on_frame = on_frame
        self._total = 0
        self._ending = b""
        self._breach = ""
        self._breach_at = 0
        self._death_at = 0
        self._overhead = 0
        self.hello: dict[str, Any] | None = None
        self.locked_ms: float | None = None
        self.trouble = ""
        self.has_result = False

    def take(self, received: bytes) -> None:
        """Take what has arrived; the first thing no honest child says is kept, and nothing is read after it."""
        self.take_unread(received)
        if self._breach:
            return
        try:
            for kind, payload in self._reader.feed(received):
                self._take(kind, payload)
        except Garbled as error:
            self._breach, self._breach_at = str(error), self._reader.position

    def take_unread(self, received: bytes) -> None:
        """Take what has arrived without looking into it: only the end will be asked for."""
        self._total += len(received)
        self._ending = (self._ending + received)[-DEATH_BYTES:]

    def _take(self, kind: Kind, payload: bytes) -> None:
        if self.hello is None:
            if kind is not Kind.HELLO:
                raise Garbled("no greeting")
            self.hello = json.loads(payload)
        elif self._death_at or (self.has_result and kind is not Kind.DEATH):
            raise Garbled("something after the end")
        elif kind is Kind.DEATH:
            self._death_at = self._reader.position
        elif kind is Kind.TROUBLE and self.locked_ms is None:
            self.trouble = payload.decode(errors="replace")
        elif kind is Kind.READY and self.locked_ms is None:
            self.locked_ms = decode_ready(payload)
            self._overhead = self._reader.position
        elif self.locked_ms is None or kind in _FROM_ZYGOTE or kind is Kind.READY:
            raise Garbled("something out of its turn")
        else:
            # Before it is looked into: what makes no sense is an end, too.
            self.has_result = kind in _RESULTS
            self._on_frame(kind, payload)

    @property
    def output_bytes(self) -> int:
        """Return how much the child has said since it was locked in, at least."""
        return self._total - self._overhead - DEATH_BYTES if self.locked_ms is not None else 0

    @property
    def is_suspect(self) -> bool:
        """Return whether something arrived that no honest child says, unless its death cut it short."""
        return bool(self._breach)

    @property
    def death(self) -> Death | None:
        """Return how the child ended, None if the zygote did not live to tell."""
        words = decode_death(self._ending)
        return words and Death(status=words[0], cpu_seconds=words[1])

    @property
    def breach(self) -> str:
        """Return what the child said that no honest one says, once the answer is complete; nothing if it is well."""
        said = self._total - DEATH_BYTES if self.death else self._total
        if self._breach and self._breach_at <= said:
            return self._breach
        if self._death_at and self._death_at <= said:
            return "a death that was none"
        # A crash may cut a frame short; a child that leaves by itself may not.
        if self.death and not self.death.status and self._death_at != self._total:
            return "a report cut short"
        return ""
