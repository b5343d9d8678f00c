"""Read strategies and versions."""

from typing import Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from strategies.models import Strategy, StrategyTag, StrategyVersion

MAX_SEARCH_CHARS: Final = 200
MAX_SEARCH_WORDS: Final = 10


def strategies_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Strategy]:
    """
    Return what a user keeps, archived or not, last edited first, each with `latest_number` and `version_count`.

    What is deleted is not among them: `deleted_strategies_of` has it while it can be brought back.
    """
    return _numbered(Strategy.objects.filter(owner_id=user.pk, deleted_at=None))


def all_strategies_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Strategy]:
    """Return what a user owns, the deleted as well."""
    return _numbered(Strategy.objects.filter(owner_id=user.pk))


def active_strategies_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Strategy]:
    """Return what a user works with: all that is neither deleted nor archived."""
    return strategies_of(user).filter(archived_at=None)


def deleted_strategies_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Strategy]:
    """Return what a user deleted and may still bring back."""
    return _numbered(Strategy.objects.filter(owner_id=user.pk).exclude(deleted_at=None))


def _numbered(owned: QuerySet[Strategy]) -> QuerySet[Strategy]:
    # Aggregates drop the model's own ordering.
    return owned.annotate(latest_number=Max("versions__number"), version_count=Count("versions")).order_by(
        *(Strategy._meta.ordering or ())
    )


def matching(strategies: QuerySet[Strategy], words: str) -> QuerySet[Strategy]:
    """Return the strategies in whose name, description or tags every one of the words is found."""
    # A longer search is no search: a database allows neither a pattern nor a condition of any length.
    for word in words.replace("\x00", " ")[:MAX_SEARCH_CHARS].split()[:MAX_SEARCH_WORDS]:
        # Not by a join: that would count each version once for every tag.
        tagged = Exists(StrategyTag.objects.filter(strategy=OuterRef("pk"), name__icontains=word))
        strategies = strategies.filter(Q(name__icontains=word) | Q(description__icontains=word) | tagged)
    return strategies


def tagged(strategies: QuerySet[Strategy], tag: str) -> QuerySet[Strategy]:
    """Return the strategies that have this very tag."""
    return strategies.filter(
        Exists(StrategyTag.objects.filter(strategy=OuterRef("pk"), name=tag.replace("\x00", " ")))
    )


def tags_in_use(user: AbstractBaseUser | AnonymousUser) -> list[str]:
    """Return the tags of all that a user keeps, the most used first."""
    owned = StrategyTag.objects.filter(strategy__owner_id=user.pk, strategy__deleted_at=None)
    counted = owned.order_by().values_list("name").annotate(times=Count("pk"))
    return [name for name, _ in sorted(counted, key=lambda row: (-row[1], row[0].casefold()))]


def version_asked(strategy: Strategy, number: str) -> StrategyVersion | None:
    """Return the version an address asks for, the latest if it asks for none, None if there is no such version."""
    if not number:
        return strategy.latest_version
    return strategy.versions.filter(number=int(number) if number.isdecimal() and len(number) < 9 else 0).first()


def versions_of(strategy: Strategy) -> QuerySet[StrategyVersion]:
    """Return the versions of a strategy, newest first, without their source."""
    return strategy.versions.defer("source")
