"""What was understood and written: made fit to keep and to show, as JSON-ready values and back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from engine.printable import printable
from strategies.generation.provider import Choice, Clause, Question, Understanding, Usage

MOST_LINES: Final = 200
MOST_CHARS: Final = 1_000
MOST_TITLE_CHARS: Final = 80


def shown(understood: Understanding) -> Understanding:
    r"""
    Return an understanding whose texts hide nothing and have an end: a language model may write anything.

    >>> shown(Understanding(title="A\nB", assumptions=("x\x00",) * 100)).title
    'A B'
    """
    question = understood.question
    if question:
        choices = tuple(Choice(label=_text(one.label), sentence=_text(one.sentence)) for one in question.choices[:6])
        question = Question(text=_text(question.text), choices=choices)
    clauses = [replace(one, text=_text(one.text), said=_text(one.said)) for one in understood.clauses[:MOST_LINES]]
    return replace(
        understood,
        title=_text(understood.title)[:MOST_TITLE_CHARS].rstrip(),
        clauses=tuple(clauses),
        assumptions=_texts(understood.assumptions),
        not_understood=_texts(understood.not_understood),
        question=question,
        refusal=_text(understood.refusal),
        symbols=tuple(_text(symbol)[:40] for symbol in understood.symbols[:MOST_LINES]),
    )


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_text, list(texts)[:MOST_LINES]))


def _text(text: str) -> str:
    return printable(" ".join(text[:MOST_CHARS].split()))


def values_of(understood: Understanding) -> dict[str, Any]:
    """
    Return an understanding as values; the compiler's own form of the idea is left out.

    >>> values_of(Understanding(title="Dips"))["status"]
    'ok'
    """
    question = understood.question
    return {
        "title": understood.title,
        "status": understood.status,
        "clauses": [asdict(clause) for clause in understood.clauses],
        "assumptions": list(understood.assumptions),
        "not_understood": list(understood.not_understood),
        "question": asdict(question) | {"choices": [asdict(one) for one in question.choices]} if question else None,
        "refusal": understood.refusal,
        "is_vague": understood.is_vague,
        "symbols": list(understood.symbols),
    }


def understanding_from(values: Mapping[str, Any]) -> Understanding:
    """
    Return the understanding these values were made of, without the compiler's own form of the idea.

    >>> understanding_from(values_of(Understanding(title="Dips", assumptions=("RSI of 14",))))
    Understanding(clauses=(), assumptions=('RSI of 14',), not_understood=(), question=None, refusal='', is_vague=False,
    title='Dips', symbols=(), idea=None)
    """
    question = values["question"]
    return Understanding(
        title=values["title"],
        clauses=tuple(Clause(**clause) for clause in values["clauses"]),
        assumptions=tuple(values["assumptions"]),
        not_understood=tuple(values["not_understood"]),
        question=Question(text=question["text"], choices=tuple(Choice(**one) for one in question["choices"]))
        if question
        else None,
        refusal=values["refusal"],
        is_vague=values["is_vague"],
        symbols=tuple(values["symbols"]),
    )


def usage_values(usage: Usage) -> dict[str, Any]:
    """
    Return what an answer cost as values.

    >>> usage_values(Usage(model="m"))["model"]
    'm'
    """
    return asdict(usage)
