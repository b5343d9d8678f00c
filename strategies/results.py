"""What came of strategies when they were run. Runs belong to an app above this one, which tells us at its start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from strategies.models import Strategy


@dataclass(frozen=True, kw_only=True)
class RunLine:
    """A run in a line of a list; figures are empty until it succeeded, `note` says why it has none."""

    version: int
    address: str
    title: str
    when: str
    state: str
    verdict: str
    spark: str
    total_return: str
    tone: str
    sharpe: str
    max_drawdown: str
    doubt: str
    note: str
    is_live: bool
    # Whether the run was repeated on shorter data and did the same.
    is_checked: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a strategy stands: how many runs it has, the last of them, and the last that succeeded."""

    runs: int
    last: RunLine
    result: RunLine | None


class Results(Protocol):
    """What the app of runs is asked for."""

    def sortable(self, strategies: QuerySet[Strategy]) -> QuerySet[Strategy]:
        """Return the strategies with `latest_return` and `latest_sharpe`, of the last run that succeeded."""

    def standings(self, user: AbstractBaseUser, strategies: Iterable[int]) -> Mapping[int, Standing]:
        """Return how those of the strategies stand that have been run."""

    def latest(self, user: AbstractBaseUser, strategy: int, most: int) -> list[RunLine]:
        """Return the newest runs of a strategy."""

    def by_version(self, user: AbstractBaseUser, strategy: int) -> Mapping[int, RunLine]:
        """Return the last run that succeeded of each version of a strategy."""


_told: Final[list[str]] = []


def told_by(path: str) -> None:
    """Have results told by the class with this path from now on; it is loaded when a page first asks."""
    _told[:] = [path]


def results() -> Results:
    """Return whoever tells results."""
    told: Results = import_string(_told[0])()
    return told
