"""One sentence read from left to right: what is done when, and which words nobody knew."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from strategies.generation.idea import Condition, Not
from strategies.generation.reading import roles
from strategies.generation.reading.conditions import read_condition, read_definitions, read_unavailable
from strategies.generation.reading.context import Context, Lean
from strategies.generation.reading.draft import Part, SideName, Slot
from strategies.generation.reading.fillers import is_filler
from strategies.generation.reading.lexemes import Line
from strategies.generation.reading.marks import Mark, marks_of
from strategies.generation.reading.operands import read_operand
from strategies.generation.reading.roles import Role
from strategies.generation.reading.symbols import is_symbol, symbol_of
from strategies.generation.reading.words import Words

JOINTS: Final = frozenset((",", "and", "or", "then", ";", "but"))
SLOTS: Final[dict[str, Slot]] = {"exit": "exit", "filter": "filter"}
LEADS: Final = frozenset(("when", "if", "once", "whenever", "while"))
Joint = Literal["and", "or"]


@dataclass(frozen=True, kw_only=True)
class State:
    """
    What the sentences before left behind.

    `role` is that of a condition that names none; `sides` are those entered since the last exit.
    """

    context: Context
    role: Role = roles.LONG
    sides: tuple[SideName, ...] = ()
    is_exited: bool = False
    is_listed: bool = False
    is_setting: bool = False
    is_shouted: bool = False
    joint: Joint = "and"


def sided(role: Role, state: State) -> Role:
    """Return a role with the side that an exit without one is about."""
    if role.purpose != "exit" or role.side != "both" or len(state.sides) != 1:
        return role
    return replace(role, side=state.sides[0])


def entered(state: State, role: Role) -> State:
    """Return the state once a role is spoken of: which sides were entered since the last exit."""
    sides = state.sides
    if role.purpose == "entry":
        sides = tuple(dict.fromkeys((*(() if state.is_exited else sides), role.side)))
    is_exited = role.purpose == "exit" if role.purpose in ("entry", "exit") else state.is_exited
    return replace(state, role=role, sides=sides, is_exited=is_exited)


@dataclass(frozen=True)
class Piece:
    """Words between marks, and the trigger they belong to (None for what was spoken of before)."""

    first: int
    end: int
    role: Role


class Scan:
    """Reads one sentence: its words, what was said before, and what it gave."""

    def __init__(self, words: Words, state: State) -> None:
        self.words = words
        self.state = state
        self.parts: list[Part] = []
        self.unknown: list[tuple[int, int, str]] = []
        self.assumptions: list[str] = []
        # Where conditions and settings were read, so that nothing is lost between them.
        self.read_at: list[tuple[int, int]] = []
        # Whether the next condition opens another way in or out, and the trigger it belongs to.
        self.is_new = False
        self.owner: Mark | None = None
        self.served: list[Mark] = []
        self.joint = state.joint
        line = Line(words, 0, len(words), shouted=state.is_shouted)
        self.marks = marks_of(words, line, state.role, state.context)

    def read(self) -> "Scan":
        """Read the sentence."""
        for mark in self.marks:
            self.parts += [replace(part, at=mark.first) for part in mark.parts]
            self._symbols(mark)
        for piece in self._pieces():
            self._read_piece(piece)
        self._miss_verbs()
        if not self.unknown and all(part.slot == "symbols" for part in self.parts) and self._has_verb():
            # A verb of which nothing came is not passed over.
            self.unknown.append((0, len(self.words), ""))
        self.parts = _with_symbols_together(sorted(self.parts, key=lambda part: part.at))
        return self

    def _symbols(self, mark: Mark) -> None:
        """Keep the symbols that stand among the words of a trigger or rule: "buy AAPL when"."""
        if any(part.slot in ("symbols", "granted") for part in mark.parts):
            return
        for at in range(mark.first, mark.end):
            self._symbol(at)

    def _symbol(self, at: int) -> bool:
        word = self.words[at]
        if word.kind != "word" or not is_symbol(word.raw, shouted=self.state.is_shouted):
            return False
        self.read_at.append((at, at + 1))
        self.parts.append(Part(slot="symbols", value=(symbol_of(word.raw),), said=word.raw, at=at))
        return True

    # --- whose words are whose ---

    def _pieces(self) -> Iterator[Piece]:
        """Yield the words between marks with the role that takes them."""
        triggers = [mark for mark in self.marks if mark.role is not None]
        first = triggers[:1] if triggers and not self._is_bare_entry(triggers) else []
        yield from self._gap(0, triggers[0].first if triggers else len(self.words), None, first)
        is_taken = bool(triggers) and self._says_something(0, triggers[0].first)
        for place, mark in enumerate(triggers):
            after = triggers[place + 1 : place + 2]
            end = after[0].first if after else len(self.words)
            goes_on = bool(after) and is_taken and self._is_for_next(mark.end, end, triggers, place)
            yield from self._gap(mark.end, end, mark, after if goes_on else [])
            is_taken = goes_on

    def _gap(self, first: int, end: int, mark: Mark | None, after: list[Mark]) -> Iterator[Piece]:
        """Yield the stretches of a gap that no rule covers."""
        owner = after[0] if after else mark
        role = self.state.role if owner is None or owner.role is None else self._sided(owner.role)
        if owner is not None:
            self._enter(role)
        self.is_new = self.state.is_listed if owner is None else owner not in self.served
        self.owner = owner
        covered = [one for one in self.marks if one.role is None and first < one.end and one.first < end]
        for rule in covered:
            yield Piece(first, max(first, rule.first), role)
            first = rule.end
        yield Piece(first, end, role)

    def _is_bare_entry(self, triggers: list[Mark]) -> bool:
        """Return whether "RSI below 30, EXIT WHEN it is above 70" begins with what nobody is told to do."""
        after = triggers[1].first if len(triggers) > 1 else len(self.words)
        is_exit = triggers[0].role is not None and triggers[0].role.purpose == "exit"
        return is_exit and self.state.role.purpose == "entry" and self._leads(triggers[0].end, after)

    def _is_for_next(self, first: int, end: int, triggers: list[Mark], place: int) -> bool:
        """Return whether "when A buy, WHEN B sell" goes on: the words here are for the trigger after them."""
        after = triggers[place + 2].first if place + 2 < len(triggers) else len(self.words)
        behind = triggers[place + 1].end
        return self._says_something(first, end) and not self._leads(behind, after)

    def _leads(self, first: int, end: int) -> bool:
        """Return whether a gap begins with a condition of its own."""
        return first < end and self.words[first].text in LEADS

    def _says_something(self, first: int, end: int) -> bool:
        covered = {at for mark in self.marks if mark.role is None for at in range(mark.first, mark.end)}
        return any(at not in covered and not is_filler(self.words[at]) for at in range(first, end))

    def _sided(self, role: Role) -> Role:
        return sided(role, self.state)

    def _enter(self, role: Role) -> None:
        self.state = entered(self.state, role)

    # --- what they say ---

    def _read_piece(self, piece: Piece) -> None:
        # A reader never sees words that belong to a rule or to another role.
        words = Words(self.words.text, tuple(self.words[: piece.end]))
        if piece.role.is_otherwise:
            self._add(piece.role, "otherwise", piece.first, piece.first)
        at, role, is_negated = piece.first, piece.role, piece.role.is_negated
        while at < piece.end:
            if (missing := read_unavailable(words, at)) is not None and missing.end > at:
                self.unknown.append((at, missing.end, missing.instead))
                at = missing.end
            else:
                at = self._setting(words, at) or self._condition(words, at, role, is_negated) or self._word(at)

    def _condition(self, words: Words, at: int, role: Role, is_negated: bool) -> int | None:
        """Read the condition that begins at a place and return its end, None if there is none."""
        word = words[at]
        # Signs and joints must be seen for what they are.
        if word.kind == "break" or word.text in JOINTS:
            return None
        found = read_condition(words, at, self._context(role))
        if found is None or found.end <= at:
            return None
        self.state = replace(self.state, context=found.context)
        self.assumptions += found.assumptions
        self.read_at.append((at, found.end))
        self._add(role, Not(part=found.condition) if is_negated else found.condition, at, found.end)
        return found.end

    def _setting(self, words: Words, at: int) -> int | None:
        """Read what an indicator is set to, and return its end: nothing is traded on it, but later words mean it."""
        if not self.state.is_setting:
            return None
        defined = read_definitions(words, at, self.state.context) or read_operand(words, at, self.state.context)
        if defined is None or defined.end <= at:
            return None
        self.state = replace(self.state, context=defined.context)
        self.read_at.append((at, defined.end))
        return defined.end

    def _word(self, at: int) -> int:
        """Pass over one word, minding what it says, and return the place behind it."""
        word = self.words[at]
        if word.text in ("or", "and"):
            self.joint = "or" if word.text == "or" else "and"
        elif not self._symbol(at) and not is_filler(word):
            self.unknown.append((at, at + 1, ""))
        return at + 1

    def _context(self, role: Role) -> Context:
        is_down = (role.purpose == "exit") == (role.side != "short")
        lean: Lean = "up" if role.purpose == "filter" or not is_down else "down"
        return self.state.context.leaning(lean)

    def _add(self, role: Role, value: Condition | str, first: int, end: int) -> None:
        slot = SLOTS.get(role.purpose, "entry")
        part = Part(slot=slot, value=value, side=role.side, said=self._said(first, end), at=first)
        self.parts.append(replace(part, is_new=self.is_new, stays=role.stays, joint=self.joint))
        self.is_new, self.joint = False, self.state.joint
        if self.owner is not None:
            self.served.append(self.owner)

    def _said(self, first: int, end: int) -> str:
        """Return the words of a condition, with the verb beside it."""
        while first < end - 1 and self.words[first].text in ("is", "that", "there"):
            first += 1
        if self.owner is not None and self.owner not in self.served:
            spans = [(self.owner.end, first), (end, self.owner.first)]
            if any(start <= stop and all(map(is_filler, self.words[start:stop])) for start, stop in spans):
                first, end = min(first, self.owner.first), max(end, self.owner.end)
        return self.words.quote(first, end)

    def _miss_verbs(self) -> None:
        """Tell of verbs behind which nothing was read though something is said: "sell on the last day"."""
        triggers = [mark for mark in self.marks if mark.role is not None]
        covered = {at for first, end, _ in self.unknown for at in range(first, end)}
        covered |= {at for mark in self.marks if mark.role is None for at in range(mark.first, mark.end)}
        for place, mark in enumerate(triggers):
            end = triggers[place + 1].first if place + 1 < len(triggers) else len(self.words)
            said = [at for at in range(mark.end, end) if self.words[at].kind in ("word", "number")]
            is_verb = mark.role is not None and mark.role.purpose in ("entry", "exit") and mark.end > mark.first
            if (
                is_verb
                and not self.state.is_setting
                and mark not in self.served
                and len(said) > 2
                and not covered.intersection(said)
            ):
                self.unknown.append((mark.first, said[-1] + 1, ""))

    def _has_verb(self) -> bool:
        return any(mark.role is not None and mark.role.purpose in ("entry", "exit") for mark in self.marks)

    @property
    def lacks_entry(self) -> bool:
        """Return whether a sentence says to enter, and nothing of when could be read."""
        is_said = any(mark.role is not None and mark.role.purpose == "entry" for mark in self.marks)
        return is_said and bool(self.unknown) and not any(part.slot in ("entry", "rotation") for part in self.parts)

    def quotes(self) -> tuple[str, ...]:
        """Return the words nobody knew, those that stand together as one quote, with what can be had instead."""
        quotes: list[tuple[int, int, str]] = []
        for first, end, instead in self.unknown:
            if quotes and not quotes[-1][2] and all(is_filler(self.words[at]) for at in range(quotes[-1][1], first)):
                quotes[-1] = (quotes[-1][0], end, instead)
            else:
                quotes.append((first, end, instead))
        return tuple(
            f"{self.words.quote(first, end)}{f' ({instead})' if instead else ''}" for first, end, instead in quotes
        )


def _with_symbols_together(parts: list[Part]) -> list[Part]:
    """Return the parts of a sentence with the symbols it names as one."""
    named = [part for part in parts if part.slot == "symbols"]
    names = tuple(dict.fromkeys(name for part in named if isinstance(part.value, tuple) for name in part.value))
    if len(named) < 2:
        return parts
    first = replace(named[0], value=names, said=", ".join(part.said for part in named))
    return [first if part is named[0] else part for part in parts if part.slot != "symbols" or part is named[0]]
