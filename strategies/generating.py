"""Write strategies: what a worker does with a queued generation, and what happens without a row, queue or broker."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

import structlog
from django.conf import settings
from structlog.contextvars import bound_contextvars

from marketdata.selectors import Reader
from statis import isolation
from statis.jobs import MAX_ATTEMPTS
from statis.sandboxes import SandboxUnavailable
from strategies import drafting, providing, trying
from strategies.conversations import turns_before
from strategies.drafting import Lease
from strategies.following import Following, Lost, written_from
from strategies.generation.judging.trial import Trial
from strategies.generation.loop import (
    Attempted,
    Began,
    Ended,
    Event,
    FellBack,
    Judge,
    Piece,
    Understood,
    Work,
    generated,
)
from strategies.generation.provider import Feedback, Provider, ProviderFailed, Request, Understanding, Usage
from strategies.generation.records import understanding_from, usage_values, values_of
from strategies.generation.results import Generated, Stopwatch, gathered
from strategies.inspecting import inspection_of
from strategies.models import Conversation, Generation, State

logger = structlog.get_logger(__name__)

STATE_OF: Final = {"OK": State.SUCCEEDED}
OUR_FAULT: Final = {
    "message": "Something went wrong on our side while writing this strategy.",
    "hint": "Your text is safe. Ask again; if it keeps happening, tell the operator the number of the request.",
}
NO_SANDBOX_HINT: Final = "Your text is safe. Ask again once the operator has done that."


def execute_generation(generation_id: int) -> None:
    """Write a queued strategy, unless another worker has it or it has ended: then do nothing."""
    lease = Lease.claim(generation_id)
    if lease is None:
        logger.info("generation_not_claimed", generation_id=generation_id)
        return
    with bound_contextvars(generation_id=generation_id, attempt=lease.attempt):
        generation = Generation.objects.select_related("conversation__owner", "conversation__strategy", "base").get(
            pk=generation_id
        )
        following = Following(lease, generation)
        following.tell_state()
        try:
            with following.kept_alive():
                _follow(generation, following)
        except (Lost, trying.Stopped):
            logger.info("generation_lost", standing=following.standing.value)
        except SandboxUnavailable as problem:
            logger.error("sandbox_unavailable", problem=str(problem))
            isolation.report(refusal=str(problem))
            following.finish(State.FAILED, "OUR_FAULT", failure={"message": str(problem), "hint": NO_SANDBOX_HINT})
        except Exception:
            logger.exception("generation_broke")
            if lease.attempt < MAX_ATTEMPTS:
                lease.give_back()
            else:
                following.finish(State.FAILED, "OUR_FAULT", failure=OUR_FAULT)


def _follow(generation: Generation, following: Following) -> None:
    events = generated(_work(generation, following))
    try:
        for event in events:
            _take(event, generation, following)
    finally:
        # A provider that is still sending must not go on being paid.
        if close := getattr(events, "close", None):
            close()


def _take(event: Event, generation: Generation, following: Following) -> None:
    """Store and tell what happened."""
    match event:
        case Piece(text=text):
            following.piece(text)
        case Began(step=step, round=number):
            following.step(step, number)
        case Understood(understanding=understanding, usage=usage):
            _title(generation.conversation, understanding)
            following.store(understood=values_of(understanding), understanding_usage=usage_values(usage))
            following.tell_state()
        case Attempted(attempt=attempt):
            following.keep(attempt)
        case FellBack():
            _fall_back(event, generation, following)
        case Ended():
            _finish(event, following)


def _fall_back(event: FellBack, generation: Generation, following: Following) -> None:
    notice = f"{event.text} So this was built offline."
    # What gave nothing at all is not counted against its owner.
    counted = {} if event.was_used else {"is_counted": False}
    generation.provider = providing.OFFLINE
    following.store(provider=providing.OFFLINE, notice=notice[:1_000], understood={}, **counted)
    following.tell_state()


def _finish(event: Ended, following: Following) -> None:
    failure = event.failure
    told = asdict(failure) if failure else {}
    values: dict[str, Any] = {"failure": {key: value for key, value in told.items() if value not in ("", None)}}
    if event.attempt:
        values |= {"code": event.attempt.code, "stages": event.attempt.stages}
    state = STATE_OF.get(event.verdict, State.FAILED)
    is_ours = following.finish(state, event.verdict, **values)
    logger.info("generation_ended" if is_ours else "generation_lost", state=state, verdict=event.verdict)


def _title(conversation: Conversation, understood: Understanding) -> None:
    if understood.title and not conversation.title:
        conversation.title = understood.title[:80]
        conversation.save(update_fields=["title"])


def _work(generation: Generation, following: Following) -> Work:
    """Return what is left to be done, after what an earlier worker may have stored."""
    conversation = generation.conversation
    request = Request(
        text=generation.text,
        symbols=tuple(conversation.symbols),
        interval=conversation.interval,
        earlier=turns_before(generation),
    )
    is_offline = generation.provider == providing.OFFLINE
    known = generation.understood if generation.understood and not is_offline else None
    return Work(
        request=request,
        providers=tuple(_providers(generation.provider)),
        judge=judge_of(
            request,
            user=conversation.owner,
            on_trial=lambda: following.step("trial", following.round),
            should_stop=following.should_stop,
        ),
        rounds=settings.GENERATION_ROUNDS,
        seconds=settings.GENERATION_SECONDS,
        # The compiler's own form of an idea is not stored: it reads the text again.
        understood=understanding_from(known) if known else None,
        attempts=tuple(written_from(row) for row in generation.rounds.all()),
    )


def _providers(name: str) -> Iterator[Provider]:
    """Yield the provider of this name, and who steps in for it."""
    for one in dict.fromkeys((name, providing.OFFLINE)):
        try:
            yield providing.provider_named(one)
        except ProviderFailed as problem:
            yield NotSetUp(one, problem)


class NotSetUp:
    """A provider that lacks its key: it fails when it is asked, as any may, and the next takes over."""

    def __init__(self, name: str, problem: ProviderFailed) -> None:
        self.name = self.label = name
        self._problem = problem

    def understand(self, request: Request) -> tuple[Understanding, Usage]:
        """
        Say that it is not set up.

        :raises ProviderFailed: always.
        """
        raise self._problem

    def write(
        self, request: Request, understood: Understanding, *, draft: str = "", feedback: Sequence[Feedback] = ()
    ) -> Iterator[str | Usage]:
        """
        Say that it is not set up.

        :raises ProviderFailed: always.
        """
        raise self._problem


def judge_of(
    request: Request,
    *,
    user: Reader = None,
    on_trial: Callable[[], None] = lambda: None,
    should_stop: Callable[[], bool] | None = None,
) -> Judge:
    """Return the judge of what is written for a request: the check, then the trial in the sandbox."""

    def judge(source: str, understood: Understanding) -> Trial:
        if not inspection_of(source).errors:
            on_trial()
        return trying.tried(
            source=source,
            understood=understood,
            symbols=request.symbols,
            interval=request.interval,
            user=user,
            should_stop=should_stop,
        )

    return judge


def generate_once(request: Request, *, provider: str, watch: Stopwatch, user: Reader = None) -> Generated:
    """
    Write a strategy here and now, without a row, a queue or a broker; with a user, their own prices are read first.

    :raises SandboxUnavailable: if there is no sandbox to try it in.
    """
    work = Work(
        request=request,
        providers=tuple(_providers(provider)),
        judge=judge_of(request, user=user, on_trial=lambda: watch.begin("trial")),
        rounds=settings.GENERATION_ROUNDS,
        seconds=settings.GENERATION_SECONDS,
    )
    try:
        return gathered(generated(work), provider=provider, watch=watch)
    except SandboxUnavailable:
        raise
    except Exception:
        logger.exception("generation_broke")
        failure = Feedback(stage="compile", message=OUR_FAULT["message"])
        return Generated(provider=provider, verdict="OUR_FAULT", failure=failure)


def reap() -> None:
    """Bring back generations whose worker or whose message was lost; running it twice or at once does no harm."""
    expired, resent = Lease.take_back_expired(), drafting.QUEUE.send_again()
    if expired or resent:
        logger.warning("reaped_generations", expired=expired, resent=resent)
