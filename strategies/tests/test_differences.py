"""What changed between two texts, for any two and in little time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from strategies.differences import MAX_ROWS, changed_spans, difference, shortest_edit

TEXTS = some.lists(some.sampled_from("abc"), max_size=14)


class TestChangedSpans:
    @given(TEXTS, TEXTS)
    def test_make_the_new_text_of_the_old_one(self, old, new):
        made, at = [], 0
        for old_begin, old_end, new_begin, new_end in changed_spans(old, new):
            made += old[at:old_begin] + new[new_begin:new_end]
            at = old_end

        assert made + old[at:] == new

    @given(TEXTS, TEXTS)
    def test_keep_as_many_lines_as_can_be_kept(self, old, new):
        longest = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
        for i, one in enumerate(old):
            for j, other in enumerate(new):
                longest[i + 1][j + 1] = (
                    longest[i][j] + 1 if one == other else max(longest[i][j + 1], longest[i + 1][j])
                )

        assert len(shortest_edit(old, new)) == longest[-1][-1]


class TestDifference:
    def test_is_none_between_equal_texts(self):
        assert difference("a\n", "a\n").is_none

    def test_folds_what_is_far_from_any_change(self):
        old = "".join(f"{number}\n" for number in range(40))

        lines = difference(old, old.replace("20\n", "x\n")).lines

        assert [(line.kind, line.count) for line in lines if line.kind == "gap"] == [("gap", 17), ("gap", 16)]
        assert [line.new_number for line in lines if line.kind == "changed"] == [21]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("a\nb\n" * 25_000, "b\na\n" * 20_000),
            ("\n" * 100_000, "x\n" * 50_000),
            ("a\nb\n" * 1_900, "b\nc\na\n" * 1_200),
        ],
    )
    def test_takes_little_time_for_texts_made_to_be_slow(self, old, new):
        began_at = time.process_time()

        told = difference(old, new)

        assert time.process_time() - began_at < 5
        assert len(told.lines) <= MAX_ROWS
        assert told.left_out > 0
