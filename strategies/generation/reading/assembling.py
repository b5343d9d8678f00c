"""A draft put together: one idea, its numbered clauses, and what was assumed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal

from strategies.generation.idea import (
    Adding,
    Always,
    Condition,
    Cooldown,
    EntryOrder,
    Held,
    Idea,
    Protection,
    Rotation,
    Side,
    Size,
)
from strategies.generation.provider import Choice, Clause, Question, Understanding
from strategies.generation.reading import telling, telling_rules
from strategies.generation.reading.clauses import IN, OUT, UNITS, Numbered, joined, numbered_parts, of_side
from strategies.generation.reading.context import both, either, numbered
from strategies.generation.reading.draft import Draft, Part, Slot
from strategies.generation.reading.feeds import own_feeds
from strategies.generation.reading.mirroring import exit_for, flipped, is_sided, negated

Name = Literal["long", "short"]
OTHER: Final[dict[Name, Name]] = {"long": "short", "short": "long"}
RHYTHMS: Final[tuple[Literal["day", "week", "month", "quarter"], ...]] = ("day", "week", "month", "quarter")
LONGEST_TITLE: Final = 70
STOP_OF_RISK: Final = "No stop is given to size by: the risk is measured to a stop two ATR(14) away."
REVERSAL: Final = "No exit given: a position is closed and turned round by the entry of the other side."
NO_SIZE: Final = "No size given: each entry takes what the sizing of the run says."


class Assembly:
    """Puts one draft together."""

    def __init__(self, draft: Draft, *, text: str, symbols: tuple[str, ...], interval: str) -> None:
        self.text = text
        said = next((str(part.value) for part in draft.of("interval")), "")
        self.interval = said or interval
        self.bar = UNITS.get(self.interval, "bar")
        self.draft = _with_entries(draft)
        self.done: tuple[Numbered, ...] = numbered_parts(self.draft, self.interval)
        self.parts = [one.part for one in self.done]
        self.assumptions: list[str] = [*draft.notes]
        self.assumed_exit = ""
        # Clauses that can be told only when all is known, by their numbers.
        self.told: dict[int, str] = {}
        self.symbols = self._symbols(symbols)

    def understanding(self) -> Understanding:
        """Return what was understood."""
        idea = self.idea()
        for part in self.parts:
            self.assumptions += part.assumptions
        self._assume_sizes(idea)
        return Understanding(
            clauses=tuple(self._clauses()),
            assumptions=tuple(dict.fromkeys(self.assumptions)),
            not_understood=self.draft.not_understood,
            question=self.draft.question or self._question(idea),
            is_vague=self.draft.is_vague,
            title=idea.title,
            symbols=idea.symbols,
            idea=idea,
        )

    def _clauses(self) -> Iterator[Clause]:
        for one in self.done:
            for clause in one.clauses:
                yield replace(clause, text=self.told.get(clause.number, clause.text))

    def idea(self) -> Idea:
        """Return the idea."""
        long, short = self._side("long"), self._side("short")
        rotation = self._rotation()
        idea = Idea(
            title="",
            text=self.text,
            long=None if rotation else long,
            short=short,
            filters=() if rotation else self._filters("both"),
            long_filters=() if rotation else self._filters("long"),
            short_filters=self._filters("short"),
            stops=self._protections("stop"),
            targets=self._protections("target"),
            size=next((part.value for part in reversed(self._of("size")) if isinstance(part.value, Size)), None),
            adding=next((part.value for part in self._of("adding") if isinstance(part.value, Adding)), None),
            cooldown=next((part.value for part in self._of("cooldown") if isinstance(part.value, Cooldown)), None),
            rotation=rotation,
            entry_order=self._order(),
            symbols=self.symbols,
            interval=self.interval if self._of("interval") else "",
        )
        return replace(own_feeds(idea), title=self.draft.title or self._title(idea))

    # --- sides ---

    def _side(self, name: Name) -> Side | None:
        if any(part.value == OTHER[name] for part in self._of("only")):
            return None
        entries = of_side(tuple(self._of("entry")), name)
        if name == "short":
            entries = [part for part in entries if part.side == "short"]
            if not entries and self._of("mirror"):
                return self._mirrored_short()
        entry = joined(entries)
        return Side(entry=entry, exit=self._exit(name, entry, entries)) if entry is not None else None

    def _mirrored_short(self) -> Side | None:
        long = self._side("long")
        if long is None:
            return None
        own = joined([part for part in self._of("exit") if part.side == "short"])
        mirrored = flipped(long.exit) if long.exit is not None else None
        entry = flipped(long.entry)
        number = next(one.clauses[0].number for one in self.done if one.part.slot == "mirror")
        self.told[number] = f"Sell short when {telling.condition(entry, self.bar)}"
        return Side(entry=numbered(entry, number), exit=own or (mirrored and numbered(mirrored, number)))

    def _exit(self, name: Name, entry: Condition, entries: list[Part]) -> Condition | None:
        parts = of_side(tuple(self._of("exit")), name)
        found = joined(parts)
        ways = [found] if found is not None else []
        ways += [way for part in parts if (way := self._named_exit(name, part, entry)) is not None]
        staying = joined([part for part in entries if part.stays])
        if staying is not None and not any(isinstance(part.value, str) for part in parts):
            ways.append(negated(staying))
        if not ways and (assumed := self._assumed(name, entry)) is not None:
            ways.append(assumed)
        whole = either(*ways) if ways else None
        least = next((int(str(part.value)) for part in self._of("least")), 0)
        return both(Held(bars=least), whole) if least and whole is not None else whole

    def _named_exit(self, name: Name, part: Part, entry: Condition) -> Condition | None:
        """Return the exit that was only pointed at, "the opposite", and tell its clause in full."""
        if not isinstance(part.value, str):
            return None
        way = exit_for(entry) or Held(bars=1) if part.value == "opposite" else negated(entry)
        number = next(one.clauses[0].number for one in self.done if one.part is part)
        self.told[number] = f"{OUT[name]} when {telling.condition(way, self.bar)}"
        return numbered(way, number)

    def _reverses(self) -> bool:
        """Return whether both sides are entered, so that an entry of one is the end of the other."""
        sides = {part.side for part in self._of("entry")}
        is_single = any(part.value in ("long", "short") for part in self._of("only"))
        return not is_single and ({"long", "short"} <= sides or bool(self._of("mirror")))

    def _assumed(self, name: Name, entry: Condition) -> Condition | None:
        """Return the mirror of the entry where nothing else ends a position."""
        trails = any(isinstance(p.value, Protection) and p.value.trailing for p in self._of("stop"))
        is_kept = any(part.value == "exit" for part in self._of("none"))
        if trails or is_kept or self._of("target"):
            return None
        if self._reverses():
            self.assumptions.append(REVERSAL)
            return None
        found = exit_for(entry)
        if found is None:
            return None
        self.assumed_exit = f"{OUT[name].lower()} when {telling.condition(found, self.bar)}"
        self.assumptions.append(f"No exit given: {self.assumed_exit}.")
        return found

    # --- the rest ---

    def _of(self, slot: Slot) -> list[Part]:
        return [part for part in self.parts if part.slot == slot]

    def _filters(self, side: str) -> tuple[Condition, ...]:
        found = (part.condition for part in self._of("filter") if part.side == side)
        return tuple(one for one in found if one is not None)

    def _protections(self, slot: Slot) -> tuple[Protection, ...]:
        return tuple(part.value for part in self._of(slot) if isinstance(part.value, Protection))

    def _rotation(self) -> Rotation | None:
        found = next((part.value for part in self._of("rotation") if isinstance(part.value, Rotation)), None)
        if found is None:
            return None
        rhythm = next((part.value for part in self._of("rhythm")), None)
        only = [one for part in (*self._of("filter"), *self._of("entry")) if (one := part.condition) is not None]
        every = next((one for one in RHYTHMS if one == rhythm), found.every)
        whole = replace(found, every=every, only=both(*only) if only else found.only)
        self.told[found.clause] = telling_rules.rotation(replace(whole, only=found.only), self.bar)
        return whole

    def _order(self) -> EntryOrder | None:
        found = next((part.value for part in self._of("order") if isinstance(part.value, EntryOrder)), None)
        good = next((int(str(part.value)) for part in self._of("good")), None)
        if found is None or good is None:
            return found
        self.told[found.clause] = telling_rules.order(
            replace(found, bars=good), is_short=self._is_short(), bar=self.bar
        )
        return replace(found, bars=good)

    def _is_short(self) -> bool:
        return all(part.side == "short" for part in self._of("entry"))

    def _symbols(self, symbols: tuple[str, ...]) -> tuple[str, ...]:
        said = [name for part in self._of("symbols") if isinstance(part.value, tuple) for name in part.value]
        return tuple(dict.fromkeys(said)) or symbols

    def _assume_sizes(self, idea: Idea) -> None:
        if idea.size is None and idea.rotation is None:
            self.assumptions.append(NO_SIZE)
        elif idea.size is not None and idea.size.kind == "risk" and not idea.stops:
            self.assumptions.append(STOP_OF_RISK)

    def _question(self, idea: Idea) -> Question | None:
        """Return the one question worth asking: when to leave, where that had to be assumed."""
        if not self.assumed_exit or idea.rotation is not None:
            return None
        return Question(
            text="When should a position be closed?",
            choices=(
                Choice(
                    label=f"{self.assumed_exit[0].upper()}{self.assumed_exit[1:]}",
                    sentence=f"{self.assumed_exit[0].upper()}{self.assumed_exit[1:]}.",
                ),
                Choice(label="With a 10% trailing stop", sentence="Use a 10% trailing stop instead."),
                Choice(label="After 20 bars", sentence="Sell after 20 bars instead."),
            ),
        )

    def _title(self, idea: Idea) -> str:
        if idea.rotation is not None:
            return (
                f"Rotation into the {'weakest' if idea.rotation.lowest else 'strongest'} "
                f"{telling.number(idea.rotation.hold)}"
            )
        side = idea.long or idea.short
        if side is None:
            return "Strategy"
        if isinstance(side.entry, Always):
            return "Buy and hold"
        verb = IN["long" if idea.long else "short"]
        text = f"{verb} when {telling.condition(side.entry, self.bar)}"
        return text if len(text) <= LONGEST_TITLE else f"{text[:LONGEST_TITLE].rsplit(' ', 1)[0]} ..."


def _with_entries(draft: Draft) -> Draft:
    """Return a draft that has an entry: filters alone are one, and so is the other side of an exit."""
    draft = replace(draft, parts=tuple(_plain_entry(part, draft) for part in draft.parts))
    if draft.of("rotation"):
        # What no symbol takes stays cash anyway.
        return replace(draft, parts=tuple(part for part in draft.parts if part.value != "otherwise"))
    if draft.of("entry", "rotation"):
        return draft
    if draft.of("filter"):
        parts = tuple(
            replace(part, slot="entry", side="long" if part.side == "both" else part.side)
            if part.slot == "filter"
            else part
            for part in draft.parts
        )
        return replace(draft, parts=parts)
    exits = [one for part in draft.of("exit") if (one := part.condition) is not None]
    if not exits:
        return draft
    sided = [one for one in exits if is_sided(one)]
    entry = flipped(sided[0]) if sided else Always()
    told = "No entry given: buy at the mirror of the exit." if sided else "No entry given: buy whenever there is none."
    return draft.plus(Part(slot="entry", side="long", value=entry, assumptions=(told,), at=-1))


def _plain_entry(part: Part, draft: Draft) -> Part:
    """Return an entry that is "otherwise" as what it is: the exits, or the entries of the other side, do not hold."""
    if part.slot != "entry" or part.value != "otherwise":
        return part
    others = [one for one in draft.of("entry") if one.side != part.side and one.condition is not None]
    whole = joined(others or list(draft.of("exit")))
    return replace(part, value=negated(whole), stays=not others) if whole is not None else part
