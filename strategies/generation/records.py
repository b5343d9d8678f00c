"""What was understood and written, as JSON-ready values and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from strategies.generation.provider import Choice, Clause, Question, Understanding, Usage


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
