"""The hostile programs as the tests see them: what each tries, its verdict, and what would give it away."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.verdict import Verdict

FOLDER: Final = Path(__file__).parent / "hostile"

FAMILIES: Final = (
    *("attributes", "imports", "pickles", "files", "network", "processes", "threads", "signals", "cpu", "memory"),
    *("output", "recursion", "crashes", "exits", "forging", "hindsight", "persistence", "injection", "parsers"),
)
WITNESSES: Final = (
    *("canary", "listener", "secret", "neighbour", "process", "result", "time", "memory", "page", "look-ahead"),
)
# What these see is outside the program's own process, so that without walls they must see it.
CONTROLLED: Final = frozenset({"canary", "listener", "secret", "neighbour", "process"})

_FIELD: Final = re.compile(r"# (verdict|family|witness|control): (\S.*)")
_SENTENCE: Final = re.compile(r"# [A-Z].*")
_NO_CONTROL: Final = "no, because "
_PLACEHOLDER: Final = re.compile("@[A-Z_]+@")


class BadHeader(ValueError):
    """A program does not say what it is; the text names the file and the fault."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """One hostile program with what its header says of it."""

    name: str
    verdicts: tuple[Verdict, ...]
    family: str
    witness: str
    no_control: str
    sentence: str
    text: str

    @property
    def is_controlled(self) -> bool:
        """Return whether its witness must fire when the program runs without walls."""
        return self.witness in CONTROLLED and not self.no_control

    def filled_in(self, values: dict[str, str]) -> str:
        """
        Return the source with each @PLACEHOLDER@ replaced.

        :raises KeyError: if the program names a placeholder that nobody fills.
        """
        return _PLACEHOLDER.sub(lambda found: values[found[0]], self.text)


def read(path: Path) -> Program:
    """
    Return the program in this file.

    :raises BadHeader: if its first lines do not name verdict, family and witness, and in a sentence what it tries.
    """
    text = path.read_text("utf-8")
    fields, sentence = _header(path.name, text.splitlines())
    verdicts = _verdicts(path.name, fields["verdict"])
    _check(path.name, "family", [fields["family"]], FAMILIES)
    _check(path.name, "witness", [fields["witness"]], WITNESSES)
    control = fields.get("control", "")
    if control and not control.startswith(_NO_CONTROL):
        raise BadHeader(f"{path.name}: control is there only to say '{_NO_CONTROL}...'")
    return Program(
        name=path.stem,
        verdicts=verdicts,
        family=fields["family"],
        witness=fields["witness"],
        no_control=control.removeprefix(_NO_CONTROL),
        sentence=sentence,
        text=text,
    )


def _header(name: str, lines: list[str]) -> tuple[dict[str, str], str]:
    fields: dict[str, str] = {}
    for line in lines:
        found = _FIELD.fullmatch(line)
        if found is None:
            break
        fields[found[1]] = found[2]
    wanted = ("verdict", "family", "witness", "control")[: 4 if "control" in fields else 3]
    if tuple(fields) != wanted:
        raise BadHeader(f"{name}: the first lines are '# verdict: ', '# family: ' and '# witness: ', in this order")
    sentence = lines[len(fields)] if len(lines) > len(fields) else ""
    if not _SENTENCE.fullmatch(sentence):
        raise BadHeader(f"{name}: after its fields comes a sentence that says what it tries")
    return fields, sentence.removeprefix("# ")


def _verdicts(name: str, field: str) -> tuple[Verdict, ...]:
    words, _, reason = field.partition(", ")
    verdicts = words.split(" or ")
    _check(name, "verdict", verdicts, tuple(Verdict))
    if (len(verdicts) > 1) != bool(reason):
        raise BadHeader(f"{name}: one verdict stands alone, and behind several stands why they may differ")
    return tuple(map(Verdict, verdicts))


def _check(name: str, field: str, given: list[str], known: tuple[str, ...]) -> None:
    for word in given:
        if word not in known:
            raise BadHeader(f"{name}: {word!r} is no {field}; choose from {', '.join(known)}")


def everything() -> list[Program]:
    """
    Return all programs, by name.

    :raises BadHeader: if one does not say what it is.
    """
    return [read(path) for path in sorted(FOLDER.glob("*.py"))]
