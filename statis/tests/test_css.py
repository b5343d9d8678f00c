"""The stylesheets: raw colours in one file, and enough contrast between tokens."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
OURS = sorted(path for path in CSS.rglob("*.css") if path.name != "tokens.css")
RAW_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|lab)\(|:\s*(?:white|black)\b|,\s*(?:white|black)\b", re.IGNORECASE
)
SURFACES = ("canvas", "sunken", "card", "raised", "overlay", "selected")


def without_comments(path):
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


class TestStylesheets:
    @pytest.mark.parametrize("path", OURS, ids=lambda path: path.relative_to(CSS).as_posix())
    def test_take_every_colour_from_a_token(self, path):
        assert RAW_COLOUR.findall(without_comments(path)) == []

    @pytest.mark.parametrize("path", OURS, ids=lambda path: path.relative_to(CSS).as_posix())
    def test_use_only_tokens_that_exist(self, path):
        text = without_comments(path)
        known = set(re.findall(r"(--[\w-]+)\s*:", without_comments(CSS / "tokens.css") + text))

        assert set(re.findall(r"var\((--[\w-]+)\)", text)) - known == set()

    def test_are_all_loaded_by_some_page(self):
        imported = set(re.findall(r'@import url\("([^"]+)"\)', (CSS / "app.css").read_text()))
        elsewhere = {path.relative_to(CSS).as_posix() for path in OURS if path.parent.name == "pages"}

        on_disk = {path.relative_to(CSS).as_posix() for path in CSS.rglob("*.css")}
        assert imported | elsewhere | {"app.css"} == on_disk


def theme_tokens(selector):
    """The first value of each token in the blocks of one theme."""
    tokens = {}
    for block in re.findall(selector + r"\s*\{([^}]*)\}", without_comments(CSS / "tokens.css")):
        for name, value in re.findall(r"(--[\w-]+)\s*:\s*([^;]+);", block):
            tokens.setdefault(name, value.strip())
    return tokens


THEMES = {"dark": theme_tokens(r':root, \[data-theme="dark"\]'), "light": theme_tokens(r'\n  \[data-theme="light"\]')}


def colour(tokens, name):
    value = tokens[name]
    while value.startswith("var("):
        value = tokens[value[4:-1]]
    return [int(value[start : start + 2], 16) / 255 for start in (1, 3, 5)]


def luminance(rgb):
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(tokens, first, second):
    darker, lighter = sorted(luminance(colour(tokens, name)) for name in (first, second))
    return (lighter + 0.05) / (darker + 0.05)


def pairs():
    for surface in SURFACES:
        for text in ("text-strong", "text-body", "text-muted", "text-link"):
            yield text, f"surface-{surface}", 4.5
    for surface in SURFACES[:4]:
        for text in ("text-faint", "gain", "loss"):
            yield text, f"surface-{surface}", 4.5
    for tone in ("success", "warning", "danger", "info"):
        yield tone, f"{tone}-soft", 4.5
        yield tone, "surface-card", 4.5
        yield "text-body", f"{tone}-soft", 4.5
    for solid in ("accent", "accent-hover", "success-solid", "warning-solid", "danger-solid"):
        yield "text-on-accent", solid, 4.5
    yield "accent-text", "accent-soft", 4.5
    for edge in ("line-control", "focus-ring", "accent"):
        yield edge, "surface-canvas", 3
    yield "focus-ring", "surface-overlay", 3
    for series in ("1", "2", "3", "4", "5", "bench"):
        yield f"series-{series}", "surface-card", 3
    for kind in ("keyword", "string", "number", "comment", "name", "self", "plain"):
        yield f"syntax-{kind}", "surface-sunken", 4.5


class TestContrast:
    @pytest.mark.parametrize("theme", THEMES)
    @pytest.mark.parametrize(("front", "back", "least"), list(pairs()), ids=lambda part: str(part))
    def test_is_enough_to_read(self, theme, front, back, least):
        assert contrast(THEMES[theme], f"--{front}", f"--{back}") >= least

    def test_is_measured_as_the_guidelines_say(self):
        black_on_white = {"--a": "#000000", "--b": "#ffffff"}

        assert contrast(black_on_white, "--a", "--b") == pytest.approx(21)
