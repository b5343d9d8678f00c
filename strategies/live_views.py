"""A conversation while it is going on: an event stream, and the same for pages that must ask."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.html import escape
from django.views.decorators.http import require_GET, require_safe

from statis import sse
from statis.http import SignedInRequest
from strategies import conversations
from strategies.models import Conversation, Generation

TEMPLATE = "strategies/live.html"


@login_required
@require_GET
def events(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Stream what happens to the latest request of a conversation."""
    conversation = _owned(request, pk)
    shown = _Shown(conversation)
    return sse.event_stream(
        request,
        topic=conversation.topic,
        snapshot=shown.now,
        render=shown.news,
        viewer=request.user.pk,
        # The row may be a second behind: what was told meanwhile is told again, and drawn only where it is missing.
        replays=True,
    )


@login_required
@require_safe
def news(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how the latest request stands, for a page whose stream broke off; 286 once there is nothing to wait for."""
    generation = conversations.latest_generation_of(_owned(request, pk))
    # htmx stops asking at 286.
    status = 200 if generation and generation.is_live else 286
    return HttpResponse(_drawn(generation) if generation else "", status=status)


def _owned(request: SignedInRequest, pk: int) -> Conversation:
    return get_object_or_404(conversations.conversations_of(request.user), pk=pk)


def _drawn(generation: Generation) -> str:
    return render_to_string(TEMPLATE, {"generation": generation})


class _Shown:
    """What one stream has been sent, so that no text is drawn twice or left out."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._place = (0, 0)
        self._text = ""

    def now(self) -> sse.Message:
        """Return the whole of it, as the rows tell, with the text that was told since they were written."""
        generation = conversations.latest_generation_of(self._conversation)
        if generation is None or generation.is_final:
            return sse.Message(event="done", data=generation.state if generation else "DELETED", is_last=True)
        place = (generation.pk, generation.round)
        if place == self._place and len(generation.partial) < len(self._text):
            generation.partial = self._text
        self._place, self._text = place, generation.partial
        return sse.Message(event="live", data=_drawn(generation))

    def news(self, event: dict[str, Any]) -> sse.Message | None:
        """Return what an event adds to what was sent: text that follows it, else the whole anew, else nothing."""
        place = (event.get("generation", self._place[0]), event.get("round", self._place[1]))
        if place < self._place:
            # A stream that begins anew is told again what happened before.
            return None
        if event["type"] != "token" or place > self._place or event["at"] > len(self._text):
            # Where text before it was missed, the row has it within a second.
            return self.now()
        more = event["text"][len(self._text) - event["at"] :]
        self._text += more
        return sse.Message(event="token", data=escape(more)) if more else None
