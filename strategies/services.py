"""Create, change and delete strategies."""

from django.contrib.auth.models import User
from django.db import transaction

from statis.errors import StatisError
from strategies.checking.findings import Finding
from strategies.checking.intake import TOO_LONG, check_text, text_of_file
from strategies.generation.catalogue import Template
from strategies.models import Strategy, StrategyVersion, sha256_of


class UnfitSource(StatisError):
    """The text cannot be kept as code at all: too long, or with characters that no file may have."""

    code = "UNFIT_SOURCE"

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.message} {finding.hint}", "SOURCE_TOO_LONG" if finding == TOO_LONG else "")
        self.finding = finding


class NotUtf8(UnfitSource):
    """The bytes are no text."""

    code = "FILE_NOT_UTF8"


@transaction.atomic
def create_strategy(*, owner: User, name: str, source: str, description: str = "", template: str = "") -> Strategy:
    """
    Create a strategy with its first version.

    :raises UnfitSource: if the text cannot be kept.
    """
    source = normalised(source)
    strategy = Strategy.objects.create(owner=owner, name=name, description=description, template=template)
    StrategyVersion.objects.create(strategy=strategy, number=1, source=source)
    return strategy


@transaction.atomic
def strategy_from(*, owner: User, template: Template) -> Strategy:
    """Return the owner's strategy that still has this template's code, made if there is none."""
    for earlier in Strategy.objects.filter(owner=owner, template=template.slug):
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
def save_version(*, strategy: Strategy, source: str) -> StrategyVersion:
    """
    Keep the code as a new version and return it; the same code as the latest returns the latest.

    :raises UnfitSource: if the text cannot be kept.
    """
    source = normalised(source)
    # Two tabs that save at once must not both take the next number.
    locked = Strategy.objects.select_for_update().get(pk=strategy.pk)
    latest = locked.versions.latest("number")
    if latest.source_sha256 == sha256_of(source):
        return latest
    version = StrategyVersion.objects.create(strategy=locked, number=latest.number + 1, source=source)
    locked.save(update_fields=["updated_at"])
    strategy.__dict__.pop("latest_version", None)
    return version


def rename(*, strategy: Strategy, name: str, description: str) -> None:
    """Give a strategy another name and description."""
    strategy.name, strategy.description = name, description
    strategy.save(update_fields=["name", "description", "updated_at"])


def delete(*, strategy: Strategy) -> None:
    """Delete a strategy with its versions and all that was run with them."""
    strategy.delete()


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
