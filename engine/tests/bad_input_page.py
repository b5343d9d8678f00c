"""The table of docs/bad-input.md."""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/bad-input.md"


def documented(heading: str) -> dict[str, tuple[str, str]]:
    """Return verdict and text of every row under a heading of the page."""
    section = PAGE.read_text().partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return {name.strip(): (verdict.strip(), text.strip()) for name, verdict, text in rows[1:]}
