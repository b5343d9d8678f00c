"""Read strategies and versions."""

from typing import Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Max, Q, QuerySet

from strategies.generation.catalogue import TEMPLATES
from strategies.models import Strategy, StrategyVersion

MAX_SEARCH_CHARS: Final = 200
MAX_SEARCH_WORDS: Final = 10


def strategies_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Strategy]:
    """Return what a user owns, last edited first, each with `latest_number` and `version_count`."""
    owned = Strategy.objects.filter(owner_id=user.pk)
    # Aggregates drop the model's own ordering.
    return owned.annotate(latest_number=Max("versions__number"), version_count=Count("versions")).order_by(
        *(Strategy._meta.ordering or ())
    )


def matching(strategies: QuerySet[Strategy], words: str) -> QuerySet[Strategy]:
    """Return the strategies in whose name, description or tags every one of the words is found."""
    # A longer search is no search: a database allows neither a pattern nor a condition of any length.
    for word in words.replace("\x00", " ")[:MAX_SEARCH_CHARS].split()[:MAX_SEARCH_WORDS]:
        tagged = [slug for slug, template in TEMPLATES.items() if any(word.lower() in tag for tag in template.tags)]
        found = Q(name__icontains=word) | Q(description__icontains=word) | Q(template__in=tagged)
        strategies = strategies.filter(found)
    return strategies


def versions_of(strategy: Strategy) -> QuerySet[StrategyVersion]:
    """Return the versions of a strategy, newest first, without their source."""
    return strategy.versions.defer("source")
