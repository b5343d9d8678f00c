import pytest

from strategies import inspecting
from strategies.generation.catalogue import TEMPLATES

SMA = TEMPLATES["sma_crossover"].source


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """Return the texts that were really looked through, beginning with an empty memory."""
    texts = []
    real = inspecting.inspected
    monkeypatch.setattr(inspecting, "inspected", lambda source, name: texts.append(source) or real(source, name))
    inspecting._kept.clear()
    return texts


class TestInspectionOf:
    def test_tells_what_is_in_the_code(self):
        found = inspecting.inspection_of(SMA)

        assert found.classes == ("SmaCrossover",)
        assert [one.name for one in found.parameters_of()] == ["fast", "slow"]

    def test_looks_through_a_text_once(self, asked):
        for _ in range(5):
            inspecting.inspection_of(SMA)

        assert asked == [SMA]

    def test_knows_the_classes_of_one_text_apart(self):
        assert inspecting.inspection_of(SMA, "SmaCrossover").errors == []
        assert inspecting.inspection_of(SMA, "Other").errors

    def test_forgets_the_text_nobody_asked_for_longest(self, asked, monkeypatch):
        monkeypatch.setattr(inspecting, "MAX_KEPT", 2)

        for text in ("a", "b", "a", "c", "a", "b"):
            inspecting.inspection_of(text)

        assert asked == ["a", "b", "c", "b"]
