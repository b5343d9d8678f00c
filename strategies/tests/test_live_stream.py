"""What a browser is sent while a strategy is being written, over a real Redis."""

import asyncio
import html
import re
import threading
import time

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.test import RequestFactory

from statis import events, sse
from strategies import composing, drafting, live_views
from strategies.following import Following
from strategies.models import State

WORDS = [f"word{number} <{number}>\n" for number in range(40)]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(sse, "POLL_SECONDS", 0.2)
    monkeypatch.setattr(events, "_quiet_until", 0.0)
    sse._watching.clear()


class Browser:
    """Draws a stream as the page does: `live` replaces all, `token` is added to the code."""

    def __init__(self, generation, last_id=""):
        headers = {"Last-Event-ID": last_id} if last_id else {}
        request = RequestFactory().get("/", headers=headers)
        request.user = generation.conversation.owner
        self.response = live_views.events(request, pk=generation.conversation_id)
        self.code, self.ended, self.first_at, self.last_id, self.tokens = "", "", None, "", 0

    async def read(self, *, until=lambda browser: False):
        async for part in self.response.streaming_content:
            fields = re.findall(r"^(\w+): ?(.*)$", part.decode(), re.MULTILINE)
            names = dict(fields)
            self.last_id = names.get("id", self.last_id)
            self.draw(names.get("event"), "\n".join(value for name, value in fields if name == "data"))
            if until(self):
                break
        await self.response.streaming_content.aclose()

    def draw(self, event, data):
        if event == "live":
            self.code = html.unescape(re.search(r"beforeend\">(.*)</code>", data, re.DOTALL)[1])
        if event == "token":
            self.first_at = self.first_at or time.monotonic()
            self.tokens += 1
            self.code += html.unescape(data)
        if event == "done":
            self.ended = data


@pytest.fixture
def generation(alice, redis_url, transactional_db):
    return composing.begin(owner=alice, text="hold", provider="offline")


def write(generation, may_go_on=None):
    """Write as a worker does, the second half once it may go on."""
    following = Following(drafting.Lease.claim(generation.pk), generation)
    following.step("understand", 1)
    with following.kept_alive():
        following.step("write", 1)
        began_at = time.monotonic()
        for place, word in enumerate(WORDS):
            if may_go_on and place == len(WORDS) // 2:
                may_go_on.wait(10)
            following.piece(word)
            time.sleep(0.01)
        following.step("check", 1)
        following.finish(State.SUCCEEDED, "OK", code="".join(WORDS))
    # Of this thread alone.
    connection.close()
    return began_at


class TestStream:
    async def test_sends_every_letter_once_and_the_first_at_once(self, generation):
        browser = await sync_to_async(Browser)(generation)
        reading = asyncio.create_task(browser.read())
        await asyncio.sleep(0.3)

        began_at = await sync_to_async(write, thread_sensitive=False)(generation)
        await asyncio.wait_for(reading, 5)

        assert (browser.code, browser.ended) == ("".join(WORDS), State.SUCCEEDED)
        assert 3 <= browser.tokens <= 20
        assert browser.first_at - began_at < 0.3

    async def test_goes_on_where_it_broke_off(self, generation):
        may_go_on = threading.Event()
        writing = asyncio.create_task(sync_to_async(write, thread_sensitive=False)(generation, may_go_on))
        first = await sync_to_async(Browser)(generation)
        await asyncio.wait_for(first.read(until=lambda browser: WORDS[5] in browser.code), 5)

        second = await sync_to_async(Browser)(generation, first.last_id)
        reading = asyncio.create_task(second.read())
        await asyncio.sleep(0.3)
        may_go_on.set()
        await asyncio.wait_for(reading, 5)
        await writing

        assert (second.code, second.ended) == ("".join(WORDS), State.SUCCEEDED)
