"""Whose work Statis sends to the browser, and under which licence."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings


@dataclass(frozen=True, kw_only=True)
class Package:
    name: str
    author: str
    licence: str
    address: str
    use: str
    # File name under static/vendor/licences; empty when the licence text comes with the Python package.
    text_file: str = ""
    # What the licence's NOTICE asks to be shown.
    notice: str = ""


PACKAGES: Final = (
    Package(
        name="Lightweight Charts",
        author="TradingView, Inc.",
        licence="Apache License 2.0",
        address="https://www.tradingview.com/",
        use="Price charts",
        text_file="lightweight-charts",
        notice="TradingView Lightweight Charts™. Copyright (c) 2025 TradingView, Inc. https://www.tradingview.com/",
    ),
    Package(
        name="CodeMirror",
        author="Marijn Haverbeke and others",
        licence="MIT",
        address="https://codemirror.net/",
        use="The code editor",
        text_file="codemirror",
    ),
    Package(
        name="Lezer",
        author="Marijn Haverbeke and others",
        licence="MIT",
        address="https://lezer.codemirror.net/",
        use="Reading Python in the code editor",
        text_file="lezer",
    ),
    Package(
        name="htmx",
        author="Big Sky Software",
        licence="Zero-Clause BSD",
        address="https://htmx.org/",
        use="Live progress and partial page updates; comes with django-htmx (MIT)",
    ),
    Package(
        name="Lucide",
        author="Lucide contributors",
        licence="ISC, parts MIT",
        address="https://lucide.dev/",
        use="Icons",
        text_file="lucide-static",
    ),
    Package(
        name="Inter",
        author="The Inter Project Authors",
        licence="SIL Open Font License 1.1",
        address="https://rsms.me/inter/",
        use="Text",
        text_file="inter",
    ),
    Package(
        name="JetBrains Mono",
        author="The JetBrains Mono Project Authors",
        licence="SIL Open Font License 1.1",
        address="https://www.jetbrains.com/lp/mono/",
        use="Code",
        text_file="jetbrains-mono",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Shown:
    package: Package
    text: str


def packages() -> list[Shown]:
    """Return every package with the licence text its build brought along."""
    folder = settings.BASE_DIR / "static" / "vendor" / "licences"
    return [Shown(package=package, text=_text(folder, package.text_file)) for package in PACKAGES]


def _text(folder: Path, name: str) -> str:
    path = folder / f"{name}.txt"
    return path.read_text(encoding="utf-8") if name and path.exists() else ""
