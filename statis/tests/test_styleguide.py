"""The style guide leaves nothing out."""

import re

import pytest

from statis import styleguide
from statis.templatetags import fmt, ui

SOURCE = "\n".join(sample for section in styleguide.SECTIONS for sample in section.samples)


class TestStyleGuide:
    @pytest.mark.parametrize("tag", sorted(ui.register.tags))
    def test_shows_every_component(self, tag):
        assert re.search(rf"{{% {tag}\b", SOURCE)

    @pytest.mark.parametrize("name", sorted(fmt.register.filters))
    def test_shows_every_format(self, name):
        assert f"|{name}" in SOURCE

    @pytest.mark.parametrize(
        ("argument", "values"),
        [
            ("variant", ui.BUTTON_VARIANTS),
            ("size", ui.BUTTON_SIZES + ui.ICON_SIZES),
            ("kind", ui.BUTTON_KINDS),
            ("tone", ui.BADGE_TONES + tuple(ui.ALERT_ICONS) + ("gain", "loss", "flat")),
        ],
    )
    def test_shows_every_variant(self, argument, values):
        missing = [value for value in values if f'{argument}="{value}"' not in SOURCE]

        assert missing == []

    @pytest.mark.parametrize("code", ui.BADGES)
    def test_shows_every_state_and_verdict(self, code):
        assert f'state="{code}"' in SOURCE or f'verdict="{code}"' in SOURCE

    def test_renders_beside_each_call(self, client):
        page = client.get("/styleguide/").content.decode()

        assert page.count('class="sample__call"') == sum(len(section.samples) for section in styleguide.SECTIONS)
        assert "{% button &quot;Primary&quot;" in page.replace("&#x27;", "'")

    def test_uses_no_inline_style(self, client):
        assert " style=" not in client.get("/styleguide/").content.decode()
