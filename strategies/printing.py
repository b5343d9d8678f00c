"""What `manage.py generate` prints: JSON for programs, words for people."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from statistics import median
from textwrap import indent

from strategies.checking.findings import Finding
from strategies.generation.outcomes import VERDICTS
from strategies.generation.provider import Question
from strategies.generation.results import Generated

STEPS = ("understand", "write", "check", "trial")


def as_json(made: Generated, *, line_id: object, findings: Sequence[Finding]) -> str:
    """Return what came of an idea as one line of JSON."""
    values = {"id": line_id} | made.to_dict() | {"findings": [asdict(finding) for finding in findings]}
    return json.dumps(values, separators=(",", ":"), allow_nan=False, default=str) + "\n"


def as_text(made: Generated, *, findings: Sequence[Finding]) -> str:
    """Return what came of an idea for a person to read: what was understood, then the code."""
    understood = made.understood
    parts = [
        understood.title,
        made.notice and f"{made.notice} So this was built offline.",
        "\n".join(f"{clause.number}. {clause.text}" for clause in understood.clauses),
        _listed("Assumed:", understood.assumptions),
        _listed("Not understood:", understood.not_understood),
        _question(understood.question),
        made.code.rstrip(),
        _listed("To look at:", [_finding(finding) for finding in findings]),
        _trial(made),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def why_not(made: Generated) -> str:
    """Return why there is no checked and tried code."""
    failure = made.failure
    if failure is None:
        return f"{VERDICTS[made.verdict]}."
    line = f" (line {failure.line})" if failure.line else ""
    return " ".join(filter(None, [f"{failure.message}{line}", failure.hint]))


def timings(seconds: Sequence[dict[str, float]]) -> str:
    """
    Return the median time of each step of several ideas.

    >>> print(timings([{"understand": 0.001, "write": 0.002}, {"understand": 0.003, "write": 0.002}]))
    2 ideas, median: understand 2.0 ms, write 2.0 ms, all 4.0 ms
    """
    told = [
        f"{step} {median(one.get(step, 0.0) for one in seconds) * 1_000:.1f} ms"
        for step in STEPS
        if any(step in one for one in seconds)
    ]
    whole = median(sum(one.values()) for one in seconds) * 1_000 if seconds else 0.0
    return f"{len(seconds)} ideas, median: {', '.join([*told, f'all {whole:.1f} ms'])}"


def _listed(title: str, lines: Sequence[str]) -> str:
    return "\n".join([title, *(f"- {line}" for line in lines)]) if lines else ""


def _question(question: Question | None) -> str:
    if question is None:
        return ""
    return f"{question.text}\n" + "\n".join(f"- {choice.label}: {choice.sentence}" for choice in question.choices)


def _finding(finding: Finding) -> str:
    line = f"line {finding.line}: " if finding.line else ""
    return f"{line}{finding.message} {finding.hint}".rstrip()


def _trial(made: Generated) -> str:
    if not made.stages:
        return ""
    stages = ", ".join(f"{stage} {result}" for stage, result in made.stages.items())
    runs = (
        [
            f"{run['title']}: {run['bars']} bars from {run['first_date']} to {run['last_date']}, {run['fills']} fills"
            for run in made.chosen.facts.get("runs", ())
        ]
        if made.chosen
        else []
    )
    return f"Tried: {stages}\n" + indent("\n".join(runs), "- ")
