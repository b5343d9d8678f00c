"""Documentation that can be checked by a program is."""

import re
from pathlib import Path

import pytest

from engine.sandbox.policy import Layer
from marketdata.sources import suspicions
from marketdata.sources.findings import Kind

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
class TestPage:
    def test_links_to_files_that_exist(self, page):
        links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())

        missing = [link for link in links if not (page.parent / link).exists()]

        assert missing == []

    def test_names_make_targets_that_exist(self, page):
        targets = set(re.findall(r"^([a-z0-9-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))

        named = set(re.findall(r"(?:`|^ {4}|=\d+ )make ([a-z0-9-]+)", page.read_text(), re.MULTILINE))

        assert named <= targets


class TestSecurityPage:
    def test_has_a_row_for_every_layer_in_the_order_they_are_put_up(self):
        rows = re.findall(r"^\| ([^|]+?) \|", (ROOT / "docs" / "security.md").read_text(), re.MULTILINE)

        layers = [row.lower() for row in rows if row.lower() in {layer.value.lower() for layer in Layer}]

        assert layers == [layer.value.lower() for layer in Layer]


class TestDataQualityPage:
    def test_has_a_row_for_every_finding(self):
        rows = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "data-quality.md").read_text(), re.MULTILINE)

        assert rows == [kind.value for kind in Kind]

    def test_names_the_thresholds_that_are_in_force(self):
        page = (ROOT / "docs" / "data-quality.md").read_text()

        named = {name: float(value) for name, value in re.findall(r"`([A-Z_]+)` ([\d.]+)", page)}

        assert len(named) >= 10
        assert named == {name: float(getattr(suspicions, name)) for name in named}


class TestDecisions:
    def test_are_all_in_the_index(self):
        folder = ROOT / "docs" / "decisions"
        index = (folder / "0000-index.md").read_text()

        written = {page.name for page in folder.glob("*.md")} - {"0000-index.md"}

        assert written == set(re.findall(r"\]\(([^)]+)\)", index))
