"""The front-end build: pinned, without addresses, and with every icon that a page asks for."""

import json
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ICON_CALL = re.compile(r'{% icon "([\w-]+)"|\bicon(?:_end)?="([\w-]+)"')


class TestPackages:
    def test_are_pinned(self):
        package = json.loads((ROOT / "package.json").read_text())
        versions = {**package["dependencies"], **package["devDependencies"]}

        assert [name for name, version in versions.items() if not re.fullmatch(r"[\d.]+", version)] == []

    def test_are_locked_without_naming_a_registry(self):
        lock = json.loads((ROOT / "package-lock.json").read_text())

        assert lock["packages"]
        assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]
        assert not [name for name, entry in lock["packages"].items() if name and "integrity" not in entry]


class TestIcons:
    def test_are_listed_once_and_in_order(self):
        names = (ROOT / "frontend" / "icons.txt").read_text().split()

        assert names == sorted(set(names))

    def test_include_every_one_a_template_asks_for(self):
        listed = set((ROOT / "frontend" / "icons.txt").read_text().split())
        asked = {
            name: path.name
            for path in (ROOT / "templates").rglob("*.html")
            for match in ICON_CALL.findall(path.read_text())
            for name in match
            if name
        }

        assert len(asked) > 10
        assert {name: where for name, where in asked.items() if name not in listed} == {}


class TestBundles:
    def test_offer_what_chart_code_uses(self):
        bundle = (ROOT / "static" / "vendor" / "charts.js").read_text()

        assert bundle.removeprefix('"use strict";').startswith("var LightweightCharts=")
        for name in ("createChart", "CandlestickSeries", "createSeriesMarkers"):
            assert name in bundle

    def test_keep_the_font_files_beside_their_stylesheet(self):
        stylesheet = ROOT / "static" / "vendor" / "fonts.css"
        files = re.findall(r'url\("([^"]+)"\)', stylesheet.read_text())

        assert len(files) == 4
        assert [name for name in files if not (stylesheet.parent / name).is_file()] == []
