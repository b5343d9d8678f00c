"""What the list of strategies shows: which of them, in which order, and what came of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Lower

from strategies import selectors
from strategies.models import MAX_TAG_CHARS, Strategy
from strategies.results import RunLine, Standing, results

SORTS: Final[Mapping[str, str]] = MappingProxyType(
    {"edited": "Last edited", "name": "Name", "return": "Return", "sharpe": "Sharpe ratio"}
)
SHELVES: Final[Mapping[str, str]] = MappingProxyType({"": "In use", "archived": "Archived", "deleted": "Deleted"})
# So many tags fit above the list; the search finds the others.
MAX_TAGS_SHOWN: Final = 12


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the address asks for."""

    words: str = ""
    tag: str = ""
    sort: str = "edited"
    shelf: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Return whether only some of the shelf are asked for."""
        return bool(self.words or self.tag)

    def address(self, **changes: str) -> str:
        """
        Return the query of this list with something else asked for.

        >>> Wanted(tag="mean reversion", sort="name").address(sort="edited")
        '?tag=mean+reversion'
        """
        asked = {"q": self.words, "tag": self.tag, "sort": self.sort, "show": self.shelf} | changes
        usual = {"sort": "edited"}
        return "?" + urlencode({name: value for name, value in asked.items() if value != usual.get(name, "")})


@dataclass(frozen=True, kw_only=True)
class Row:
    """A strategy in the list."""

    strategy: Strategy
    tags: tuple[str, ...]
    standing: Standing | None

    @property
    def result(self) -> RunLine | None:
        """Return the last run that succeeded."""
        return self.standing.result if self.standing else None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A link above the list."""

    label: str
    address: str
    is_chosen: bool
    count: int = 0


def wanted(asked: Mapping[str, str]) -> Wanted:
    """
    Return what an address asks for, as far as there is such a thing.

    >>> wanted({"q": " sma ", "sort": "nonsense", "show": "archived"})
    Wanted(words='sma', tag='', sort='edited', shelf='archived')
    """
    sort, shelf = asked.get("sort", ""), asked.get("show", "")
    return Wanted(
        words=asked.get("q", "").strip(),
        tag=asked.get("tag", "")[:MAX_TAG_CHARS],
        sort=sort if sort in SORTS else "edited",
        shelf=shelf if shelf in SHELVES else "",
    )


def found(user: User, asked: Wanted) -> QuerySet[Strategy]:
    """Return the strategies asked for, in the order asked for."""
    owned = shelf_of(user, asked.shelf)
    if asked.words:
        owned = selectors.matching(owned, asked.words)
    if asked.tag:
        owned = selectors.tagged(owned, asked.tag)
    return _sorted(owned, asked.sort).prefetch_related("tags")


def shelf_of(user: User, shelf: str) -> QuerySet[Strategy]:
    """Return what stands on one shelf: in use, archived or deleted."""
    if shelf == "deleted":
        return selectors.deleted_strategies_of(user)
    if shelf == "archived":
        return selectors.strategies_of(user).exclude(archived_at=None)
    return selectors.active_strategies_of(user)


def _sorted(owned: QuerySet[Strategy], sort: str) -> QuerySet[Strategy]:
    if sort == "name":
        return owned.order_by(Lower("name"), "-pk")
    if sort in ("return", "sharpe"):
        best_first = F(f"latest_{sort}").desc(nulls_last=True)
        return results().sortable(owned).order_by(best_first, "-updated_at", "-pk")
    return owned


def rows(user: User, strategies: list[Strategy]) -> list[Row]:
    """Return the rows of these strategies."""
    standings = results().standings(user, [strategy.pk for strategy in strategies])
    return [
        Row(strategy=strategy, tags=strategy.tag_names, standing=standings.get(strategy.pk)) for strategy in strategies
    ]


def choices(user: User, asked: Wanted) -> dict[str, Any]:
    """Return the links above the list, and how many strategies there are."""
    counts = Strategy.objects.filter(owner=user).aggregate(
        in_use=Count("pk", filter=Q(archived_at=None, deleted_at=None)),
        archived=Count("pk", filter=Q(deleted_at=None) & ~Q(archived_at=None)),
        deleted=Count("pk", filter=~Q(deleted_at=None)),
    )
    tags = selectors.tags_in_use(user)
    return {
        "total": counts["in_use"],
        "has_any": any(counts.values()),
        "tag_count": len(tags),
        "tags": _tag_choices(tags, asked),
        "shelves": [
            Choice(
                label=label, address=f"?show={shelf}" if shelf else "?", is_chosen=asked.shelf == shelf, count=count
            )
            for (shelf, label), count in zip(SHELVES.items(), counts.values(), strict=True)
            if count or not shelf
        ],
        "sorts": SORTS.items(),
    }


def _tag_choices(tags: list[str], asked: Wanted) -> list[Choice]:
    shown = tags[:MAX_TAGS_SHOWN]
    if asked.tag and asked.tag not in shown:
        shown.append(asked.tag)
    everything = [Choice(label="All", address=asked.address(tag=""), is_chosen=not asked.tag)]
    chosen = [Choice(label=tag, address=asked.address(tag=tag), is_chosen=tag == asked.tag) for tag in shown]
    return everything + chosen if shown else []
