"""Phrases as data: which of them stands at a place, the longest first."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from strategies.generation.reading.words import Words

Meaning = TypeVar("Meaning")


def variants(phrase: str) -> Iterator[tuple[str, ...]]:
    """
    Yield the phrases of a pattern: `a|b` is either, `[a]` may be left out, `_` joins words of an alternative.

    >>> sorted(" ".join(one) for one in variants("[go] above|higher_than"))
    ['above', 'go above', 'go higher than', 'higher than']
    """
    choices = []
    for part in phrase.split():
        is_optional = part.startswith("[") and part.endswith("]") and len(part) > 2
        words = (part[1:-1] if is_optional else part).split("|")
        choices.append([*words, ""] if is_optional else words)
    for chosen in itertools.product(*choices):
        # The names of the directional indicators have such a sign of their own.
        parts = (one if one in {"plus_di", "minus_di"} else one.replace("_", " ") for one in chosen)
        yield tuple(" ".join(parts).split())


class Phrases(Generic[Meaning]):
    """Patterns of phrases and what each means."""

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        found: dict[str, dict[tuple[str, ...], Meaning]] = defaultdict(dict)
        for pattern, meaning in meanings.items():
            for phrase in variants(pattern):
                if phrase:
                    found[phrase[0]].setdefault(phrase, meaning)
        self._by_first = {
            first: sorted(phrases.items(), key=lambda pair: -len(pair[0])) for first, phrases in found.items()
        }

    def at(self, words: Words, at: int) -> tuple[Meaning, int] | None:
        """Return what the longest phrase at a place means, and where it ends."""
        for phrase, meaning in self._by_first.get(words.said(at), ()):
            if words.texts[at : at + len(phrase)] == phrase:
                return meaning, at + len(phrase)
        return None

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return (phrase for phrases in self._by_first.values() for phrase, _ in phrases)
