import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies.generation.provider import Request, Turn
from strategies.generation.reading.context import Context
from strategies.generation.reading.drafting import draft_of
from strategies.generation.reading.fillers import is_filler
from strategies.generation.reading.plain_words import listed
from strategies.generation.reading.scanning import Scan, State
from strategies.generation.reading.understanding import understood
from strategies.generation.reading.words import read_words

SPOKEN = """
buy sell short cover exit enter long when if unless only and or not but otherwise the a of at to with for after
before rsi sma 200-day average macd close price high low volume 30 70 5% $500 2x 10 days 3 weeks atr stop loss
take profit target trailing risk per trade half position all in hold wait limit order below above crosses is
falls rises best momentum monthly rebalance add up units pyramid vice versa opposite SPY AAPL monday december
entry: exit: - 1. . , ; : ( ) % ' # * break even trail chart daily weekly between 2010 2020 never no without
"""
WORDS = (*sorted(listed(SPOKEN)), "\n", '"')
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=40).map(" ".join),
)


class TestAnyText:
    @settings(max_examples=150, deadline=None)
    @given(text=TEXTS)
    def test_is_understood_the_same_way_twice_without_an_exception(self, text):
        request = Request(text=text)

        assert understood(request) == understood(request)

    @settings(max_examples=60, deadline=None)
    @given(first=TEXTS, change=TEXTS)
    def test_may_be_a_change_of_any_other(self, first, change):
        found = understood(Request(text=change, earlier=(Turn(text=first, code=""),)))

        assert bool(found.refusal) != (found.idea is not None)

    @settings(max_examples=150, deadline=None)
    @given(text=st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
    def test_has_every_word_in_a_rule_a_condition_a_quote_or_the_list_of_fillers(self, text):
        words = read_words(text.replace("\n", " "))

        scan = Scan(words, State(context=Context())).read()

        covered = {at for mark in scan.marks for at in range(mark.first, mark.end)}
        covered |= {at for first, end in scan.read_at for at in range(first, end)}
        covered |= {at for first, end, _ in scan.unknown for at in range(first, end)}
        assert [word.text for at, word in enumerate(words) if at not in covered and not is_filler(word)] == []

    @settings(max_examples=100, deadline=None)
    @given(text=TEXTS)
    def test_is_quoted_exactly(self, text):
        draft = draft_of(text)

        for quote in draft.not_understood:
            assert quote.rsplit(" (", 1)[0] in text or quote in text


class TestTime:
    @pytest.mark.parametrize(
        "piece",
        [
            "Buy AAPL when RSI(14) is below 30, sell after 10 days, stop loss 5%, risk 1% per trade. ",
            *(
                "of the at ",
                "5 ",
                "buy ",
                "stop loss ",
                "( ",
                "invest with only of in up to ",
                "sell half of the position ",
            ),
            *("\n- buy 5%", "wait for at least again ", "hold it for the ", "best of these "),
        ],
    )
    def test_grows_no_faster_than_the_text(self, piece):
        def seconds(characters: int) -> float:
            text = (piece * (characters // len(piece) + 1))[:characters]
            times = []
            for _ in range(3):
                began = time.process_time()
                understood(Request(text=text))
                times.append(time.process_time() - began)
            return min(times)

        short, long = seconds(1000), seconds(4000)

        # Four times the text may take some eight times as long before anything is quadratic in earnest.
        assert long < 12 * short + 0.05
