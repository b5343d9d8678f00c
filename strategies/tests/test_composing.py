from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from statis import jobs
from strategies import composing, conversations, drafting, providing, services
from strategies.models import Conversation, Generation, State, Strategy

CODE = "import backtrader as bt\n\n\nclass Hold(bt.Strategy):\n    def next(self):\n        self.buy()\n"
PASSED = {"compile": "passed", "run": "passed", "trade": "passed", "said": "passed"}


@pytest.fixture
def sent(monkeypatch):
    """Collect the numbers of the generations that would be sent to the broker."""
    ids = []
    monkeypatch.setattr(jobs.app, "send_task", lambda name, kwargs, connection: ids.append(kwargs["generation_id"]))
    return ids


@pytest.fixture
def model(monkeypatch):
    """Have a provider whose generations are counted."""
    monkeypatch.setattr(providing, "names", lambda: ("openai", "offline"))
    monkeypatch.setattr(providing, "usual_name", lambda: "openai")


def begin(owner, text="buy when RSI is below 30", **more):
    return composing.begin(owner=owner, text=text, **more)


def end(generation, *, state=State.SUCCEEDED, code=CODE, stages=PASSED, verdict="OK"):
    """End a generation as its worker would."""
    lease = drafting.Lease.claim(generation.pk)
    assert lease.finish(state, verdict, code=code, stages=stages)
    generation.refresh_from_db()
    return generation


class TestBegin:
    def test_queues_the_first_request_of_a_new_conversation(self, alice, sent, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            generation = begin(alice, "  buy low  ", symbols=("SPY",))

        assert (generation.number, generation.text, generation.state) == (1, "buy low", State.QUEUED)
        assert generation.conversation.symbols == ["SPY"]
        assert sent == [generation.pk]

    @pytest.mark.parametrize(("text", "reason"), [("  \n", "Describe"), ("x" * 20_001, "20,001"), ("a\0b", "letter")])
    def test_refuses_what_is_no_idea_and_makes_no_row(self, alice, text, reason):
        with pytest.raises(composing.UnfitIdea, match=reason):
            begin(alice, text)

        assert not Conversation.objects.exists()

    def test_refuses_a_provider_there_is_not(self, alice):
        with pytest.raises(composing.NoSuchProvider, match="offline"):
            begin(alice, provider="oracle")

        assert not Conversation.objects.exists()

    def test_lets_so_many_be_under_way_and_no_more(self, alice, settings):
        settings.MAX_GENERATIONS_IN_FLIGHT = 2
        begin(alice), begin(alice)

        with pytest.raises(composing.TooManyGenerations, match="2 of your requests"):
            begin(alice)

    def test_about_a_strategy_takes_its_latest_code_as_what_was_said_before(self, alice):
        strategy = services.create_strategy(owner=alice, name="Mine", source=CODE, description="Holds.")

        generation = begin(alice, "with a stop", strategy=strategy)

        (turn,) = conversations.turns_before(generation)
        assert (turn.text, turn.code) == ("Holds.", CODE)


class TestChange:
    def test_builds_on_the_latest_code(self, alice):
        first = end(begin(alice))

        second = composing.change(conversation=first.conversation, text="add a stop")

        assert (second.number, second.base) == (2, first)
        assert [turn.code for turn in conversations.turns_before(second)] == [CODE]

    def test_passes_over_a_request_that_failed(self, alice):
        first = end(begin(alice))
        end(composing.change(conversation=first.conversation, text="x"), state=State.FAILED, verdict="UNMENDED")

        third = composing.change(conversation=first.conversation, text="add a stop")

        assert third.base == first

    def test_waits_for_the_request_before(self, alice):
        first = begin(alice)

        with pytest.raises(composing.StillWriting):
            composing.change(conversation=first.conversation, text="add a stop")

    def test_builds_on_a_version_edited_since(self, alice):
        first = end(begin(alice))
        version = composing.keep(generation=first)
        services.save_version(strategy=version.strategy, source=CODE + "# mine\n")

        second = composing.change(conversation=Conversation.objects.get(), text="add a stop")

        assert conversations.turns_before(second)[-1].code.endswith("# mine\n")


class TestAnswer:
    def test_asks_the_same_again_with_the_answer_added(self, alice):
        first = end(begin(alice, "buy dips"))

        second = composing.answer(generation=first, sentence="A dip is three down days.")

        assert (second.text, second.base) == ("buy dips\nA dip is three down days.", None)


class TestQuota:
    def test_counts_what_a_model_is_asked_and_nothing_offline(self, alice, model):
        end(begin(alice))
        end(begin(alice, provider="offline"))

        assert (conversations.quota_of(alice).used, conversations.quota_of(alice).left) == (1, 4)

    def test_builds_offline_once_it_is_used_and_says_when_the_next_is_free(self, alice, model, settings):
        settings.GENERATIONS_PER_HOUR = 2
        first = end(begin(alice))
        Generation.objects.filter(pk=first.pk).update(queued_at=timezone.now() - timedelta(minutes=50))
        end(begin(alice))

        third = begin(alice)

        quota = conversations.quota_of(alice)
        assert (third.asked_provider, third.provider, third.is_counted) == ("openai", "offline", False)
        assert f"{quota.next_at:%H:%M} UTC" in third.notice
        assert abs(quota.next_at - timezone.now() - timedelta(minutes=10)) < timedelta(seconds=5)

    def test_is_free_again_after_an_hour(self, alice, model, settings):
        settings.GENERATIONS_PER_HOUR = 1
        end(begin(alice))
        Generation.objects.update(queued_at=timezone.now() - timedelta(minutes=61))

        assert begin(alice).provider == "openai"

    def test_is_that_of_the_most_generous_group(self, alice, settings):
        settings.GENERATIONS_PER_HOUR_BY_GROUP = {"pro": 50, "trial": 7}
        alice.groups.set([Group.objects.create(name=name) for name in ("pro", "trial", "other")])

        assert conversations.quota_of(alice).limit == 50

    def test_may_be_none_at_all(self, alice, model, settings):
        settings.GENERATIONS_PER_HOUR = 0

        assert "no generations" in begin(alice).notice


class TestStop:
    def test_ends_a_waiting_one_at_once(self, alice):
        generation = composing.stop(generation=begin(alice))

        assert (generation.state, generation.verdict) == (State.STOPPED, "STOPPED")

    def test_asks_the_worker_of_a_running_one(self, alice):
        generation = begin(alice)
        lease = drafting.Lease.claim(generation.pk)

        composing.stop(generation=generation)

        assert lease.renew() is jobs.Standing.CANCEL_REQUESTED

    def test_leaves_an_ended_one_alone(self, alice):
        generation = composing.stop(generation=end(begin(alice)))

        assert generation.state == State.SUCCEEDED


class TestKeep:
    def test_makes_a_strategy_of_the_first_result(self, alice):
        version = composing.keep(generation=end(begin(alice, "buy when RSI is below 30")))

        assert (version.number, version.source, version.strategy.owner) == (1, CODE, alice)
        assert version.strategy.name == "buy when RSI is below 30"

    def test_makes_a_new_version_of_a_change(self, alice):
        first = end(begin(alice))
        composing.keep(generation=first)
        second = end(composing.change(conversation=first.conversation, text="add a stop"), code=CODE + "# stop\n")

        version = composing.keep(generation=second)

        assert (version.number, version.note, version.author) == (2, "add a stop", "STATIS")

    def test_twice_keeps_once(self, alice):
        generation = end(begin(alice))

        assert composing.keep(generation=generation) == composing.keep(generation=generation)

    @pytest.mark.parametrize("stages", [{}, PASSED | {"compile": "failed"}, {"compile": "passed", "run": "failed"}])
    def test_refuses_what_was_not_checked_or_did_not_run(self, alice, stages):
        generation = end(begin(alice), state=State.FAILED, verdict="UNMENDED", stages=stages)

        with pytest.raises(composing.NotTried):
            composing.keep(generation=generation)

    def test_begins_anew_when_the_strategy_was_deleted(self, alice):
        first = end(begin(alice))
        kept = composing.keep(generation=first)
        services.delete(strategies=Strategy.objects.filter(pk=kept.strategy_id))
        second = end(composing.again(generation=first))

        assert composing.keep(generation=second).number == 1


class TestSelectors:
    def test_show_nobody_elses(self, alice, bob):
        generation = begin(alice)

        assert list(conversations.generations_visible_to(alice)) == [generation]
        assert not conversations.generations_visible_to(bob).exists()
        assert not conversations.conversations_of(bob).exists()

    def test_count_the_requests_of_a_conversation(self, alice):
        begin(alice)

        assert conversations.conversations_of(alice).get().generation_count == 1
