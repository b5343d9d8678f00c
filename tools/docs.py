"""Write the generated pages of docs/ anew; `--check` only says which are out of date."""

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NOTICE = "<!-- Written by `make docs`; change the source named below instead. -->\n"


def settings_page() -> str:
    """Return the table of settings, from .env.example."""
    lines = [NOTICE, "# Settings", "", "Source: `.env.example`. Each is an environment variable or a line in `.env`."]
    comment: list[str] = []
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            lines += ["", f"## {line[3:]}", "", "| setting | meaning | default |", "|---|---|---|"]
        elif line.startswith("# ") and "=" in line and line[2 : line.index("=")].isupper():
            meaning, _, default = " ".join(comment).partition(" Default: ")
            lines.append(f"| `{line[2 : line.index('=')]}` | {meaning} | {default or '-'} |")
        elif line.startswith("# "):
            comment.append(line[2:])
            continue
        comment = []
    return "\n".join(lines) + "\n"


def metrics_page() -> str:
    """Return what every figure of a result means, from the metric catalogue."""
    from engine.metrics.catalogue import METRICS

    source = "Source: `engine/metrics/entries/`. Fractions are stored, percent is shown."
    lines = [
        NOTICE,
        "# Metrics",
        "",
        source,
        "`r` is a daily return, `b` that of the benchmark, `rf` the risk-free rate.",
        "Bars within a day are reduced to days; over weekly and monthly bars `r` is a week's or a month's return, and",
        "the texts of a result say so. A year has as many periods as the calendar has days with bars, or 52, or 12.",
    ]
    group = None
    groups = list(dict.fromkeys(metric.group for metric in METRICS.values()))
    for metric in sorted(METRICS.values(), key=lambda metric: groups.index(metric.group)):
        if metric.group != group:
            group = metric.group
            lines += ["", f"## {group}"]
        lines += ["", f"### {metric.label} (`{metric.key}`)", "", metric.meaning, "", f"- Formula: {metric.formula}"]
        if metric.convention:
            lines.append(f"- Convention: {metric.convention}")
        if metric.needs > 1 or metric.sample == "closed trades":
            sample = metric.sample if metric.needs > 1 else metric.sample.removesuffix("s")
            lines.append(f"- Needs at least {metric.needs} {sample}")
        if metric.undefined:
            lines.append(f"- Undefined when: {metric.undefined}")
        lines.append(f"- Shown as {metric.format}; better is {metric.better}; profile {metric.profile}")
    return "\n".join(lines) + "\n"


def states_page() -> str:
    """Return the states of runs and of generations and the moves between them, from the transition tables."""
    from backtests.models import TRANSITIONS as OF_RUNS
    from engine.verdict import Verdict
    from strategies.generation.outcomes import VERDICTS
    from strategies.models import TRANSITIONS as OF_GENERATIONS

    lines = [NOTICE, "# States of a run", "", "Source: `TRANSITIONS` in `backtests/models.py`.", ""]
    lines += _diagram(OF_RUNS)
    lines += ["A running run goes back to the queue when its worker died; it is then run again from its start.", ""]
    lines += [_verdicts("a run", list(Verdict)), "", "# States of a generation", ""]
    lines += ["Source: `TRANSITIONS` in `strategies/models.py`.", ""]
    lines += _diagram(OF_GENERATIONS)
    lines += ["A running generation goes back to the queue when its worker died; what was understood and the attempts"]
    lines += ["that were finished are kept and not paid for twice.", "", _verdicts("a generation", list(VERDICTS))]
    return "\n".join(lines) + "\n"


def _diagram(transitions: Mapping[Any, Iterable[Any]]) -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> QUEUED"]
    for state, following in transitions.items():
        lines += [f"    {state.value} --> {target.value}" for target in sorted(following)]
        if not following:
            lines.append(f"    {state.value} --> [*]")
    return [*lines, "```", ""]


def _verdicts(what: str, names: Iterable[str]) -> str:
    told = ", ".join(f"`{name}`" for name in names)
    return f"Why {what} ended is its verdict, kept apart from its state: {told}."


PAGES = {"settings.md": settings_page, "metrics.md": metrics_page, "states.md": states_page}


def main() -> None:
    """Write the pages, or with --check compare them; exits 1 when one is out of date."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "statis.settings")
    import django

    django.setup()
    is_stale = False
    for name, page in PAGES.items():
        path, text = ROOT / "docs" / name, page()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in sys.argv[1:]:
            is_stale = True
            print(f"docs/{name} is out of date: run make docs")
        else:
            path.write_text(text, encoding="utf-8")
            print(f"docs/{name} written")
    sys.exit(is_stale)


if __name__ == "__main__":
    main()
