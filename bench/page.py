"""The tables of docs/performance.md, written from what was measured."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

BEGIN: Final = "<!-- Written by `make bench` from bench/results.json. -->\n"
END: Final = "<!-- End of what `make bench` writes. -->\n"


def table(heads: Iterable[str], lines: Iterable[Iterable[object]]) -> str:
    """
    Return a Markdown table.

    >>> table(["a", "b"], [[1, 2]])
    '| a | b |\\n|---|---|\\n| 1 | 2 |\\n'
    """
    heads = list(heads)
    rule = f"|{'---|' * len(heads)}"
    written = [f"| {' | '.join(map(str, line))} |" for line in (heads, *lines)]
    written.insert(1, rule)
    return "\n".join(written) + "\n"


def judged(target: str, is_met: bool | None) -> str:
    """Return a target and whether it is met, a dash where there is none."""
    return "-" if is_met is None else f"{target}: {'met' if is_met else '**missed**'}"


def conditions(figures: Mapping[str, Any]) -> str:
    """Return when and on what the figures were taken."""
    machine, versions = figures["machine"], figures["versions"]
    load = ", ".join(map(str, machine["load_average"]))
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    skipped = "".join(f" Without {name}: {why}." for name, why in figures["skipped"].items())
    return (
        f"Measured on {figures['measured_at'][:10]} in {figures['minutes']} minutes: {machine['system']} on "
        f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}, load average {load} at the "
        f"start.{skipped}\n\nVersions: {told}.\n"
    )


def ratios(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the table of ratios."""
    lines = [
        [
            row["work"],
            row["peer"],
            row["profile"],
            f"{row['peer_s']:.4f}",
            f"{row['ours_s']:.4f}",
            f"**{row['ratio']:.2f}x**",
            f"{row['median_ratio']:.2f}x",
            judged(f"{row['target'] or 0:g}x", row["is_met"]),
        ]
        for row in rows
    ]
    heads = ["work", "peer", "our metrics", "peer, CPU s", "Statis, CPU s", "ratio", "of medians", "target"]
    return table(heads, lines)


def jobs(figures: Mapping[str, Any]) -> str:
    """Return the table of whole jobs in the sandbox."""
    lines = [
        [
            f"job of {job['bars']:,} bars, wall clock",
            f"median {job['median_ms']:.1f} ms (least {job['least_ms']:.1f})",
            judged(f"under {job['target_ms']:.0f} ms", job["is_met"]),
        ]
        for job in figures["jobs"]
    ]
    if lock := figures.get("lock"):
        taken = f"median {lock['median_ms']:.1f} ms (least {lock['least_ms']:.1f})"
        lines.append(["fork to last lock", taken, judged(f"under {lock['target_ms']:.0f} ms", lock["is_met"])])
    if memory := figures["memory"]:
        taken = f"{memory['over_zygote_mb']:.0f} MB (peak {memory['child_peak_mb']:.0f})"
        target = judged(f"under {memory['target_mb']:.0f} MB", memory["is_met"])
        lines.append([f"memory over the zygote, {memory['bars']:,} bars", taken, target])
    return table(["what", "taken", "target"], lines)


def prices(figures: Mapping[str, Any]) -> str:
    """Return the table of reading prices from Postgres."""
    lines = [
        [
            f"reading {read['what']}",
            f"{read['cpu_ms']:.1f} ms CPU, {read['median_ms']:.1f} ms wall clock (least {read['least_ms']:.1f})",
            judged(f"under {read['target_ms']:.0f} ms", read["is_met"]),
        ]
        for read in figures["reads"]
    ]
    lines += [
        [
            f"size of {size['what']}",
            f"{size['kept_bytes']:,} bytes, {size['times']:.1f} times smaller than CSV",
            judged(f"{size['target']:.0f}x", size["is_met"]),
        ]
        for size in figures["sizes"]
    ]
    return table(["what", "taken", "target"], lines)


def indicators(figures: Mapping[str, Any]) -> str:
    """Return the table of the whole catalogue and that of ours beside each peer's."""
    lines = [
        [
            f"{one['indicators']} {one['what'].removeprefix('all ')}, {one['bars']:,} bars",
            f"median {one['median_ms']:,.1f} ms CPU (least {one['least_ms']:,.1f})",
            judged(f"under {one['target_ms'] or 0:,.0f} ms", one["is_met"]),
        ]
        for one in figures["catalogue"]
    ]
    skipped = "".join(f"\nWithout {name}: {why}.\n" for name, why in figures["skipped"].items())
    return table(["what", "taken", "target"], lines) + skipped + pairs(figures["pairs"])


def pairs(figures: Iterable[Mapping[str, Any]]) -> str:
    """Return the table of ours beside the peers': each pair on a line, over all lengths."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in figures:
        found.setdefault((one["peer"], one["indicator"]), []).append(one)
    if not found:
        return ""
    lengths = [f"{one['bars']:,} bars: theirs / ours, CPU ms" for one in next(iter(found.values()))]
    lines = [
        [
            indicator,
            peer,
            *(f"{one['peer_ms']:.3f} / {one['ours_ms']:.3f} = **{one['ratio']:.2f}x**" for one in group),
            group[-1]["agreement"],
        ]
        for (peer, indicator), group in found.items()
    ]
    return "\n" + table(["indicator", "peer", *lengths, "values"], lines)


def growth(rates: Iterable[Mapping[str, Any]]) -> str:
    """Return the table of rates."""
    lines = [[f"{one['count']:,} {one['of']}", f"{one['cpu_s']:.3f}", f"{one['per_second']:,}"] for one in rates]
    return table(["work", "CPU s", "per second"], lines)


def section(figures: Mapping[str, Any]) -> str:
    """Return everything between the two marks."""
    parts = (
        conditions(figures),
        "### Ratios\n",
        ratios(figures["rows"]),
        "### Whole jobs through the sandbox\n",
        jobs(figures),
        *(("### Prices from Postgres\n", prices(figures["prices"])) if "prices" in figures else ()),
        *(("### Indicators\n", indicators(figures["indicators"])) if "indicators" in figures else ()),
        "### Growth\n",
        growth(figures["growth"]),
    )
    return "\n" + "\n".join(parts) + "\n"


def with_section(page: str, figures: Mapping[str, Any]) -> str:
    """
    Return the page with the figures between its marks, all else left as it is.

    :raises ValueError: if a mark is missing.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("docs/performance.md lacks the marks its tables go between.")
    return before + begin + section(figures) + end + after
