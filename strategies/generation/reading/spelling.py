"""Which words are known, and what an unknown one was meant to be, if it is a letter away from one of the trade."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from indicators.library.registry import ENTRIES
from strategies.generation.reading import plain_words, slang, vocabulary

# Shorter words are too near each other; from a length on two letters may be wrong.
SHORTEST: Final = 5
LONG: Final = 7
LONGEST: Final = 24


def _bases() -> dict[str, str]:
    lines = (line.split() for line in vocabulary.FORMS.splitlines() if line.strip())
    return {form: forms[0] for forms in lines for form in forms}


def _names_of_indicators() -> Iterable[str]:
    for entry in ENTRIES.values():
        for name in (entry.name, entry.title, *entry.aliases):
            yield from re.findall(r"[a-z]+", name.lower())


BASES: Final[Mapping[str, str]] = _bases()
AIMS: Final = frozenset(BASES) | plain_words.TRADE | frozenset(_names_of_indicators())
KNOWN: Final = AIMS | plain_words.PLAIN | plain_words.FILLERS | frozenset(slang.SLANG) | frozenset(slang.TYPOS)


def _without_one(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _nearby(word: str) -> set[str]:
    """Return a word and what is left of it without one letter, or two of a long one."""
    near = {word} | _without_one(word)
    if len(word) >= LONG:
        near |= {shorter for one in _without_one(word) for shorter in _without_one(one)}
    return near


@lru_cache(maxsize=1)
def _index() -> Mapping[str, tuple[str, ...]]:
    """Return the words of the trade by what is left of them when letters are left out."""
    index: dict[str, list[str]] = defaultdict(list)
    for aim in sorted(AIMS):
        if len(aim) >= SHORTEST:
            for near in _nearby(aim):
                index[near].append(aim)
    return {near: tuple(aims) for near, aims in index.items()}


def distance(one: str, other: str) -> int:
    """
    Return how many letters have to be changed, put in, left out or swapped with their neighbour.

    >>> distance("bolinger", "bollinger"), distance("pirce", "price"), distance("sell", "buy")
    (1, 1, 4)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, aim in enumerate(other, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != aim))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == aim:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]


@lru_cache(maxsize=8192)
def unspoilt(word: str) -> str:
    """
    Return what a word was meant to be: itself if it is known, or nothing is near.

    >>> unspoilt("stochastc"), unspoilt("avrage"), unspoilt("banana")
    ('stochastic', 'average', 'banana')
    """
    if word in slang.TYPOS:
        return slang.TYPOS[word]
    if word in KNOWN or not SHORTEST <= len(word) <= LONGEST or not word.isascii():
        return word
    near = {aim for one in _nearby(word) for aim in _index().get(one, ())}
    ranked = sorted((distance(word, aim), aim) for aim in near)
    most = 2 if len(word) >= LONG else 1
    return next((aim for far, aim in ranked if far <= most and _is_alike(word, aim)), word)


def _is_alike(word: str, aim: str) -> bool:
    """Return whether both begin alike, as typos do."""
    return word[0] == aim[0] or (word[:2] == aim[1::-1])
