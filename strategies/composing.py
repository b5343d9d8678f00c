"""Ask for strategies in words: ask, answer, stop, keep."""

from datetime import datetime
from functools import partial
from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from statis import events
from statis.errors import StatisError
from strategies import conversations, drafting, providing, services
from strategies.models import Author, Conversation, Generation, State, Strategy, StrategyVersion

MOST_CHARS: Final = 20_000
MOST_SYMBOLS: Final = 20


class UnfitIdea(StatisError):
    """The text cannot be read as an idea at all: nothing, or too much."""

    code = "UNFIT_IDEA"


class StillWriting(StatisError):
    """An earlier request of the conversation is not done."""

    code = "STILL_WRITING"


class TooManyGenerations(StatisError):
    """The owner has as many generations waiting or being written as they may."""

    code = "TOO_MANY_GENERATIONS"


class NoSuchProvider(StatisError):
    """The provider asked for is none of ours."""

    code = "NO_SUCH_PROVIDER"


class NotTried(StatisError):
    """The code was not checked and tried, so it may not become a version."""

    code = "NOT_TRIED"


def begin(
    *,
    owner: User,
    text: str,
    symbols: tuple[str, ...] = (),
    interval: str = "1d",
    provider: str = "",
    strategy: Strategy | None = None,
) -> Generation:
    """
    Queue the first request of a new conversation and return it; with a strategy, a change to its latest version.

    :raises StatisError: if the text is no idea, there is no such provider, or the owner has too many under way.
    """
    check_idea(text)
    with transaction.atomic():
        conversation = Conversation.objects.create(
            owner=owner,
            strategy=strategy,
            title=strategy.name if strategy else "",
            symbols=list(symbols[:MOST_SYMBOLS]),
            interval=interval,
        )
        return _queue(conversation=conversation, text=text, provider=provider, base=None)


def change(*, conversation: Conversation, text: str, provider: str = "") -> Generation:
    """
    Queue a change to the latest code of a conversation, or its idea anew where none came of it yet.

    :raises StatisError: as `begin`, or if an earlier request is not done.
    """
    check_idea(text)
    base = conversations.latest_code_of(conversation)
    return _queue(conversation=conversation, text=text, provider=provider, base=base)


def answer(*, generation: Generation, sentence: str, provider: str = "") -> Generation:
    """
    Queue the same request again with the chosen answer to its question added to it.

    :raises StatisError: as `begin`, or if it or a later request is not done.
    """
    return again(generation=generation, provider=provider, text=f"{generation.text.rstrip()}\n{sentence.strip()}")


def again(*, generation: Generation, provider: str = "", text: str = "") -> Generation:
    """
    Queue the same request once more, of another provider if one is named.

    :raises StatisError: as `begin`, or if it or a later request is not done.
    """
    text = text or generation.text
    check_idea(text)
    return _queue(conversation=generation.conversation, text=text, provider=provider, base=generation.base)


def check_idea(text: str) -> None:
    """
    Check that a text may be an idea.

    :raises UnfitIdea: if not.
    """
    if not text.strip():
        raise UnfitIdea("Describe the strategy in a sentence or two: when to buy, and when to sell.")
    if len(text) > MOST_CHARS:
        raise UnfitIdea(
            f"The description has {len(text):,} characters, and {MOST_CHARS:,} are the limit. Shorten it to its rules."
        )
    if "\x00" in text or not is_encodable(text):
        raise UnfitIdea("The description has a letter that no text may have. Type it again, or paste it as text.")


def is_encodable(text: str) -> bool:
    r"""
    Return whether a text can be written as UTF-8: half a pair of surrogates cannot.

    >>> is_encodable("Ü"), is_encodable("\ud800")
    (True, False)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_provider(name: str) -> None:
    """
    Check that there is a provider of this name.

    :raises NoSuchProvider: if not.
    """
    if name not in providing.names():
        raise NoSuchProvider(f"There is no provider “{name}”. Choose {' or '.join(providing.names())}.")


def _queue(*, conversation: Conversation, text: str, provider: str, base: Generation | None) -> Generation:
    asked = provider or providing.usual_name()
    check_provider(asked)
    with transaction.atomic():
        # Two requests at once must not both see room for one more.
        owner = get_user_model().objects.select_for_update().get(pk=conversation.owner_id)
        check_may_ask(owner=owner, conversation=conversation)
        notice = "" if asked == providing.OFFLINE else _quota_notice(conversations.quota_of(owner))
        generation = Generation.objects.create(
            conversation=conversation,
            number=conversation.generations.count() + 1,
            text=text.strip(),
            asked_provider=asked,
            provider=providing.OFFLINE if notice else asked,
            notice=notice,
            is_counted=asked != providing.OFFLINE and not notice,
            base=base,
        )
        conversation.save(update_fields=["updated_at"])
        # The worker must not hear of a row that could still be rolled back.
        transaction.on_commit(partial(drafting.enqueue, generation.pk))
    events.publish(conversation.topic, {"type": "state", "generation": generation.pk})
    return generation


def check_may_ask(*, owner: User, conversation: Conversation) -> None:
    """
    Check that the owner may ask for one more now.

    :raises StillWriting: if an earlier request of the conversation is not done.
    :raises TooManyGenerations: if too many of all their conversations are not.
    """
    flying = conversations.generations_in_flight(owner)
    if flying.filter(conversation=conversation).exists():
        raise StillWriting("Your last request is still being worked on. Wait for it, or stop it.")
    limit = settings.MAX_GENERATIONS_IN_FLIGHT
    if flying.count() >= limit:
        raise TooManyGenerations(
            f"{limit} of your requests are still waiting or being written, which is the limit. "
            "Wait for one to finish, or stop one."
        )


def _quota_notice(quota: conversations.Quota) -> str:
    """Return why a language model cannot be asked now, nothing if it can."""
    if quota.left:
        return ""
    used = f"You have used your {quota.limit} generations of this hour"
    if not quota.limit:
        used = "Your account has no generations by a language model"
    return f"{used}, so this was built offline.{_next_text(quota.next_at)}"


def _next_text(moment: datetime | None) -> str:
    return f" The next is free at {moment:%H:%M} UTC." if moment else ""


def stop(*, generation: Generation) -> Generation:
    """Stop a waiting generation at once, ask the worker of a running one to, and return it as it is now."""
    row = Generation.objects.filter(pk=generation.pk)
    now = timezone.now()
    if row.move(State.QUEUED, State.STOPPED, verdict="STOPPED", finished_at=now, cancel_requested_at=now):
        events.publish(generation.conversation.topic, {"type": "done", "generation": generation.pk})
    elif row.filter(state=State.RUNNING, cancel_requested_at=None).update(cancel_requested_at=now):
        events.publish(generation.conversation.topic, {"type": "state", "generation": generation.pk})
    generation.refresh_from_db()
    return generation


@transaction.atomic
def keep(*, generation: Generation) -> StrategyVersion:
    """
    Keep the code as a version of the conversation's strategy, made if there is none; twice returns the same version.

    :raises NotTried: if the code was not checked, or did not run in its trial.
    """
    conversation = Conversation.objects.select_for_update().get(pk=generation.conversation_id)
    generation.refresh_from_db()
    if generation.version is not None:
        return generation.version
    if not generation.may_be_kept:
        raise NotTried("Only code that was checked and ran in its trial can be kept. Ask for a change to mend it.")
    if conversation.kept_as is None:
        conversation.strategy = services.create_strategy(
            owner=conversation.owner,
            name=conversation.title or generation.title,
            source=generation.code,
            description=generation.summary,
            note=generation.summary,
            author=Author.STATIS,
        )
        conversation.save(update_fields=["strategy", "updated_at"])
        version = conversation.strategy.latest_version
    else:
        version = services.save_version(
            strategy=conversation.kept_as, source=generation.code, note=generation.summary, author=Author.STATIS
        )
    Generation.objects.filter(pk=generation.pk).update(version=version)
    generation.version = version
    return version
