"""A pytest plugin under which no Django code can be imported: pure folders prove that they are."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

BLOCKED = {"django", "celery", "redis", "kombu", "allauth", "statis", "accounts", "backtests"}


class Barrier:
    """An import finder that refuses the blocked packages."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse a blocked name and leave all others to the finders behind."""
        if name.partition(".")[0] in BLOCKED:
            raise ImportError(f"{name} is blocked here: this folder must work without Django")
        return None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know the setting that pytest-django, not loaded here, would have registered."""
    parser.addini("DJANGO_SETTINGS_MODULE", "unused without Django")


sys.meta_path.insert(0, Barrier())
