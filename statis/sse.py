"""Events as a live stream for a browser: one Redis subscription a process, however many people watch."""

import contextlib
import re
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from statis.hub import Event, Mailbox, hub_of_this_loop

RETRY_MS: Final = 2_000
PING_SECONDS: Final = 15.0
POLL_SECONDS: Final = 2.0
# Only the newest of these in one batch is worth drawing.
REPLACEABLE: Final = frozenset({"progress", "state"})


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message to the browser: `event` is what `sse-swap` names; `is_last` ends the stream."""

    event: str
    data: str
    is_last: bool = False


Snapshot = Callable[[], Message | None]
Render = Callable[[dict[str, Any]], Message | None]
_watching: Counter[object] = Counter()


def event_stream(
    request: HttpRequest, *, topic: str, snapshot: Snapshot, render: Render, viewer: object, replays: bool = False
) -> HttpResponseBase:
    """
    Return the live stream of a topic, or 429 when the viewer already holds too many.

    First comes `snapshot()`, drawn from the database, which is the truth; then every event kept in the topic's
    stream (after `Last-Event-ID` when the browser reconnects); then what is published, as it happens. Both
    functions are plain ones, called in a thread: they may query and render. None sends nothing. The stream ends
    after a message with `is_last`. While nothing arrives the snapshot is taken again at every ping and sent when
    it differs, so a watcher sees the end of a run even if Redis was emptied. `backtests.views.events` is an example.
    With `replays` a browser that reconnects is sent what is kept from its beginning, for a `render` that remembers.
    """
    if _watching[viewer] >= settings.SSE_STREAMS_PER_USER:
        text = "Too many live pages are open at once. Close one and reload this page."
        return HttpResponse(text, content_type="text/plain", status=429, headers={"Retry-After": "10"})
    _release_database()
    last_id = "" if replays else request.headers.get("Last-Event-ID", "")
    watch = _Watch(topic=topic, snapshot=snapshot, render=render, last_id=last_id)
    return StreamingHttpResponse(
        _counted(viewer, watch.stream()),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"},
    )


def encode(message: Message, event_id: str = "") -> bytes:
    r"""
    Return the message as an event-stream writes it.

    >>> encode(Message(event="log", data="a\nb"), "5-0")
    b'id: 5-0\nevent: log\ndata: a\ndata: b\n\n'
    """
    lines = [f"id: {event_id}"] if event_id else []
    lines.append(f"event: {message.event}")
    lines += [f"data: {line}" for line in re.split(r"\r\n|\r|\n", message.data)]
    return ("\n".join(lines) + "\n\n").encode()


def newest_only(events: Iterable[Event]) -> list[Event]:
    """Return the events without those that a later one of the same replaceable type makes stale."""
    kept: list[Event] = []
    seen: set[str] = set()
    for event in reversed(list(events)):
        kind = str(event.body.get("type", ""))
        if kind not in seen:
            kept.append(event)
        if kind in REPLACEABLE:
            seen.add(kind)
    return kept[::-1]


class _Watch:
    """One browser watching one topic."""

    def __init__(self, *, topic: str, snapshot: Snapshot, render: Render, last_id: str) -> None:
        self._topic = topic
        self._snapshot = snapshot
        self._render = render
        self._last_id = Event.id_or_start(last_id)
        self._last_snapshot: Message | None = None

    async def stream(self) -> AsyncGenerator[bytes, None]:
        yield f"retry: {RETRY_MS}\n\n".encode()
        with hub_of_this_loop().mailbox(self._topic) as mailbox:
            await mailbox.wait_until_live(POLL_SECONDS)
            async with contextlib.aclosing(self._messages(mailbox)) as messages:
                async for message, event_id in messages:
                    yield encode(message, event_id) if message else b": ping\n\n"
                    if message and message.is_last:
                        return

    async def _messages(self, mailbox: Mailbox) -> AsyncGenerator[tuple[Message | None, str], None]:
        if first := await self._changed_snapshot():
            yield first, ""
        events = await mailbox.kept_after(self._last_id)
        while True:
            for event in newest_only(events):
                if event.order <= Event.order_of(self._last_id):
                    continue
                self._last_id = event.id
                if message := await _in_thread(self._render, event.body):
                    yield message, event.id
            events = await mailbox.next_events(self._last_id, PING_SECONDS if mailbox.is_live else POLL_SECONDS)
            if not events:
                yield await self._changed_snapshot(), ""

    async def _changed_snapshot(self) -> Message | None:
        message = await _in_thread(self._snapshot)
        if message == self._last_snapshot:
            return None
        self._last_snapshot = message
        return message


async def _in_thread(function: Callable[..., Message | None], *arguments: Any) -> Message | None:
    def call() -> Message | None:
        try:
            return function(*arguments)
        finally:
            _release_database()

    return await sync_to_async(call)()


def _release_database() -> None:
    """Give the connection back: a stream may stay open for hours."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


async def _counted(viewer: object, stream: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    _watching[viewer] += 1
    try:
        async for part in stream:
            yield part
    finally:
        _watching[viewer] -= 1
        if not _watching[viewer]:
            del _watching[viewer]
        await stream.aclose()
