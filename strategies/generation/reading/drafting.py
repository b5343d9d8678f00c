"""A whole text read sentence by sentence into a draft."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from strategies.generation.reading import roles
from strategies.generation.reading.context import Context
from strategies.generation.reading.draft import Draft, Part
from strategies.generation.reading.layout import Sentence, sentences_of
from strategies.generation.reading.marks import interval_said
from strategies.generation.reading.roles import Role, of_heading
from strategies.generation.reading.scanning import Scan, State, entered, sided
from strategies.generation.reading.symbols import is_shouted
from strategies.generation.reading.words import Word, Words, read_words

ANY: Final = re.compile(r"\b(?:any|either|one) of\b|\bany\b")
ALL: Final = re.compile(r"\b(?:all|both)\b")


@dataclass(frozen=True)
class Read:
    """What a sentence gave: its parts, the quotes nobody knew, and whether it is only background."""

    sentence: Sentence
    scan: Scan


def draft_of(text: str, *, interval: str = "1d", symbols: tuple[str, ...] = (), role: Role = roles.LONG) -> Draft:
    """Return what a text says, part by part; a condition that names no purpose has that of `role`."""
    words = read_words(text)
    said = interval_said(words)
    context = Context(interval=said or interval, symbols=symbols)
    read = list(_read(text, words, State(context=context, role=role, is_shouted=is_shouted(text))))
    ruled = [one for one in read if not _is_background(one.sentence)]
    has_rules = any(part.slot in ("entry", "rotation") for one in ruled for part in one.scan.parts)
    return _together(read, has_rules)


def _read(text: str, words: Words, state: State) -> Iterator[Read]:
    starts = [word.start for word in words]
    heading = ""
    for sentence in sentences_of(text):
        inside = _between(words, starts, sentence.start, sentence.end)
        if sentence.lead is not None:
            inside = _between(words, starts, *sentence.lead) + inside
        state = _under(sentence, heading, state)
        inside, state = _without_modals(inside, sentence, state)
        heading = sentence.heading
        scan = Scan(Words(text, inside), state).read()
        state = scan.state
        yield Read(sentence, scan)


def _between(words: Words, starts: list[int], start: int, end: int) -> tuple[Word, ...]:
    return tuple(words[bisect_left(starts, start) : bisect_left(starts, end)])


MODALS: Final = frozenset(("must", "should", "shall", "need", "ought", "required"))
_OF_VALUES: Final = frozenset(("is", "trade", "close", "stay", "remain", "cross", "rise", "have", "hold", "break"))


def _without_modals(inside: tuple[Word, ...], sentence: Sentence, state: State) -> tuple[tuple[Word, ...], State]:
    """Return words without their "must", which makes a filter of what is no entry by its heading."""
    kept: list[Word] = []
    for place, word in enumerate(inside):
        after = [one.text for one in inside[place + 1 : place + 3]]
        if (
            word.text in MODALS
            and place
            and ((after[:1] == ["to"] and _OF_VALUES & set(after[1:])) or _OF_VALUES & set(after[:1]))
        ):
            continue
        is_left = word.text == "to" and place and inside[place - 1].text in MODALS and inside[place - 1] not in kept
        if not is_left:
            kept.append(word)
    if len(kept) < len(inside) and state.role.purpose == "entry" and not sentence.heading:
        state = replace(state, role=roles.FILTER)
    return tuple(kept), state


def _under(sentence: Sentence, heading: str, state: State) -> State:
    """Return what a sentence begins with: the role of its heading, or that of the sentence before."""
    role = of_heading(sentence.heading) if sentence.heading else None
    is_exit = (role or state.role).purpose == "exit"
    joint: Literal["and", "or"] = "or" if ANY.search(sentence.heading) else "and"
    is_setting = role is not None and role.purpose == "setting"
    is_listed = sentence.is_bullet and is_exit and not ALL.search(sentence.heading)
    if role is None or role.purpose in ("background", "setting", "title"):
        role = state.role
    elif sentence.heading == heading:
        role = role if role.purpose == "filter" else state.role
    else:
        state = entered(state, role := sided(role, state))
    return replace(state, role=role, joint=joint, is_listed=is_listed, is_setting=is_setting)


def _purpose(sentence: Sentence) -> str:
    role = of_heading(sentence.heading) if sentence.heading else None
    return role.purpose if role is not None else ""


def _is_background(sentence: Sentence) -> bool:
    return _purpose(sentence) == "background"


def _is_title(one: Read) -> bool:
    return _purpose(one.sentence) == "title" and not one.scan.parts


def _together(read: list[Read], has_rules: bool) -> Draft:
    parts: list[Part] = []
    unknown: list[str] = []
    notes: list[str] = []
    title = ""
    for place, one in enumerate(read):
        if has_rules and _is_background(one.sentence):
            notes.append(f"Read as background, not as a rule: “{one.scan.words.quote(0, len(one.scan.words))}”.")
            continue
        if _is_title(one):
            title = title or one.scan.words.quote(0, len(one.scan.words))
            continue
        parts += [replace(part, at=place * 10_000 + part.at) for part in one.scan.parts]
        unknown += one.scan.quotes()
        notes += one.scan.assumptions
    lacks = any(one.scan.lacks_entry for one in read)
    return Draft(
        lacks_entry=lacks,
        parts=tuple(parts),
        not_understood=tuple(unknown),
        notes=tuple(dict.fromkeys(notes)),
        title=title,
    )
