"""Pages of strategies while the sandbox is away, or dies."""

import pytest

from engine.verdict import Verdict
from statis.sandboxes import InspectionFailed, SandboxUnavailable
from strategies import inspecting
from strategies.tests.addresses import address


class TestWithoutASandbox:
    @pytest.fixture(autouse=True)
    def _down(self, monkeypatch):
        def fail():
            raise SandboxUnavailable("nobody listens")

        inspecting.memory.clear()
        monkeypatch.setattr(inspecting, "sandbox", fail)
        yield
        inspecting.memory.clear()

    def test_the_page_says_so_in_a_sentence(self, owner, strategy):
        page = owner.get(address("detail", strategy)).content.decode()

        assert "Not checked" in page
        assert "because the sandbox is not available now" in page
        assert "nobody listens" not in page
        assert "class SmaCrossover(bt.Strategy):" in page

    def test_code_can_be_saved(self, owner, strategy):
        answer = owner.post(address("detail", strategy), {"source": "new = 1\n"}, follow=True)

        assert strategy.versions.count() == 2
        assert "Version 2 saved." in answer.content.decode()


class TestWhenTheInspectionDies:
    @pytest.fixture(autouse=True)
    def _dying(self, monkeypatch):
        class Dying:
            def inspect(self, *_, **__):
                raise InspectionFailed(Verdict.MEMORY)

        inspecting.memory.clear()
        monkeypatch.setattr(inspecting, "sandbox", Dying)
        yield
        inspecting.memory.clear()

    def test_the_text_is_kept_beside_a_finding(self, owner, strategy):
        page = owner.post(address("detail", strategy), {"source": "kept = 1\n"}, follow=True).content.decode()

        assert "1 problem" in page
        assert "takes too much memory to be read" in page
        assert "kept = 1" in page
        assert strategy.latest_version.source == "kept = 1\n"
