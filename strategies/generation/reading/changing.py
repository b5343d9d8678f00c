"""What an earlier draft becomes when somebody asks for a change of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from strategies.generation.idea import All, AnyOf, Condition, Held, Indicator, Operand, Price, Protection
from strategies.generation.reading.context import within_condition
from strategies.generation.reading.draft import Draft, Part, Slot
from strategies.generation.reading.substituting import substituted

ADDS: Final = re.compile(
    r"\b(?:add|also|plus|as well|additionally|too|another|second|besides|in addition|on top|or)\b", re.IGNORECASE
)
REMOVES: Final = re.compile(
    r"\b(?:remove|delete|drop|get rid of|take out|take away|without|no more|lose|forget|disable|cancel"
    r"|leave out|skip|scrap|ditch|turn off|don'?t use|do not use|stop using|no)\b"
    r"(?P<what>[^.;\n]*?)(?=$|[.;\n,]|\band (?:add|use|make|set|buy|sell|change)|\bbut\b)",
    re.IGNORECASE,
)
STARTS_OVER: Final = re.compile(
    r"\b(?:start over|start again|from scratch|new strategy|completely different|forget (?:all"
    r"|everything)|instead,? build)\b",
    re.IGNORECASE,
)
SHORT_TOO: Final = re.compile(
    r"\bshort(?:s|ing)?(?: side| trades?)? (?:too|as well|also)\b|\b(?:also|allow|add|include|enable"
    r"|permit|take|and) (?:go |going |trade |the |a |some )*short(?:s|ing|ing too| side| trades?| "
    r"positions?| selling| too| entries)?\b(?! (?:when|if|once|below|above|at|on))"
    r"|\b(?:both|two) (?:directions?|sides|ways)\b|\blong(?:s)? and short(?:s)?\b|\blong/short\b|\bgo "
    r"short (?:too|as well|also)\b|\bmirror (?:it |this |the rules )?(?:for|to) short|\bshort it too\b"
    r"|\bmake it (?:symmetric\w*|two-sided)",
    re.IGNORECASE,
)
LONG_ONLY: Final = re.compile(
    r"\blong[- ]only\b|\bonly (?:go )?long\b|\bno (?:more )?short\w*\b|\b(?:remove|drop|without"
    r"|disable|stop) (?:the |all |any )?short\w*",
    re.IGNORECASE,
)

# What may be removed, by the words for it.
SLOTS: Final[tuple[tuple[str, Callable[[Part], bool]], ...]] = (
    (r"\btrailing\b", lambda part: part.slot == "stop" and _trails(part)),
    (
        r"\bbreak ?-?even\b",
        lambda part: part.slot == "stop" and isinstance(part.value, Protection) and part.value.breakeven,
    ),
    (
        r"\btime (?:stop|exit|limit)|\bhold(?:ing)?\b|\bmax(?:imum)? hold",
        lambda part: part.slot == "exit" and isinstance(part.value, Held),
    ),
    (r"\bstop", lambda part: part.slot == "stop"),
    (r"\btarget|\btake[- ]profit|\bprofit|\btp\b", lambda part: part.slot == "target"),
    (r"\bfilter", lambda part: part.slot == "filter"),
    (r"\bshort", lambda part: part.slot == "mirror" or part.side == "short"),
    (r"\bcool ?-?down|\bwait|\bpause", lambda part: part.slot == "cooldown"),
    (r"\bpyramid|\badding|\bscal(?:e|ing) in|\baveraging", lambda part: part.slot == "adding"),
    (r"\bsiz(?:e|ing)|\ballocation|\brisk per trade", lambda part: part.slot == "size"),
    (r"\blimit order|\bstop order|\border", lambda part: part.slot == "order"),
    (r"\bexits?\b|\bsell (?:rule|condition)", lambda part: part.slot == "exit"),
    (r"\brotation|\brebalanc", lambda part: part.slot in ("rotation", "rhythm")),
)
# Of these there is one at most.
SINGLE: Final[tuple[Slot, ...]] = (
    *("size", "adding", "cooldown", "rotation", "rhythm", "order", "least", "symbols", "interval", "only"),
)


def changed(draft: Draft, change: Draft, text: str) -> Draft:
    """Return a draft with a change made to it, told in the words of the change."""
    if STARTS_OVER.search(text) and change.has_rules:
        return change
    fresh = replace(draft, notes=(*draft.notes, *change.notes), not_understood=(), is_vague=False, question=None)
    after = _turned(_removed(fresh, text), text)
    after, is_replaced = substituted(after, text)
    last = max((part.at for part in after.parts), default=0) + 1
    gone = " ".join(found.group() for found in REMOVES.finditer(text))
    parts = [replace(part, at=last + part.at) for part in change.parts if part.said not in gone or not part.said]
    parts = [part for part in parts if not (is_replaced and _is_bare(part))]
    for part in parts:
        after = _with(after, part, adds=bool(ADDS.search(text)) or (part.joint == "or" and not part.is_new))
    is_heard = bool(parts) or is_replaced or after != fresh
    unknown = () if is_heard and not parts else change.not_understood
    if not is_heard and not unknown:
        unknown = (text.strip(),)
    return replace(after, not_understood=(*draft.not_understood, *_unheard(unknown, text, is_heard)))


def _unheard(unknown: tuple[str, ...], text: str, is_heard: bool) -> tuple[str, ...]:
    """Return the words of a change nobody knew, without those by which it was asked for."""
    if not is_heard:
        return unknown
    asking = " ".join(
        found.group() for pattern in (ADDS, REMOVES, SHORT_TOO) for found in pattern.finditer(text)
    ).lower()
    return tuple(quote for quote in unknown if quote.lower() not in asking and quote.lower() not in CHANGING)


CHANGING: Final = frozenset(
    [
        "change",
        "make",
        "add",
        "remove",
        "replace",
        "switch",
        "lower",
        "raise",
        "increase",
        "reduce",
        "tighten",
        "widen",
        "different",
        "too",
        "as",
        "well",
        "instead",
        "rather",
        "turn",
        "off",
        "set",
        "adjust",
        "modify",
        "update",
        "swap",
        "tighter",
        "wider",
        "smaller",
        "larger",
        "bigger",
        "more",
        "less",
        "higher",
    ]
)


def _trails(part: Part) -> bool:
    return isinstance(part.value, Protection) and part.value.trailing


def _is_bare(part: Part) -> bool:
    """Return whether a part is what a substitution has already done: a filter or size read out of its numbers."""
    return part.slot in ("filter", "size", "granted") and not part.is_new


def _removed(draft: Draft, text: str) -> Draft:
    for found in REMOVES.finditer(text):
        what = found.group("what").lower()
        matches = next((matches for pattern, matches in SLOTS if re.search(pattern, what)), None)
        kept = [part for part in draft.parts if matches is None or not matches(part)]
        if len(kept) == len(draft.parts):
            kept = [one for part in draft.parts if (one := _without_value(part, what)) is not None]
        draft = replace(draft, parts=tuple(kept))
    return draft


def _without_value(part: Part, what: str) -> Part | None:
    """Return a part without the conditions about something: "the RSI condition", "the volume filter"."""
    if part.condition is None:
        return part
    if isinstance(part.value, All | AnyOf):
        kept = tuple(one for one in part.value.parts if not _is_about(one, what))
        if not kept:
            return None
        return replace(part, value=kept[0] if len(kept) == 1 else replace(part.value, parts=kept))
    return None if _is_about(part.condition, what) else part


def _is_about(condition: Condition, what: str) -> bool:
    names: set[str] = set()

    def look(operand: Operand) -> Operand:
        if isinstance(operand, Indicator):
            names.add(operand.name.lower())
            names.update({"average", "moving average", "ma"} if operand.name in ("SMA", "EMA", "WMA") else ())
        if isinstance(operand, Price) and operand.field == "volume":
            names.add("volume")
        return operand

    within_condition(condition, look)
    return any(re.search(rf"\b{re.escape(name)}s?\b", what) for name in names)


def _turned(draft: Draft, text: str) -> Draft:
    """Return a draft that trades the sides a change asks for."""
    if LONG_ONLY.search(text):
        kept = tuple(part for part in draft.parts if part.slot not in ("mirror", "only") and part.side != "short")
        return replace(draft, parts=kept)
    if SHORT_TOO.search(text) and not any(part.side == "short" and part.slot == "entry" for part in draft.parts):
        last = max((part.at for part in draft.parts), default=0) + 1
        return draft.without("only", "none").plus(Part(slot="mirror", said=text.strip(), at=last))
    return draft


def _with(draft: Draft, part: Part, *, adds: bool) -> Draft:
    """Return a draft with one part of a change in the place of what it replaces."""
    if part.slot == "none" or part.slot == "mirror":
        return draft if part.slot == "none" else draft.without("mirror").plus(part)
    return replace(draft, parts=tuple(one for one in draft.parts if adds or not _replaces(part, one))).plus(
        replace(part, is_new=part.is_new or (adds and part.slot == "exit"))
    )


def _replaces(new: Part, old: Part) -> bool:
    if new.slot != old.slot:
        # A trailing stop or a time exit asked for instead ends the rule exits it is instead of.
        return False
    if new.slot in SINGLE:
        return True
    if new.slot == "stop":
        return _trails(new) == _trails(old) or _is_percent(old) == _is_percent(new)
    if new.slot == "exit":
        return isinstance(new.value, Held) == isinstance(old.value, Held) and _shares_side(new, old)
    if new.slot == "filter":
        return False
    return new.slot in ("target", "entry") and _shares_side(new, old)


def _is_percent(part: Part) -> bool:
    return isinstance(part.value, Protection) and not part.value.breakeven


def _shares_side(new: Part, old: Part) -> bool:
    return new.side == old.side or "both" in (new.side, old.side)
