import asyncio
import contextlib
import time

import pytest
import redis.asyncio
from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.test import RequestFactory

from statis import events, hub, sse

publish = sync_to_async(events.publish)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(sse, "POLL_SECONDS", 0.2)
    monkeypatch.setattr(sse, "PING_SECONDS", 5.0)
    monkeypatch.setattr(hub, "RECONNECT_SECONDS", 0.05)
    monkeypatch.setattr(events, "_quiet_until", 0.0)
    sse._watching.clear()


def render(event):
    return sse.Message(event=event["type"], data=str(event.get("n", "")), is_last=event["type"] == "done")


def watch(topic="run:1", *, snapshot=lambda: None, render=render, viewer=1, last_id=None):
    headers = {"Last-Event-ID": last_id} if last_id else {}
    request = RequestFactory().get("/runs/1/events/", headers=headers)
    return sse.event_stream(request, topic=topic, snapshot=snapshot, render=render, viewer=viewer)


class Browser:
    """Reads a stream as a browser would: the messages so far, pings and retry lines left out."""

    def __init__(self, response):
        self.response = response
        self.parts = []
        self.messages = []

    async def read(self):
        async for part in self.response.streaming_content:
            text = part.decode()
            self.parts.append(text)
            if "event: " in text:
                lines = [line.split(": ", 1) for line in text.strip("\n").split("\n")]
                self.messages.append(dict(lines))

    async def has(self, count, seconds=5.0):
        deadline = time.monotonic() + seconds
        while len(self.messages) < count:
            assert time.monotonic() < deadline, f"only {self.messages} after {seconds} s"
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def browsing(response):
    browser = Browser(response)
    task = asyncio.create_task(browser.read())
    try:
        yield browser
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class TestEventStream:
    async def test_is_an_uncached_unbuffered_event_stream(self):
        response = watch()

        assert response.headers["Content-Type"] == "text/event-stream"
        assert "no-cache" in response.headers["Cache-Control"]
        assert response.headers["X-Accel-Buffering"] == "no"

    async def test_begins_with_the_retry_time_and_the_snapshot(self, redis_url):
        async with browsing(watch(snapshot=lambda: sse.Message(event="progress", data="now"))) as browser:
            await browser.has(1)

        assert browser.parts[0] == "retry: 2000\n\n"
        assert browser.messages == [{"event": "progress", "data": "now"}]

    async def test_ends_at_once_when_the_snapshot_is_the_last_message(self, redis_url):
        browser = Browser(watch(snapshot=lambda: sse.Message(event="done", data="", is_last=True)))

        await asyncio.wait_for(browser.read(), 5)

        assert [message["event"] for message in browser.messages] == ["done"]

    async def test_passes_on_what_is_published_until_the_last_message(self, redis_url):
        browser = Browser(watch())
        reading = asyncio.create_task(browser.read())
        await asyncio.sleep(0.2)

        await publish("run:1", {"type": "log", "n": 1})
        await publish("run:2", {"type": "log", "n": 99})
        await publish("run:1", {"type": "log", "n": 2})
        await publish("run:1", {"type": "done"})
        await asyncio.wait_for(reading, 5)

        assert [(message["event"], message["data"]) for message in browser.messages] == [
            ("log", "1"),
            ("log", "2"),
            ("done", ""),
        ]

    async def test_tells_a_late_browser_what_happened_before_it_came(self, redis_url):
        for number in range(3):
            await publish("run:1", {"type": "log", "n": number})

        async with browsing(watch()) as browser:
            await browser.has(3)

        assert [message["data"] for message in browser.messages] == ["0", "1", "2"]

    async def test_resumes_after_the_last_event_the_browser_saw(self, redis_url):
        for number in range(3):
            await publish("run:1", {"type": "log", "n": number})
        async with browsing(watch()) as first:
            await first.has(3)

        async with browsing(watch(last_id=first.messages[1]["id"])) as second:
            await second.has(1)
            await asyncio.sleep(0.1)

        assert [message["data"] for message in second.messages] == ["2"]

    @pytest.mark.parametrize("nonsense", ["x", "1", "1-2-3", "-", "9" * 40 + "-0", "1-1\n"])
    async def test_starts_anew_for_an_id_that_is_none(self, redis_url, nonsense):
        await publish("run:1", {"type": "log", "n": 7})

        async with browsing(watch(last_id=nonsense)) as browser:
            await browser.has(1)

        assert browser.messages[0]["data"] == "7"

    async def test_sends_only_the_newest_progress_of_a_batch(self, redis_url):
        for number in range(20):
            await publish("run:1", {"type": "progress", "n": number})

        async with browsing(watch()) as browser:
            await browser.has(1)
            await asyncio.sleep(0.1)

        assert [message["data"] for message in browser.messages] == ["19"]

    async def test_misses_nothing_when_more_arrives_than_a_mailbox_holds(self, redis_url, monkeypatch):
        monkeypatch.setattr(hub, "WAITING", 5)

        def slowly(event):
            time.sleep(0.005)
            return render(event)

        async with browsing(watch(render=slowly)) as browser:
            await asyncio.sleep(0.1)
            for number in range(100):
                await publish("run:1", {"type": "log", "n": number})
            await browser.has(100)

        assert [int(message["data"]) for message in browser.messages] == list(range(100))

    async def test_sees_the_end_in_the_database_when_redis_was_emptied(self, redis_url, monkeypatch):
        monkeypatch.setattr(sse, "PING_SECONDS", 0.1)
        state = {"message": sse.Message(event="progress", data="1")}
        browser = Browser(watch(snapshot=lambda: state["message"]))
        reading = asyncio.create_task(browser.read())
        await browser.has(1)
        async with redis.asyncio.Redis.from_url(redis_url) as client:
            await client.flushall()

        state["message"] = sse.Message(event="done", data="", is_last=True)
        await asyncio.wait_for(reading, 5)

        assert [message["event"] for message in browser.messages] == ["progress", "done"]
        assert ": ping\n\n" in browser.parts

    async def test_follows_the_database_when_there_is_no_redis_at_all(self, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        taken = []

        def snapshot():
            taken.append(1)
            return sse.Message(event="done" if len(taken) > 2 else "progress", data="", is_last=len(taken) > 2)

        browser = Browser(watch(snapshot=snapshot))
        await asyncio.wait_for(browser.read(), 5)

        assert [message["event"] for message in browser.messages] == ["progress", "done"]

    async def test_goes_on_after_its_connection_was_cut(self, redis_url):
        async with browsing(watch()) as browser:
            await publish("run:1", {"type": "log", "n": 1})
            await browser.has(1)
            async with redis.asyncio.Redis.from_url(redis_url) as client:
                await client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")

            await publish("run:1", {"type": "log", "n": 2})
            await browser.has(2)

        assert [message["data"] for message in browser.messages] == ["1", "2"]

    async def test_uses_one_subscription_for_many_browsers_and_none_after_them(self, redis_url, settings):
        settings.SSE_STREAMS_PER_USER = 50
        async with redis.asyncio.Redis.from_url(redis_url) as client:
            async with contextlib.AsyncExitStack() as stack:
                browsers = [await stack.enter_async_context(browsing(watch())) for _ in range(20)]
                await asyncio.sleep(0.3)
                subscribed = await client.pubsub_numpat()
                await publish("run:1", {"type": "log", "n": 1})
                for browser in browsers:
                    await browser.has(1)
            await asyncio.sleep(0.2)

            assert (subscribed, await client.pubsub_numpat()) == (1, 0)

    async def test_ends_with_its_browser_even_if_the_redis_client_swallows_the_cancellation(
        self, redis_url, monkeypatch
    ):
        """As redis.asyncio does on Python 3.11, now and then, because it sends within asyncio.wait_for."""
        reading = asyncio.Event()

        async def swallow(*_, **__):
            reading.set()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0.2)
            return []

        monkeypatch.setattr(redis.asyncio.Redis, "xrevrange", swallow)
        task = asyncio.create_task(Browser(watch()).read())
        await asyncio.wait_for(reading.wait(), 5)

        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=2)

        assert done
        assert task.cancelled()
        assert not sse._watching

    async def test_refuses_more_streams_than_a_viewer_may_hold(self, redis_url, settings):
        settings.SSE_STREAMS_PER_USER = 2
        async with browsing(watch()), browsing(watch()):
            await asyncio.sleep(0.1)

            assert watch().status_code == 429
            assert watch(viewer=2).status_code == 200

        assert watch().status_code == 200

    @pytest.mark.django_db(transaction=True)
    async def test_gives_the_database_connection_back_before_it_waits(self, redis_url, monkeypatch):
        closed = []
        close = type(connections["default"]).close
        # Still closed for real: a connection left open would keep the test database from being dropped.
        monkeypatch.setattr(type(connections["default"]), "close", lambda self: closed.append(close(self)))

        def snapshot():
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            return sse.Message(event="progress", data="")

        async with browsing(await sync_to_async(watch)(snapshot=snapshot)) as browser:
            closed.clear()
            await browser.has(1)

            assert closed


class TestEncode:
    def test_keeps_line_breaks_of_any_kind_inside_the_data(self):
        text = sse.encode(sse.Message(event="log", data="a\r\nb\rc\n\nd")).decode()

        assert text == "event: log\ndata: a\ndata: b\ndata: c\ndata: \ndata: d\n\n"


class TestNewestOnly:
    def test_keeps_every_log_event_in_order(self):
        given = [hub.Event(f"{n}-0", {"type": kind}) for n, kind in enumerate(["log", "progress", "log", "progress"])]

        kept = sse.newest_only(given)

        assert [event.id for event in kept] == ["0-0", "2-0", "3-0"]
