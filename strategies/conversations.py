"""Read conversations, what was asked in them, and how many more may be asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import Count, QuerySet
from django.utils import timezone

from strategies.generation.provider import Turn
from strategies.models import LIVE, Conversation, Generation, GenerationQuerySet, State

HOUR: Final = timedelta(hours=1)


def conversations_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Conversation]:
    """Return a user's conversations, last used first, each with its strategy and `generation_count`."""
    owned = Conversation.objects.filter(owner_id=user.pk).select_related("strategy")
    return owned.annotate(generation_count=Count("generations")).order_by(*(Conversation._meta.ordering or ()))


def generations_of(conversation: Conversation) -> GenerationQuerySet:
    """Return the requests of a conversation, first to last, each with its attempts and the version it was kept as."""
    found = conversation.generations.select_related("conversation", "version__strategy").prefetch_related("rounds")
    return found.order_by("number")


def latest_generation_of(conversation: Conversation) -> Generation | None:
    """Return the latest request of a conversation as it is now; None once it is deleted."""
    return generations_of(conversation).last()


def generations_visible_to(user: AbstractBaseUser | AnonymousUser) -> GenerationQuerySet:
    """Return the generations a user may see: those of their own conversations."""
    return Generation.objects.filter(conversation__owner=user.pk).select_related("conversation")


def generations_in_flight(user: AbstractBaseUser) -> GenerationQuerySet:
    """Return the user's generations that are waiting or being written."""
    return Generation.objects.filter(conversation__owner=user.pk, state__in=LIVE)


@dataclass(frozen=True, kw_only=True)
class Quota:
    """How many generations by a language model a user has an hour; `next_at` is when one more is free, if none is."""

    limit: int
    used: int
    next_at: datetime | None = None

    @property
    def left(self) -> int:
        """Return how many may be asked for now."""
        return max(0, self.limit - self.used)


def quota_of(user: AbstractBaseUser) -> Quota:
    """Return how much of this hour's number a user has used."""
    limit = _hourly_limit(user)
    since = timezone.now() - HOUR
    counted = Generation.objects.filter(conversation__owner=user.pk, is_counted=True, queued_at__gt=since)
    times = list(counted.order_by("queued_at").values_list("queued_at", flat=True))
    # The next is free once so many are over an hour old that one fits.
    next_at = times[len(times) - limit] + HOUR if limit and len(times) >= limit else None
    return Quota(limit=limit, used=len(times), next_at=next_at)


def _hourly_limit(user: AbstractBaseUser) -> int:
    of_group = settings.GENERATIONS_PER_HOUR_BY_GROUP
    if not of_group or not isinstance(user, User):
        return int(settings.GENERATIONS_PER_HOUR)
    found = [of_group[name] for name in user.groups.values_list("name", flat=True) if name in of_group]
    return max(found, default=int(settings.GENERATIONS_PER_HOUR))


def latest_code_of(conversation: Conversation) -> Generation | None:
    """Return the latest request of a conversation that led to code fit to be changed; None before there is one."""
    return conversation.generations.filter(state=State.SUCCEEDED).order_by("-number").first()


def turns_before(generation: Generation) -> tuple[Turn, ...]:
    """Return what was asked before and the code it led to, first to last; an edited version counts as it is now."""
    turns: list[Turn] = []
    base = generation.base
    while base is not None:
        turns.insert(0, Turn(text=base.text, code=base.code))
        base = base.base
    strategy = generation.conversation.kept_as
    if strategy is None:
        return tuple(turns)
    if not turns:
        return (Turn(text=strategy.description or strategy.name, code=strategy.latest_version.source),)
    if generation.base and generation.base.version_id:
        turns[-1] = Turn(text=turns[-1].text, code=strategy.latest_version.source)
    return tuple(turns)
