"""An inspection as bytes, and back: the child that writes them has read a stranger's text, so nothing is believed."""

import json
import math
from dataclasses import asdict
from typing import Annotated, Any, Final, TypeVar

from annotated_types import MaxLen
from pydantic import ConfigDict, FailFast, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from engine.events import LeftOut
from engine.lookahead.findings import Suspect
from engine.printable import printable
from engine.spec import MAX_SOURCE_BYTES, ParamValue
from strategies.checking.findings import Finding, Inspection, Parameter
from strategies.checking.policy import MAX_FINDINGS

MAX_CLASSES: Final = 100
MAX_PARAMETERS: Final = 1_000
MAX_LEFT_OUT: Final = 50
MAX_RANGES: Final = 50
MAX_SUSPECTS: Final = 100
MAX_NAME: Final = 200
MAX_NOTE: Final = 300
MAX_TEXT: Final = 2_000
LARGEST_INTEGER: Final = 2**53
_LAST_LINE: Final = MAX_SOURCE_BYTES + 1

T = TypeVar("T")
# Stop at the first wrong item: a list of very many wrong ones would otherwise fill the memory with errors.
Name = Annotated[str, MaxLen(MAX_NAME)]
Note = Annotated[str, MaxLen(MAX_NOTE)]
Sentence = Annotated[str, MaxLen(MAX_TEXT)]


class UnfitAnswer(ValueError):
    """The child's answer is not one that our own code could have given."""


@with_config(ConfigDict(extra="forbid"))
class _Finding(TypedDict):
    message: Sentence
    hint: Sentence
    line: int | None
    column: int | None
    excerpt: Sentence
    is_error: bool


@with_config(ConfigDict(extra="forbid"))
class _Parameter(TypedDict):
    owner: Name
    name: Name
    value: bool | int | float | Note
    line: int
    note: Note


@with_config(ConfigDict(extra="forbid"))
class _LeftOut(TypedDict):
    what: Sentence
    lines: Annotated[list[tuple[int, int]], FailFast(), MaxLen(MAX_RANGES)]
    why: Sentence


@with_config(ConfigDict(extra="forbid"))
class _Suspect(TypedDict):
    line: int
    code: Note
    text: Note


@with_config(ConfigDict(extra="forbid"))
class _Answer(TypedDict):
    findings: Annotated[list[_Finding], FailFast(), MaxLen(MAX_FINDINGS)]
    classes: Annotated[list[Name], FailFast(), MaxLen(MAX_CLASSES)]
    strategies: Annotated[list[Name], FailFast(), MaxLen(MAX_CLASSES)]
    parameters: Annotated[list[_Parameter], FailFast(), MaxLen(MAX_PARAMETERS)]
    left_out: Annotated[list[_LeftOut], FailFast(), MaxLen(MAX_LEFT_OUT)]
    suspects: Annotated[list[_Suspect], FailFast(), MaxLen(MAX_SUSPECTS)]
    was_read: bool


_ANSWER: Final = TypeAdapter(_Answer)


def written(inspection: Inspection) -> bytes:
    """
    Return an inspection as bytes, cut to what may be told.

    >>> read(written(Inspection(classes=("A",), strategies=("A",)))).classes
    ('A',)
    """
    words = {
        "findings": [_told(finding) for finding in inspection.findings[:MAX_FINDINGS]],
        "classes": [name[:MAX_NAME] for name in inspection.classes[-MAX_CLASSES:]],
        "strategies": [name[:MAX_NAME] for name in inspection.strategies[-MAX_CLASSES:]],
        "parameters": _told_parameters(inspection)[:MAX_PARAMETERS],
        "left_out": [asdict(part) for part in inspection.left_out[:MAX_LEFT_OUT]],
        "suspects": [asdict(suspect) for suspect in inspection.suspects[:MAX_SUSPECTS]],
        "was_read": inspection.was_read,
    }
    # A text may hold half a character as an escape, which no encoding can hold.
    return json.dumps(words, ensure_ascii=False).encode("utf-8", "replace")


def _told(finding: Finding) -> dict[str, Any]:
    words = asdict(finding)
    return words | {name: words[name][:MAX_TEXT] for name in ("message", "hint", "excerpt")}


def _told_parameters(inspection: Inspection) -> list[dict[str, Any]]:
    # The last class is the one that runs: it comes first, where there are too many.
    return [
        asdict(parameter) | {"owner": owner, "note": parameter.note[:MAX_NOTE]}
        for owner, found in reversed(list(inspection.parameters.items()))
        for parameter in found
        if len(owner) <= MAX_NAME and _is_tellable(parameter)
    ]


def _is_tellable(parameter: Parameter) -> bool:
    value = parameter.value
    if isinstance(value, str):
        return len(value) <= MAX_NOTE and len(parameter.name) <= MAX_NAME
    return math.isfinite(value) and abs(value) <= LARGEST_INTEGER and len(parameter.name) <= MAX_NAME


def read(answer: bytes) -> Inspection:
    """
    Return the inspection that a child tells of.

    :raises UnfitAnswer: if any part of it is of the wrong kind, too large, or makes no sense.
    """
    try:
        words = _ANSWER.validate_json(answer, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])[:100]
        raise UnfitAnswer(f"{place or 'answer'}: {first['msg'][:200]}") from None
    strategies = tuple(_name(name) for name in words["strategies"])
    return Inspection(
        findings=tuple(_finding(finding) for finding in words["findings"]),
        classes=tuple(_name(name) for name in words["classes"]),
        strategies=strategies,
        parameters=_parameters(words["parameters"], strategies),
        left_out=tuple(_left_out(part) for part in words["left_out"]),
        suspects=tuple(_suspect(suspect) for suspect in words["suspects"]),
        was_read=words["was_read"],
    )


def _line(text: str) -> str:
    return printable(text, one_line=True)


def _name(name: str) -> str:
    if not name.isidentifier():
        raise UnfitAnswer("a name that Python does not allow")
    return name


def _whole(value: int, *, low: int = 1, high: int = _LAST_LINE) -> int:
    if not low <= value <= high:
        raise UnfitAnswer(f"a line or column that is not between {low} and {high}")
    return value


def _finding(words: _Finding) -> Finding:
    return Finding(
        message=_line(words["message"]),
        hint=_line(words["hint"]),
        line=None if words["line"] is None else _whole(words["line"]),
        column=None if words["column"] is None else _whole(words["column"], low=0),
        excerpt=printable(words["excerpt"]),
        is_error=words["is_error"],
    )


def _parameters(rows: list[_Parameter], strategies: tuple[str, ...]) -> dict[str, tuple[Parameter, ...]]:
    found: dict[str, list[Parameter]] = {}
    for row in rows:
        if row["owner"] not in strategies:
            raise UnfitAnswer("a parameter of no strategy")
        parameter = Parameter(
            name=_name(row["name"]),
            value=_value(row["value"]),
            line=_whole(row["line"]),
            note=_line(row["note"]),
        )
        found.setdefault(row["owner"], []).append(parameter)
    return {owner: tuple(parameters) for owner, parameters in found.items()}


def _value(value: ParamValue) -> ParamValue:
    if isinstance(value, str):
        return _line(value)
    if not math.isfinite(value) or abs(value) > LARGEST_INTEGER:
        raise UnfitAnswer("a parameter out of range")
    return value


def _left_out(words: _LeftOut) -> LeftOut:
    lines = [(_whole(first), _whole(last, low=first)) for first, last in words["lines"]]
    return LeftOut(what=_line(words["what"]), lines=lines, why=_line(words["why"]))


def _suspect(words: _Suspect) -> Suspect:
    return Suspect(line=_whole(words["line"]), code=_line(words["code"]), text=_line(words["text"]))
