"""The one Redis subscription of a web process, shared out to everyone who watches."""

import asyncio
import contextlib
import json
import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Self
from weakref import WeakKeyDictionary

import redis.asyncio
import structlog
from django.conf import settings
from redis.exceptions import RedisError

from statis.events import CHANNEL, STREAM

logger = structlog.get_logger(__name__)

START: Final = "0-0"
WAITING: Final = 256
REPLAYED: Final = 500
RECONNECT_SECONDS: Final = 1.0


@dataclass(frozen=True)
class Event:
    """One published event with its position in the topic's stream."""

    id: str
    body: dict[str, Any]

    @property
    def order(self) -> tuple[int, int]:
        """Return what sorts events as they were published."""
        return self.order_of(self.id)

    @staticmethod
    def order_of(event_id: str) -> tuple[int, int]:
        """
        Return the sorting key of an id.

        >>> Event.order_of("9-10") > Event.order_of("9-9")
        True
        """
        moment, _, number = event_id.partition("-")
        return int(moment), int(number)

    @staticmethod
    def id_or_start(text: str) -> str:
        """Return the text if it is an id, else the position before all events: browsers send what they like."""
        return text if re.fullmatch(r"\d{1,15}-\d{1,10}", text) else START

    @classmethod
    def parse(cls, event_id: bytes, body: bytes) -> Self:
        """Return the event that `events.publish` wrote."""
        return cls(event_id.decode(), json.loads(body))


class Mailbox:
    """What one watcher has not read yet: bounded, and refilled from the stream after an overflow."""

    def __init__(self, hub: "Hub", topic: str) -> None:
        self._hub = hub
        self._topic = topic
        self._waiting: deque[Event] = deque()
        self._arrived = asyncio.Event()
        self._has_gap = False

    @property
    def is_live(self) -> bool:
        """Return whether news would arrive at once."""
        return self._hub.subscribed.is_set()

    def put(self, event: Event) -> None:
        """Add an event; a full mailbox is emptied and read again from the stream."""
        if len(self._waiting) >= WAITING:
            self.mark_gap()
        else:
            self._waiting.append(event)
            self._arrived.set()

    def mark_gap(self) -> None:
        """Remember that events may have been missed."""
        self._waiting.clear()
        self._has_gap = True
        self._arrived.set()

    async def wait_until_live(self, seconds: float) -> None:
        """Return when the hub is subscribed, or when the time is over."""
        # Not wait_for: on Python 3.11 it can swallow the cancellation that a closed browser causes.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hub.subscribed.wait()

    async def kept_after(self, event_id: str) -> list[Event]:
        """Return the newest kept events after this one; nothing when Redis does not answer."""
        # Redis's client can swallow a cancellation on Python 3.11 (it uses wait_for): a closed browser must not
        # depend on it.
        return await asyncio.shield(asyncio.ensure_future(self._read_kept(event_id)))

    async def _read_kept(self, event_id: str) -> list[Event]:
        try:
            rows: Any = await self._hub.client.xrevrange(STREAM + self._topic, "+", f"({event_id}", count=REPLAYED)
        except (RedisError, OSError):
            return []
        return [Event.parse(row_id, fields[b"d"]) for row_id, fields in reversed(rows)]

    async def next_events(self, after: str, seconds: float) -> list[Event]:
        """Return what arrives next, or nothing when the time is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._arrived.wait()
        self._arrived.clear()
        events = list(self._waiting)
        self._waiting.clear()
        if self._has_gap:
            self._has_gap = False
            return await self.kept_after(after)
        return events


class Hub:
    """One subscription to every topic; it lives from the first watcher to the last."""

    def __init__(self) -> None:
        self.client: redis.asyncio.Redis = redis.asyncio.Redis.from_url(
            settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=2, health_check_interval=10
        )
        self.subscribed = asyncio.Event()
        self._mailboxes: defaultdict[str, set[Mailbox]] = defaultdict(set)
        self._listener: asyncio.Task[None] | None = None
        self._is_closed = False

    @contextlib.contextmanager
    def mailbox(self, topic: str) -> Iterator[Mailbox]:
        """Open a mailbox for the topic; the last one closed ends the subscription."""
        box = Mailbox(self, topic)
        self._mailboxes[topic].add(box)
        if self._listener is None:
            self._listener = asyncio.get_running_loop().create_task(self._listen())
        try:
            yield box
        finally:
            self._mailboxes[topic].discard(box)
            if not self._mailboxes[topic]:
                del self._mailboxes[topic]
            if not self._mailboxes:
                self._close()

    def _close(self) -> None:
        # The next watcher gets a new hub: this one's connections are closing.
        _hubs.pop(asyncio.get_running_loop(), None)
        # Said twice, because the client may swallow the cancellation.
        self._is_closed = True
        if self._listener:
            self._listener.cancel()

    async def _listen(self) -> None:
        try:
            while not self._is_closed:
                try:
                    await self._pump()
                except (RedisError, OSError) as problem:
                    logger.warning("hub_unavailable", problem=str(problem))
                self.subscribed.clear()
                await asyncio.sleep(RECONNECT_SECONDS)
        finally:
            self.subscribed.clear()
            await self.client.aclose()

    async def _pump(self) -> None:
        async with self.client.pubsub() as pubsub:
            await pubsub.psubscribe(CHANNEL + "*")
            while not self._is_closed:
                message = await pubsub.get_message(timeout=5)
                if message is None:
                    continue
                if message["type"] == "psubscribe":
                    self._greet()
                elif message["type"] == "pmessage":
                    self._deliver(message["channel"].decode().removeprefix(CHANNEL), message["data"])

    def _greet(self) -> None:
        self.subscribed.set()
        for boxes in self._mailboxes.values():
            for box in boxes:
                box.mark_gap()

    def _deliver(self, topic: str, data: bytes) -> None:
        if boxes := self._mailboxes.get(topic):
            event_id, _, body = data.partition(b" ")
            event = Event.parse(event_id, body)
            for box in boxes:
                box.put(event)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub_of_this_loop() -> Hub:
    """Return the hub of the running event loop, of which a web process has one."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
