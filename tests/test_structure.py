"""What the import contracts cannot say of themselves: that they speak of every module."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}


def modules_of(folder: str) -> set[str]:
    """Return the modules and packages directly in a folder, by their dotted names."""
    found = {path.stem for path in (ROOT / folder).glob("*.py")} | {path.parent.name for path in packages(folder)}
    return {f"{folder.replace('/', '.')}.{name}" for name in found - {"__init__", "tests"}}


def packages(folder: str) -> list[Path]:
    return list((ROOT / folder).glob("*/__init__.py"))


class TestContracts:
    def test_place_every_module_of_statis(self):
        layers = CONTRACTS["Apps depend downwards only"]["layers"]

        placed = {name.strip("() ") for layer in layers for name in layer.replace(":", "|").split("|")}

        assert modules_of("statis") <= placed

    def test_keep_backtrader_out_of_everything_but_the_child(self):
        sources = set(CONTRACTS["Backtrader is loaded in the child and nowhere else"]["source_modules"])
        the_child = {"engine.simulation", "engine.sandbox.zygote", "engine.sandbox.child"}

        everything = modules_of("engine") | modules_of("engine/sandbox")

        assert everything - sources == the_child | {"engine.sandbox"}

    def test_let_nothing_else_of_the_site_open_the_sandbox(self):
        allowed = CONTRACTS["The site reaches the sandbox through one door"]["allowed_importers"]

        assert [name for name in allowed if not name.endswith(".tests")] == ["statis.sandboxes"]


class TestWhatParses:
    SITE_MAY_USE = frozenset(f"strategies.checking.{name}" for name in ("answer", "findings", "intake", "policy"))

    def contract(self):
        return CONTRACTS["The site parses no code: strategies.inspecting has a child of the sandbox do it"]

    def test_is_out_of_the_sites_reach(self):
        forbidden = set(self.contract()["forbidden_modules"])

        assert modules_of("strategies/checking") - forbidden == self.SITE_MAY_USE

    def test_concerns_every_module_of_the_site(self):
        sources = set(self.contract()["source_modules"])

        assert modules_of("strategies") - sources == {
            "strategies.apps",
            "strategies.checking",
            "strategies.migrations",
        }
        assert {"statis", "accounts", "marketdata", "indicators", "backtests"} <= sources


class TestArchitecturePage:
    def test_names_every_module_of_the_apps_and_of_the_engine(self):
        layers = CONTRACTS["Inside an app, a request flows one way"]["layers"]
        modules = {name.strip("() ") for layer in layers for name in layer.split("|")}
        modules |= {name.removeprefix("engine.") for name in modules_of("engine")}

        page = set(re.findall(r"\w+", (ROOT / "docs/architecture.md").read_text()))

        assert modules - page == set()


class TestAppPackages:
    def test_are_empty_so_that_folders_import_without_django(self):
        apps = ("statis", "accounts", "marketdata", "indicators", "strategies", "backtests", "engine")

        assert {app: (ROOT / app / "__init__.py").read_text() for app in apps} == dict.fromkeys(apps, "")
