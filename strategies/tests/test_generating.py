import threading

import pytest

from statis import events, heartbeats, jobs
from statis.sandboxes import SandboxUnavailable
from strategies import composing, conversations, drafting, following, generating, providing, trying
from strategies.generation.judging.trial import Trial, stages_until
from strategies.generation.provider import Choice, Clause, Feedback, ProviderFailed, Question, Understanding, Usage
from strategies.models import Generation, State

GOOD = Trial(stages=stages_until("said", "passed"))
CODE = "import backtrader as bt\n\n\nclass Hold(bt.Strategy):\n    def next(self):\n        self.buy()\n"
UNDERSTOOD = Understanding(
    title="Hold on",
    clauses=(Clause(number=1, kind="entry", text="Buy at once."),),
    assumptions=("No stop.",),
    question=Question(text="Which?", choices=(Choice(label="This", sentence="This one."),)),
)


class Scripted:
    """A provider that answers as it was told to."""

    label = "Scripted"

    def __init__(self, *answers, name="openai", fails=None, understood=UNDERSTOOD):
        self.name, self.answers, self.fails, self.understood = name, list(answers), fails, understood
        self.asked = 0

    def understand(self, request):
        self.asked += 1
        if self.fails:
            raise self.fails
        return self.understood, Usage(model="m", input_tokens=5)

    def write(self, request, understood, *, draft="", feedback=()):
        for piece in self.answers.pop(0):
            if isinstance(piece, Exception):
                raise piece
            yield piece() or "" if callable(piece) else piece


@pytest.fixture
def told(monkeypatch):
    """Collect what would be published."""
    news = []
    monkeypatch.setattr(events, "publish", lambda topic, event: news.append(event))
    return news


@pytest.fixture
def given(monkeypatch, told):
    """Have these providers and trials."""
    monkeypatch.setattr(jobs.app, "send_task", lambda *_, **__: None)
    monkeypatch.setattr(providing, "names", lambda: ("openai", "offline"))

    def give(*providers, trials=None):
        known = {provider.name: provider for provider in providers}

        def named(name):
            if name not in known:
                raise ProviderFailed("It is not set up.", "NO_KEY")
            return known[name]

        monkeypatch.setattr(providing, "provider_named", named)
        monkeypatch.setattr(generating, "inspection_of", lambda source: Inspected())
        monkeypatch.setattr(trying, "tried", lambda *, source, **_: (trials or {}).get(source, GOOD))

    return give


class Inspected:
    errors = ()


def begin(owner, provider="openai", **more):
    return composing.begin(owner=owner, text="hold on", provider=provider, **more)


def execute(generation):
    generating.execute_generation(generation.pk)
    generation.refresh_from_db()
    return generation


class TestExecuteGeneration:
    def test_stores_what_was_understood_written_and_tried(self, alice, given):
        given(Scripted([CODE[:20], CODE[20:], Usage(model="m", output_tokens=9, cost=0.01, prompt="Write it.")]))

        generation = execute(begin(alice))

        assert (generation.state, generation.verdict, generation.code) == (State.SUCCEEDED, "OK", CODE)
        assert generation.understood["clauses"][0]["text"] == "Buy at once."
        assert generation.understood["question"]["choices"] == [{"label": "This", "sentence": "This one."}]
        attempt = generation.rounds.get()
        assert (attempt.outcome, attempt.prompt, attempt.output_tokens) == ("OK", "Write it.", 9)
        assert float(attempt.cost) == 0.01
        assert generation.may_be_kept
        assert str(generation.conversation) == "Hold on"

    def test_tells_every_step_and_every_piece_of_text_once(self, alice, given, told):
        given(Scripted([CODE[:20], CODE[20:]]))

        execute(begin(alice))

        tokens = [event for event in told if event["type"] == "token"]
        text = ""
        for token in tokens:
            assert token["at"] == len(text)
            text += token["text"]
        assert text == CODE
        assert told[-1]["type"] == "done"
        assert sum(event["type"] == "state" for event in told) >= 5

    def test_keeps_every_attempt_with_its_feedback_and_diff(self, alice, given):
        failed = Trial(stages=stages_until("run"), feedback=(Feedback(stage="run", message="No such name.", line=3),))
        given(Scripted(["a = 1"], [CODE]), trials={"a = 1\n": failed})

        generation = execute(begin(alice))

        first, second = generation.rounds.all()
        assert (first.outcome, first.feedback[0]["line"], first.stages["run"]) == ("FAILED", 3, "failed")
        assert (second.diff[:2], second.outcome) == ("@@", "OK")
        assert generation.state == State.SUCCEEDED

    def test_fails_with_what_was_wrong_and_keeps_what_came_furthest(self, alice, given, settings):
        settings.GENERATION_ROUNDS = 1
        never = Trial(stages=stages_until("trade"), feedback=(Feedback(stage="trade", message="It never traded."),))
        given(Scripted([CODE]), trials={CODE: never})

        generation = execute(begin(alice))

        assert (generation.state, generation.verdict) == (State.FAILED, "UNMENDED")
        assert generation.failure["message"] == "It never traded."
        assert generation.may_be_kept

    def test_declines_what_the_provider_declines(self, alice, given):
        given(Scripted(understood=Understanding(refusal="Describe a rule instead.")))

        generation = execute(begin(alice))

        assert (generation.verdict, generation.failure["message"]) == ("REFUSED", "Describe a rule instead.")
        assert not generation.rounds.exists()

    def test_does_nothing_for_a_message_that_comes_twice(self, alice, given):
        provider = Scripted([CODE])
        given(provider)
        generation = execute(begin(alice))

        execute(generation)

        assert provider.asked == 1


class TestFallback:
    def test_is_built_offline_and_says_why(self, alice, given):
        given(Scripted(fails=ProviderFailed("The key was refused.", "KEY_REFUSED")), Scripted([CODE], name="offline"))

        generation = execute(begin(alice))

        assert (generation.asked_provider, generation.provider, generation.state) == ("openai", "offline", "SUCCEEDED")
        assert generation.notice.startswith("The key was refused. So this was built offline")

    def test_costs_nothing_of_the_hour_when_nothing_was_answered(self, alice, given):
        given(Scripted(fails=ProviderFailed("Down.", "DOWN")), Scripted([CODE], name="offline"))

        execute(begin(alice))

        assert conversations.quota_of(alice).used == 0

    def test_counts_when_something_was(self, alice, given):
        given(Scripted([ProviderFailed("Down.", "DOWN")]), Scripted([CODE], name="offline"))

        generation = execute(begin(alice))

        assert conversations.quota_of(alice).used == 1
        assert [row.provider for row in generation.rounds.all()] == ["openai", "offline"]

    def test_takes_over_from_a_provider_that_is_not_set_up(self, alice, given):
        given(Scripted([CODE], name="offline"))

        assert execute(begin(alice)).notice.startswith("It is not set up.")

    def test_of_nobody_is_the_end(self, alice, given):
        given()

        generation = execute(begin(alice, provider="offline"))

        assert (generation.verdict, generation.failure["message"]) == ("NO_ANSWER", "It is not set up.")


class TestTroubleOfOurs:
    def test_without_a_sandbox_says_so(self, alice, given, monkeypatch):
        given(Scripted([CODE]))
        monkeypatch.setattr(generating, "inspection_of", raising(SandboxUnavailable("No sandbox answers.")))

        generation = execute(begin(alice))

        assert (generation.verdict, generation.failure["message"]) == ("OUR_FAULT", "No sandbox answers.")

    def test_is_tried_again_and_then_told(self, alice, given, monkeypatch):
        given(Scripted([CODE], [CODE], [CODE]))
        monkeypatch.setattr(generating, "inspection_of", raising(RuntimeError("a fault")))
        generation = begin(alice)

        states = [execute(generation).state for _ in range(3)]

        assert states == [State.QUEUED, State.QUEUED, State.FAILED]
        assert generation.verdict == "OUR_FAULT"


def raising(problem):
    def call(*_, **__):
        raise problem

    return call


class TestResuming:
    def test_pays_for_nothing_twice(self, alice, given, monkeypatch):
        failed = Trial(stages=stages_until("run"), feedback=(Feedback(stage="run", message="No such name."),))
        provider = Scripted(["a = 1"], ["b = 1", killed], [CODE])
        given(provider, trials={"a = 1\n": failed})
        generation = begin(alice)
        with pytest.raises(Killed):
            generating.execute_generation(generation.pk)
        Generation.objects.update(lease_expires_at="2020-01-01T00:00:00Z")

        generating.reap()
        execute(generation)

        assert (provider.asked, generation.attempts, generation.state) == (1, 2, State.SUCCEEDED)
        assert [row.outcome for row in generation.rounds.all()] == ["FAILED", "OK"]


class Killed(BaseException):
    """As good as kill -9: nothing of ours handles it."""


def killed():
    raise Killed


@pytest.mark.django_db(transaction=True)
class TestStop:
    @pytest.fixture(autouse=True)
    def hurry(self, monkeypatch):
        monkeypatch.setattr(heartbeats, "HEARTBEAT_SECONDS", 0.05)

    def test_keeps_the_text_that_was_there_though_the_provider_is_silent(self, alice, given, eventually):
        is_over = threading.Event()
        given(Scripted(["half of it", lambda: is_over.wait(10)]))
        generation = begin(alice)
        worker = threading.Thread(target=execute_in_thread, args=(generation.pk,))
        worker.start()
        eventually(lambda: Generation.objects.get().partial == "half of it")

        composing.stop(generation=generation)
        stopped = eventually(lambda: Generation.objects.filter(state=State.STOPPED).first())
        is_over.set()
        worker.join()

        assert (stopped.verdict, stopped.code) == ("STOPPED", "half of it")
        assert [row.outcome for row in stopped.rounds.all()] == ["STOPPED"]
        assert not stopped.may_be_kept

    def test_is_heard_between_two_steps(self, alice, given):
        generation = begin(alice)
        given(Scripted([CODE, lambda: composing.stop(generation=Generation.objects.get()) and None]))

        execute(generation)

        assert (generation.state, generation.code) == (State.STOPPED, CODE)

    def test_leaves_what_another_worker_took_to_that_worker(self, alice, given):
        generation = begin(alice)
        given(Scripted([CODE, lambda: Generation.objects.update(attempts=7) and None]))

        execute(generation)

        assert (generation.state, generation.rounds.count()) == (State.RUNNING, 0)


def execute_in_thread(pk):
    from django.db import connection

    try:
        generating.execute_generation(pk)
    finally:
        connection.close()


class TestFollowing:
    def test_tells_text_of_a_twentieth_of_a_second_together(self, alice, told):
        now = [100.0]
        generation = begin(alice, provider="offline")
        follow = following.Following(drafting.Lease.claim(generation.pk), generation, clock=lambda: now[0])
        follow.step("write", 1)

        for _ in range(100):
            now[0] += 0.01
            follow.piece("x")

        assert 15 <= sum(event["type"] == "token" for event in told) <= 25


class TestReap:
    def test_gives_up_after_three_attempts(self, alice, given):
        given()
        generation = begin(alice)
        for _ in range(3):
            drafting.Lease.claim(generation.pk)
            Generation.objects.update(lease_expires_at="2020-01-01T00:00:00Z")
            generating.reap()

        generation.refresh_from_db()
        assert (generation.state, generation.verdict) == (State.FAILED, "OUR_FAULT")
        assert "Three attempts" in generation.failure["message"]


class TestQueue:
    def test_is_one_of_its_own_that_every_worker_listens_to(self, redis_url):
        jobs.app.send_task(drafting.QUEUE.task, kwargs={"generation_id": 1})

        assert jobs.messages_waiting("generation") == 1
        assert set(jobs.app.amqp.queues) == {"backtests", "generation"}

    def test_is_filled_again_after_redis_was_emptied(self, alice, redis_url):
        generation = begin(alice, provider="offline")
        Generation.objects.update(queued_at="2020-01-01T00:00:00Z")

        generating.reap()

        assert jobs.messages_waiting("generation") == 1
        assert Generation.objects.get(pk=generation.pk).enqueued_at is not None
