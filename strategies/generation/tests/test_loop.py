import itertools

import pytest

from strategies.generation import loop
from strategies.generation.judging.trial import Trial, stages_until
from strategies.generation.loop import Attempted, Began, Ended, FellBack, Piece, Understood, Work, generated
from strategies.generation.provider import Feedback, ProviderFailed, Request, Turn, Understanding, Usage

GOOD = Trial(stages=stages_until("said", "passed"))


class Scripted:
    """A provider that answers as it was told to: each answer is a list of pieces, usages and failures."""

    label = "Scripted"

    def __init__(self, *answers, name="model", understood=None, fails=None):
        self.name = name
        self.answers = list(answers)
        self.understood = understood or Understanding(title="Idea")
        self.fails = fails
        self.told = []
        self.is_closed = False

    def understand(self, request):
        if self.fails:
            raise self.fails
        return self.understood, Usage(model="m", input_tokens=1)

    def write(self, request, understood, *, draft="", feedback=()):
        self.told.append((draft, [one.message for one in feedback]))
        try:
            for piece in self.answers.pop(0):
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            self.is_closed = True


def failing(message="Name not found.", stage="run"):
    return Trial(stages=stages_until(stage), feedback=(Feedback(stage=stage, message=message),))


def work(*providers, trials=None, **more):
    """Judge each code by the trial it is mapped to, well where it is not."""
    judge = lambda code, understood: (trials or {}).get(code.strip(), GOOD)  # noqa: E731
    return Work(request=more.pop("request", Request(text="idea")), providers=providers, judge=judge, **more)


def attempts(events):
    return [event.attempt for event in events if isinstance(event, Attempted)]


class TestGenerated:
    def test_understands_writes_and_checks_in_this_order(self):
        provider = Scripted(["x ", "= 1\n", Usage(model="m", output_tokens=7)])

        events = list(generated(work(provider)))

        assert [type(event) for event in events] == [Began, Understood, Began, Piece, Piece, Began, Attempted, Ended]
        assert [event.step for event in events if isinstance(event, Began)] == ["understand", "write", "check"]
        (attempt,) = attempts(events)
        assert (attempt.code, attempt.outcome, attempt.usage.output_tokens) == ("x = 1\n", "OK", 7)
        assert (events[-1].verdict, events[-1].attempt) == ("OK", attempt)

    def test_writes_nothing_for_what_is_refused(self):
        provider = Scripted(understood=Understanding(refusal="Describe a rule instead."))

        *_, end = generated(work(provider))

        assert (end.verdict, end.failure.message, provider.told) == ("REFUSED", "Describe a rule instead.", [])

    def test_tells_the_writer_what_failed_until_it_is_repaired(self):
        provider = Scripted(["a = 1"], ["b = 1"], ["c = 1"])
        trials = {"a = 1": failing("First."), "b = 1": failing("Second.", "trade")}

        events = list(generated(work(provider, trials=trials)))

        assert provider.told == [("", []), ("a = 1\n", ["First."]), ("b = 1\n", ["Second."])]
        assert [one.outcome for one in attempts(events)] == ["FAILED", "FAILED", "OK"]
        assert attempts(events)[1].diff == "@@ -1 +1 @@\n-a = 1\n+b = 1"
        assert events[-1].verdict == "OK"

    def test_ends_after_so_many_rounds_with_what_came_furthest(self):
        provider = Scripted(*([f"{name} = 1"] for name in "abcd"))
        trials = {"a = 1": failing("A.", "compile"), "b = 1": failing("B.", "trade"), "c = 1": failing("C.", "run")}

        *_, end = generated(work(provider, trials=trials, rounds=3))

        assert (end.verdict, end.attempt.code, end.failure.message) == ("UNMENDED", "b = 1\n", "B.")
        assert len(provider.told) == 3

    def test_stops_early_when_the_same_error_comes_back(self):
        provider = Scripted(*([f"{name} = 1"] for name in "abcd"))
        trials = {f"{name} = 1": failing("Same.") for name in "abcd"}

        events = list(generated(work(provider, trials=trials)))

        assert [one.outcome for one in attempts(events)] == ["FAILED", "REPEATED"]
        assert events[-1].verdict == "REPEATED"

    def test_stops_early_when_any_earlier_code_comes_back_without_judging_it_again(self):
        provider = Scripted(["a = 1"], ["b = 1"], ["a = 1\n\n"])
        judged = []

        def judge(code, understood):
            judged.append(code)
            return failing(code)

        *_, end = generated(Work(request=Request(text="idea"), providers=(provider,), judge=judge))

        assert (end.verdict, judged) == ("REPEATED", ["a = 1\n", "b = 1\n"])

    def test_asks_what_always_writes_the_same_once(self):
        provider = Scripted(["a = 1"], name="offline")

        *_, end = generated(work(provider, trials={"a = 1": failing()}))

        assert (end.verdict, len(provider.told)) == ("UNMENDED", 1)

    def test_takes_the_code_to_be_changed_as_what_it_is_compared_with(self):
        request = Request(text="add a stop", earlier=(Turn(text="idea", code="a = 1\n"),))

        events = list(generated(work(Scripted(["a = 2"]), request=request)))

        assert attempts(events)[0].diff == "@@ -1 +1 @@\n-a = 1\n+a = 2"

    def test_makes_what_a_model_writes_fit_to_keep_and_to_show(self):
        provider = Scripted(["x = 1\r\n", "# \x00\u202e\ud800\n"], understood=Understanding(title="A\x00\nB" * 99))

        events = list(generated(work(provider)))

        assert attempts(events)[0].code == "x = 1\n# ���\n"
        (understood,) = [event.understanding for event in events if isinstance(event, Understood)]
        assert (understood.title[:4], len(understood.title)) == ("A� B", 80)


class TestNoAnswer:
    @pytest.mark.parametrize("code", ["CUT", "LENGTH", "LOOPED", "EMPTY", "NO_CODE", "MALFORMED"])
    def test_that_may_get_better_is_another_round(self, code):
        provider = Scripted(["half", ProviderFailed("It broke off.", code)], ["a = 1"])

        events = list(generated(work(provider)))

        assert [one.outcome for one in attempts(events)] == ["LOOPED" if code == "LOOPED" else "NO_ANSWER", "OK"]
        assert provider.told[1] == ("", ["It broke off."])

    def test_of_nothing_at_all_is_one(self):
        events = list(generated(work(Scripted(["", Usage()], ["a = 1"]))))

        assert [one.outcome for one in attempts(events)] == ["NO_ANSWER", "OK"]

    def test_twice_in_a_row_gives_the_idea_to_the_next_provider(self):
        model = Scripted(*[[ProviderFailed("It broke off.", "CUT", Usage(input_tokens=3))]] * 2)

        events = list(generated(work(model, Scripted(["a = 1"], name="offline"))))

        assert [(one.number, one.provider) for one in attempts(events)] == [(1, "model"), (2, "model"), (3, "offline")]
        assert sum(isinstance(event, Understood) for event in events) == 2
        assert events[-1].verdict == "OK"

    def test_that_will_not_get_better_gives_it_to_the_next_at_once_and_says_why(self):
        model = Scripted(fails=ProviderFailed("The key was refused.", "KEY_REFUSED"))

        events = list(generated(work(model, Scripted(["a = 1"], name="offline"))))

        (fallen,) = [event for event in events if isinstance(event, FellBack)]
        assert fallen == FellBack(provider="model", text="The key was refused.", code="KEY_REFUSED", was_used=False)
        assert events[-1].verdict == "OK"

    def test_while_writing_counts_as_used(self):
        model = Scripted([ProviderFailed("Down.", "DOWN")])

        events = list(generated(work(model, Scripted(["a = 1"], name="offline"))))

        assert [event.was_used for event in events if isinstance(event, FellBack)] == [True]

    def test_of_the_last_provider_is_the_end(self):
        *_, end = generated(work(Scripted(fails=ProviderFailed("Down.", "DOWN"))))

        assert (end.verdict, end.failure.message, end.failure.code) == ("NO_ANSWER", "Down.", "DOWN")


class TestResuming:
    def test_does_not_ask_again_for_what_was_understood_and_written(self):
        first = loop.Written(number=1, provider="model", outcome="FAILED", code="a = 1\n", **of(failing("First.")))
        provider = Scripted(["b = 1"])
        provider.understand = None

        events = list(generated(work(provider, understood=Understanding(), attempts=(first,))))

        assert provider.told == [("a = 1\n", ["First."])]
        assert (attempts(events)[0].number, events[-1].verdict) == (2, "OK")

    def test_ends_at_once_when_the_last_attempt_was_the_end(self):
        done = loop.Written(number=1, provider="model", outcome="OK", code="a = 1\n", **of(GOOD))

        (end,) = generated(work(Scripted(), understood=Understanding(), attempts=(done,)))

        assert (end.verdict, end.attempt) == ("OK", done)


def of(trial):
    return {"stages": dict(trial.stages), "feedback": trial.feedback}


class TestStopping:
    def test_closes_the_stream_of_the_provider(self):
        provider = Scripted(["a = 1", "b = 1"])
        events = generated(work(provider))
        next(event for event in events if isinstance(event, Piece))

        events.close()

        assert provider.is_closed

    def test_ends_a_writer_that_takes_too_long(self):
        seconds = itertools.count(step=10)
        endless = Scripted(["x\n"] * 1_000)

        events = list(generated(work(endless, seconds=100.0, clock=lambda: next(seconds))))

        assert (events[-1].verdict, endless.is_closed) == ("TIME", True)
        assert sum(isinstance(event, Piece) for event in events) < 12
