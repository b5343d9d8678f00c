"""A request understood: the clauses, assumptions and idea of a text, or why it is declined."""

import re
from dataclasses import replace
from typing import Final

from strategies.generation.provider import Request, Understanding
from strategies.generation.reading.assembling import Assembly
from strategies.generation.reading.changing import changed
from strategies.generation.reading.draft import Draft
from strategies.generation.reading.drafting import draft_of
from strategies.generation.reading.refusing import refusal_for
from strategies.generation.reading.roles import FILTER
from strategies.generation.reading.themes import named_in, question_of, theme_of

# What is read of a text; a longer one says so.
MOST_CHARACTERS: Final = 20_000
UNDO: Final = re.compile(
    r"^\W*(?:please )?(?:undo|revert|go back|take (?:that|it) back|never ?mind|cancel that)\b", re.IGNORECASE
)
# What stands in for a rule comes before what was said beside it.
FIRST: Final = 10_000_000


def understood(request: Request) -> Understanding:
    """
    Return what a request asks for; with earlier turns, what is left of them and changed.

    >>> understood(Request(text="Tell me a joke")).status
    'refused'
    """
    texts = [*(turn.text for turn in request.earlier), request.text]
    own = _draft_of(texts[0], request)
    declined = refusal_for(request.text, has_rules=bool(request.earlier) or own.has_rules)
    if declined:
        return Understanding(refusal=declined)
    draft = own if _is_whole(own, texts[0]) else _stand_in(texts[0], own, request)
    drafts = [draft]
    for text in texts[1:]:
        drafts.append(_changed(drafts, text, request))
    # A change of which nothing could be made is looked at as if it stood alone.
    is_unheard = bool(request.earlier) and request.text.strip() in drafts[-1].not_understood
    if is_unheard and (declined := refusal_for(request.text, has_rules=False)):
        return Understanding(refusal=declined)
    assembly = Assembly(drafts[-1], text=request.text, symbols=request.symbols, interval=request.interval)
    return assembly.understanding()


def _is_whole(draft: Draft, text: str) -> bool:
    """Return whether a draft has an entry, or one can be told from the rest of it: "sell in May" is a name."""
    return draft.has_rules and (bool(draft.of("entry", "rotation", "filter")) or named_in(text) is None)


def _changed(drafts: list[Draft], text: str, request: Request) -> Draft:
    if UNDO.search(text):
        return drafts[-2] if len(drafts) > 1 else drafts[-1]
    change = draft_of(text[:MOST_CHARACTERS], interval=request.interval, symbols=request.symbols, role=FILTER)
    return changed(drafts[-1], change, text)


def _stand_in(text: str, draft: Draft, request: Request) -> Draft:
    """Return the draft of a strategy known by its name, or what stands in for a vague idea."""
    named = named_in(text)
    if named is not None:
        said = named.pattern.search(text)
        rules = _draft_of(named.sentences, request)
        told = f"“{named.title}” is read as: {named.sentences}"
        quotes = tuple(quote for quote in draft.not_understood if said is None or not _overlaps(quote, said.group()))
        whole = _with(draft, rules, said=said.group() if said else "", note=told)
        return replace(whole, title=named.title, not_understood=quotes)
    theme = theme_of(text)
    rules = _draft_of(theme.choices[0][1], request)
    told = f"No rule was found; until you choose, this is built: {theme.choices[0][1]}"
    whole = _with(draft, rules, said="", note=told)
    # The question answers for words that say no rule; what was said of an entry and what cannot be had is told still.
    missing = tuple(quote for quote in draft.not_understood if draft.lacks_entry or quote.endswith(")"))
    return replace(whole, question=question_of(theme), is_vague=True, not_understood=missing)


def _overlaps(quote: str, said: str) -> bool:
    return quote.lower() in said.lower() or said.lower() in quote.lower()


def _with(draft: Draft, rules: Draft, *, said: str, note: str) -> Draft:
    """Return a draft with rules from elsewhere; what it says itself of stops and the like goes before theirs."""
    own = {part.slot for part in draft.parts}
    further = tuple(
        replace(part, said=said, at=part.at - FIRST)
        for part in rules.parts
        if part.slot not in own or part.slot == "entry"
    )
    return replace(draft, parts=(*further, *draft.parts), notes=(*draft.notes, *rules.notes, note))


def _draft_of(text: str, request: Request) -> Draft:
    return draft_of(text[:MOST_CHARACTERS], interval=request.interval, symbols=request.symbols)
