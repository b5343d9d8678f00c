"""Create, change and delete strategies."""

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from statis.errors import StatisError
from strategies.checking.findings import Finding
from strategies.checking.intake import TOO_LONG, check_text, text_of_file
from strategies.generation.catalogue import TEMPLATES, Template
from strategies.models import MAX_TAG_CHARS, Author, Strategy, StrategyTag, StrategyVersion, sha256_of

MAX_TAGS: Final = 8
MAX_NOTE_CHARS: Final = 120


class UnfitSource(StatisError):
    """The text cannot be kept as code at all: too long, or with characters that no file may have."""

    code = "UNFIT_SOURCE"

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.message} {finding.hint}", "SOURCE_TOO_LONG" if finding == TOO_LONG else "")
        self.finding = finding


class NotUtf8(UnfitSource):
    """The bytes are no text."""

    code = "FILE_NOT_UTF8"


class EditedMeanwhile(StatisError):
    """The strategy has a newer version than the one that was edited."""

    code = "EDITED_MEANWHILE"

    def __init__(self, latest: StrategyVersion) -> None:
        super().__init__(f"Version {latest.number} was saved while you edited an earlier one.")
        self.latest = latest


@transaction.atomic
def create_strategy(
    *,
    owner: User,
    name: str,
    source: str,
    description: str = "",
    template: str = "",
    tags: Iterable[str] | None = None,
    note: str = "",
    author: Author = Author.PERSON,
) -> Strategy:
    """
    Create a strategy with its first version; without tags it has those of its template.

    :raises UnfitSource: if the text cannot be kept.
    """
    source = normalised(source)
    strategy = Strategy.objects.create(owner=owner, name=name, description=description, template=template)
    StrategyVersion.objects.create(strategy=strategy, number=1, source=source, note=note[:120], author=author)
    known = TEMPLATES[template].tags if template in TEMPLATES else ()
    _add_tags(strategy, known if tags is None else tags)
    return strategy


@transaction.atomic
def strategy_from(*, owner: User, template: Template) -> Strategy:
    """Return the owner's strategy that still has this template's code, made if there is none."""
    for earlier in Strategy.objects.filter(owner=owner, template=template.slug, archived_at=None, deleted_at=None):
        if earlier.latest_version.source == template.source:
            return earlier
    return begin_from(owner=owner, template=template)


def begin_from(*, owner: User, template: Template) -> Strategy:
    """Create a strategy with the name and code of a template."""
    return create_strategy(
        owner=owner,
        name=template.title,
        source=template.source,
        description=template.summary,
        template=template.slug,
    )


@transaction.atomic
def save_version(
    *,
    strategy: Strategy,
    source: str,
    note: str = "",
    author: Author = Author.PERSON,
    based_on: int | None = None,
) -> StrategyVersion:
    """
    Keep the code as a new version and return it; the same code as the latest returns the latest.

    :raises UnfitSource: if the text cannot be kept.
    :raises EditedMeanwhile: if the latest version is not the one this is based on.
    """
    source = normalised(source)
    # Two tabs that save at once must not both take the next number.
    locked = Strategy.objects.select_for_update().get(pk=strategy.pk)
    latest = locked.versions.latest("number")
    if latest.source_sha256 == sha256_of(source):
        return latest
    if based_on is not None and based_on != latest.number:
        raise EditedMeanwhile(latest)
    version = _add_version(locked, latest.number + 1, source, note, author)
    locked.save(update_fields=["updated_at"])
    strategy.__dict__.pop("latest_version", None)
    return version


def _add_version(strategy: Strategy, number: int, source: str, note: str, author: Author) -> StrategyVersion:
    note = note[:MAX_NOTE_CHARS]
    return StrategyVersion.objects.create(strategy=strategy, number=number, source=source, note=note, author=author)


@transaction.atomic
def describe(*, strategy: Strategy, name: str, description: str, tags: Iterable[str] | None = None) -> None:
    """Give a strategy another name, description and, where they are named, other tags."""
    strategy.name, strategy.description = name, description
    strategy.save(update_fields=["name", "description", "updated_at"])
    if tags is not None:
        strategy.tags.all().delete()
        _add_tags(strategy, tags)


@transaction.atomic
def add_tags(*, strategies: QuerySet[Strategy], tags: Iterable[str]) -> int:
    """Add tags to several strategies, as far as each has room, and return how many strategies these are."""
    found = list(strategies.prefetch_related("tags"))
    for strategy in found:
        _add_tags(strategy, tags, known=strategy.tag_names)
    return len(found)


def _add_tags(strategy: Strategy, tags: Iterable[str], known: Iterable[str] = ()) -> None:
    had = list(known)
    fresh = unique_tags([*had, *tags])[len(had) : MAX_TAGS]
    rows = [StrategyTag(strategy=strategy, name=name) for name in fresh]
    StrategyTag.objects.bulk_create(rows, ignore_conflicts=True)


def unique_tags(tags: Iterable[str]) -> list[str]:
    """
    Return tags as they are kept: each once whatever its case, without spaces around it, none too long.

    >>> unique_tags([" ETF ", "trend", "etf", "", "mean   reversion"])
    ['ETF', 'trend', 'mean reversion']
    """
    found: dict[str, str] = {}
    for tag in tags:
        name = " ".join(tag.split())[:MAX_TAG_CHARS].strip()
        if name:
            found.setdefault(name.casefold(), name)
    return list(found.values())


def duplicate(*, strategy: Strategy) -> Strategy:
    """Create a strategy with the latest code of another, its description and its tags."""
    latest = strategy.latest_version
    return create_strategy(
        owner=strategy.owner,
        name=f"{strategy.name[:75]} copy",
        source=latest.source,
        description=strategy.description,
        template=strategy.template,
        tags=strategy.tag_names,
        note=f"Copied from {strategy.name}, version {latest.number}",
    )


def archive(*, strategies: QuerySet[Strategy]) -> int:
    """Put strategies out of the way and return how many were not yet."""
    return strategies.filter(archived_at=None).update(archived_at=timezone.now())


def unarchive(*, strategies: QuerySet[Strategy]) -> int:
    """Take strategies out of the archive and return how many were in it."""
    return strategies.exclude(archived_at=None).update(archived_at=None)


def delete(*, strategies: QuerySet[Strategy]) -> int:
    """Put strategies out of sight, from where they can be brought back until they are purged; return how many."""
    return strategies.filter(deleted_at=None).update(deleted_at=timezone.now())


def undelete(*, strategies: QuerySet[Strategy]) -> int:
    """Bring deleted strategies back as they were and return how many these are."""
    return strategies.exclude(deleted_at=None).update(deleted_at=None)


def normalised(source: str) -> str:
    """
    Return the source with one kind of line end, so that the same code has the same hash from any browser.

    :raises UnfitSource: if the text cannot be kept.
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if findings := list(check_text(source)):
        raise UnfitSource(findings[0])
    return source


def source_of_file(data: bytes) -> str:
    """
    Return the source in a file as it would be kept; the first `ENOUGH_BYTES` of a file are enough.

    :raises UnfitSource: if the text cannot be kept.
    :raises NotUtf8: if there is no text.
    """
    text = text_of_file(data)
    if isinstance(text, str):
        return normalised(text)
    raise UnfitSource(text) if text == TOO_LONG else NotUtf8(text)
