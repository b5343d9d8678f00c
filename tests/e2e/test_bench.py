"""The bench where strategies are kept: the editor's help, drafts, two tabs, and the way back from deleting."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps

SOURCE = (Path(__file__).resolve().parents[2] / "strategies/generation/templates/sma_crossover.py").read_text()
HALF_A_THOUGHT = re.compile("half a thought")


@pytest.fixture
def number(member) -> str:
    return steps.add_strategy(member, SOURCE, name="On the bench")


def open_editor(page: Page, number: str) -> None:
    page.goto(f"/strategies/{number}/")
    expect(page.locator("[data-editor-findings]")).to_have_text("No problems")


def type_at_end(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type(text)


class TestEditor:
    def test_marks_findings_while_one_types_and_completes_names(self, member, number, screenshot):
        open_editor(member, number)

        type_at_end(member, "\n    def stop(self):\nself.x = eval('1')")

        expect(member.locator(".cm-lintRange-error")).to_have_text("self.x = eval('1')"[9:])
        expect(member.locator(".cm-lint-marker-error")).to_be_visible()
        expect(member.locator("#findings")).to_contain_text("“eval” cannot be used here.")
        expect(member.locator("[data-editor-findings]")).to_have_text("1 problem")
        member.get_by_label("Bars in the fast average").fill("7")
        type_at_end(member, "\nself.p.")
        expect(member.locator(".cm-tooltip-autocomplete")).to_contain_text("fast")
        screenshot(member, "bench-completion")
        member.keyboard.type("slow\nbt.ind.Bolli")
        expect(member.locator(".cm-tooltip-autocomplete [aria-selected]")).to_contain_text("BollingerBands")
        # What was typed there stays while the code's own values are the same.
        expect(member.get_by_label("Bars in the fast average")).to_have_value("7")

    def test_keeps_unsaved_edits_through_a_reload(self, member, number):
        open_editor(member, number)
        type_at_end(member, "# half a thought")

        member.reload()

        # The field holds all of the text, the editor draws what is in sight.
        code = member.locator("#id_source")
        expect(code).not_to_have_value(HALF_A_THOUGHT)
        member.get_by_role("button", name="Restore my edits").click()
        expect(code).to_have_value(HALF_A_THOUGHT)
        member.get_by_role("button", name="Save").click()
        expect(member.get_by_text("Version 2 saved.")).to_be_visible()
        member.reload()
        expect(code).to_have_value(HALF_A_THOUGHT)
        expect(member.locator("#draft")).to_be_hidden()

    def test_shows_both_texts_when_another_tab_saved_meanwhile(self, member, number):
        open_editor(member, number)
        other = member.context.new_page()
        open_editor(other, number)
        type_at_end(other, "# theirs")
        other.keyboard.press("ControlOrMeta+s")
        expect(other.get_by_text("Version 2 saved.")).to_be_visible()

        type_at_end(member, "# mine")
        member.keyboard.press("ControlOrMeta+s")

        conflict = member.get_by_role("region", name="Not saved: version 2 was saved meanwhile")
        expect(conflict.locator("del")).to_contain_text("# theirs")
        expect(conflict.locator("ins")).to_contain_text("# mine")
        expect(member.locator(".cm-content")).to_contain_text("# mine")
        expect(conflict).to_be_focused()
        conflict.get_by_role("button", name="Save mine as version 3").click()
        expect(member.get_by_text("Version 3 saved.")).to_be_visible()
        expect(conflict).to_be_hidden()


class TestList:
    def test_deletes_with_a_way_back_without_scripts_too(self, open_context, member_options, member, number):
        member.goto("/strategies/")
        member.get_by_role("button", name="Actions for On the bench").first.click()
        member.locator(f"#menu-{number}").get_by_role("button", name="Delete").click()
        expect(member.locator(f"#strategy-{number}")).to_have_count(0)
        member.get_by_role("button", name="Undo").click()
        expect(member.locator(f"#strategy-{number}")).to_be_visible()

        plain = open_context(**member_options, java_script_enabled=False).new_page()
        plain.goto("/strategies/")
        plain.locator(f"#strategy-{number}").get_by_role("checkbox").check()
        plain.locator("#bulk").get_by_role("button", name="Archive").click()
        expect(plain.get_by_text("On the bench archived.")).to_be_visible()
        plain.get_by_role("button", name="Undo").click()
        expect(plain.locator(f"#strategy-{number}")).to_be_visible()
