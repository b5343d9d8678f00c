"""What was read of a text, part by part, before it is put together: what changes are made to."""

from dataclasses import dataclass, replace
from typing import Literal

from strategies.generation.idea import Adding, Condition, Cooldown, EntryOrder, Protection, Rotation, Size
from strategies.generation.provider import ClauseKind, Question

SideName = Literal["long", "short", "both"]
Slot = Literal[
    "entry",
    "exit",
    "filter",
    "stop",
    "target",
    "size",
    "adding",
    "cooldown",
    "rotation",
    "order",
    "least",
    "mirror",
    "symbols",
    "interval",
    "only",
    "none",
    "granted",
    "rhythm",
    "good",
]
Value = Condition | Protection | Size | Adding | Cooldown | Rotation | EntryOrder | tuple[str, ...] | str | int | None


@dataclass(frozen=True, kw_only=True)
class Part:
    """
    One rule of a text, in the slot of the idea it belongs to, with the words it was read from.

    | slot | value |
    |---|---|
    | entry, exit, filter | condition; an exit may be the "opposite" of the entry, or "otherwise": it does not hold |
    | stop, target | Protection |
    | size, adding, cooldown, rotation, order | that of the idea |
    | least | bars a position is held at least |
    | mirror | none: shorts are the mirror of longs |
    | symbols | names; interval: as a run names it |
    | only | "long" or "short": the other side is left out |
    | none | what is wanted without: "exit", "stop", ... |
    | good | bars an order is good for |
    | rhythm | how often a rotation is renewed |
    | granted | what the answer to these words is, such as that it is so anyway |

    `is_new` says that it stands in a sentence of its own, so that it is another way in or out rather than a further
    condition. `stays` marks an entry that is held only as long as it is true.
    """

    slot: Slot
    value: Value = None
    side: SideName = "both"
    said: str = ""
    at: int = 0
    is_new: bool = False
    stays: bool = False
    joint: Literal["and", "or"] = "and"
    assumptions: tuple[str, ...] = ()

    @property
    def condition(self) -> Condition | None:
        """Return the condition, None for a part that is something else."""
        return self.value if isinstance(self.value, Condition) else None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """
    The parts of a text in their order, with what could not be read and what is to be asked.

    It `lacks_entry` if it says to enter but nothing of when could be read.
    """

    parts: tuple[Part, ...] = ()
    not_understood: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    question: Question | None = None
    is_vague: bool = False
    lacks_entry: bool = False
    title: str = ""

    def of(self, *slots: Slot) -> tuple[Part, ...]:
        """Return the parts in some slots."""
        return tuple(part for part in self.parts if part.slot in slots)

    def without(self, *slots: Slot) -> "Draft":
        """Return the draft with some slots empty."""
        return replace(self, parts=tuple(part for part in self.parts if part.slot not in slots))

    def plus(self, *parts: Part) -> "Draft":
        """Return the draft with further parts."""
        return replace(self, parts=(*self.parts, *parts))

    @property
    def has_rules(self) -> bool:
        """Return whether anything was read that can be traded on."""
        is_entered = any(part.slot in ("entry", "rotation") for part in self.parts)
        return is_entered or (not self.lacks_entry and bool(self.of("exit", "filter")))


KINDS: dict[Slot, ClauseKind] = {
    "entry": "entry",
    "exit": "exit",
    "filter": "filter",
    "stop": "stop",
    "target": "target",
    "size": "size",
    "adding": "size",
    "cooldown": "timing",
    "rotation": "universe",
    "order": "timing",
    "least": "timing",
    "mirror": "entry",
    "symbols": "universe",
    "interval": "timing",
}
