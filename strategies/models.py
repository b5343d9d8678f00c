"""Strategies, the versions of their code, and the conversations in which code is written."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from statis.jobs import Job, Moves
from strategies.generation.outcomes import OUTCOMES, VERDICTS

MAX_TAG_CHARS: Final = 30
MAX_TITLE_CHARS: Final = 80
MAX_SUMMARY_CHARS: Final = 300
# A flagged stage has something to be shown, and nothing that failed.
PASSING: Final = ("passed", "flagged")


class Strategy(models.Model):
    """
    A trading idea of one user, kept as a row of versions of its code.

    An archived one is out of the way and works as before. A deleted one is out of sight and can be brought back until
    it is purged; its runs stay where they are until then.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="strategies")
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True, help_text="One sentence: what it does.")
    template = models.SlugField(max_length=40, blank=True, help_text="The template it began as, if any.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)

    class Meta:
        ordering = ("-updated_at", "-pk")
        verbose_name_plural = "strategies"
        indexes = (models.Index(fields=("owner", "-updated_at"), name="strategy_of_owner"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("strategies:detail", args=[self.pk])

    @property
    def tag_names(self) -> tuple[str, ...]:
        """Return its tags in the order they were given."""
        return tuple(tag.name for tag in self.tags.all())

    @cached_property
    def latest_version(self) -> "StrategyVersion":
        """Return the version a backtest would use now."""
        return self.versions.latest("number")


class StrategyTag(models.Model):
    """A word its owner sorts a strategy by."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=MAX_TAG_CHARS)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("strategy", "name"), name="strategy_tag_once"),)

    def __str__(self) -> str:
        return self.name


class Author(models.TextChoices):
    """Who wrote a version."""

    PERSON = "PERSON", "You"
    STATIS = "STATIS", "Statis"


class VersionIsFinal(TypeError):
    """Somebody tried to change a version; results refer to it, so it must stay as it was."""


class StrategyVersion(models.Model):
    """The code of a strategy at one moment. Never changed: results refer to it."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    source_sha256 = models.CharField(max_length=64, editable=False)
    note = models.CharField(max_length=120, blank=True, help_text="What changed, in a few words.")
    author = models.CharField(max_length=6, choices=Author, default=Author.PERSON)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("strategy", "number"), name="version_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_number_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.strategy}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """
        Store a new version.

        :raises VersionIsFinal: if the row exists already.
        """
        if not self._state.adding:
            raise VersionIsFinal(f"{self} is final. Save the change as a new version.")
        self.source_sha256 = sha256_of(self.source)
        super().save(*args, **kwargs)


def sha256_of(source: str) -> str:
    """Return the sha256 of a source text, as engine.spec.Spec counts it."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()


class Conversation(models.Model):
    """
    An idea being talked over: requests one after the other, each for a strategy or for a change to it.

    `strategy` is the one its results are kept as; None until the first is kept.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversations")
    strategy = models.ForeignKey(
        Strategy, on_delete=models.SET_NULL, null=True, blank=True, related_name="conversations"
    )
    title = models.CharField(max_length=80, blank=True)
    symbols = models.JSONField(default=list, blank=True, help_text="What it is tried on: symbols.")
    interval = models.CharField(max_length=4, default="1d")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-updated_at", "-pk")
        indexes = (models.Index(fields=("owner", "-updated_at"), name="conversation_of_owner"),)

    def __str__(self) -> str:
        return self.title or f"Conversation {self.pk}"

    @property
    def topic(self) -> str:
        """Return the name under which news of it is published."""
        return topic_of(self.pk)

    @property
    def kept_as(self) -> Strategy | None:
        """Return the strategy its results are kept as, None while there is none or it is deleted."""
        return self.strategy if self.strategy and self.strategy.deleted_at is None else None


def topic_of(conversation_id: int) -> str:
    """Return the name under which news of a conversation is published."""
    return f"conversation:{conversation_id}"


class State(models.TextChoices):
    """Where a generation is; why it ended is its verdict."""

    QUEUED = "QUEUED", "Queued"
    RUNNING = "RUNNING", "Writing"
    SUCCEEDED = "SUCCEEDED", "Ready"
    FAILED = "FAILED", "Failed"
    STOPPED = "STOPPED", "Stopped"


# RUNNING goes back to QUEUED when its worker died.
TRANSITIONS: Final = MappingProxyType(
    {
        State.QUEUED: frozenset({State.RUNNING, State.STOPPED}),
        State.RUNNING: frozenset({State.QUEUED, State.SUCCEEDED, State.FAILED, State.STOPPED}),
        State.SUCCEEDED: frozenset(),
        State.FAILED: frozenset(),
        State.STOPPED: frozenset(),
    }
)
LIVE: Final = (State.QUEUED, State.RUNNING)
FINAL: Final = (State.SUCCEEDED, State.FAILED, State.STOPPED)


class GenerationQuerySet(Moves, models.QuerySet["Generation"]):
    """Generations, which move from state to state."""


class Generation(Job):
    """
    One request of a conversation and what came of it.

    `provider` writes it now, `asked_provider` was asked for; where they differ `notice` says why. `understood` is a
    `strategies.generation.provider.Understanding` as values. `partial` is the code of the round under way, as far as
    it is written; afterwards `code` is what came of it all, which Stop leaves with what was there.
    A generation is `is_counted` against its owner's hourly number unless it was the offline provider's from the start
    or the provider gave nothing at all.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="generations")
    number = models.PositiveIntegerField()
    text = models.TextField()
    asked_provider = models.CharField(max_length=16)
    provider = models.CharField(max_length=16)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    verdict = models.CharField(max_length=16, choices=list(VERDICTS.items()), blank=True)
    notice = models.CharField(max_length=1_000, blank=True, help_text="Why another provider wrote it than was asked.")
    failure = models.JSONField(default=dict, blank=True, help_text="message and hint, where it failed.")
    progress = models.JSONField(default=dict, blank=True, help_text="step (understand, write, check, trial), round.")
    base = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="changes",
        help_text="The request whose code this one changes.",
    )
    understood = models.JSONField(default=dict, blank=True)
    understanding_usage = models.JSONField(default=dict, blank=True)
    partial = models.TextField(blank=True)
    code = models.TextField(blank=True)
    stages = models.JSONField(default=dict, blank=True, help_text="What the code passed: those of its attempt.")
    is_counted = models.BooleanField(default=False)
    version = models.ForeignKey(
        StrategyVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="generations"
    )

    objects = GenerationQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["state", "lease_expires_at"], name="generation_state_lease"),)
        constraints = (
            models.UniqueConstraint(fields=("conversation", "number"), name="generation_number_once"),
            models.CheckConstraint(
                name="generation_final_has_verdict",
                condition=Q(state__in=LIVE, verdict="") | (Q(state__in=FINAL) & ~Q(verdict="")),
            ),
            models.CheckConstraint(
                name="generation_ok_if_succeeded",
                condition=Q(verdict="OK", state="SUCCEEDED") | (~Q(verdict="OK") & ~Q(state="SUCCEEDED")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.conversation}, request {self.number}"

    @classmethod
    def transitions(cls) -> Mapping[Any, Iterable[str]]:
        """Return the states, each with those it may lead to."""
        return TRANSITIONS

    @property
    def is_live(self) -> bool:
        """Return whether it is still waiting or being written."""
        return self.state in LIVE

    @property
    def is_final(self) -> bool:
        """Return whether it has ended."""
        return self.state in FINAL

    @property
    def step(self) -> str:
        """Return the step under way: understand, write, check or trial; nothing before the first."""
        return str(self.progress.get("step", ""))

    @property
    def round(self) -> int:
        """Return which attempt is under way, from 1; 0 before the first."""
        return int(self.progress.get("round", 0))

    @property
    def topic(self) -> str:
        """Return the name under which news of it is published: that of its conversation."""
        return topic_of(self.conversation_id)

    @property
    def may_be_kept(self) -> bool:
        """Return whether the code was checked and ran in its trial, so that it may become a version."""
        return self.is_final and all(self.stages.get(stage) in PASSING for stage in ("compile", "run"))

    @property
    def title(self) -> str:
        """Return a name for what was asked."""
        return str(self.understood.get("title") or self.text.strip().partition("\n")[0])[:MAX_TITLE_CHARS]

    @property
    def summary(self) -> str:
        """Return the beginning of what was asked, for lists."""
        words = " ".join(self.text.split())
        return words if len(words) <= MAX_SUMMARY_CHARS else f"{words[: MAX_SUMMARY_CHARS - 4]} ..."

    @property
    def is_changed_from_asked(self) -> bool:
        """Return whether another provider writes it than was asked."""
        return self.provider != self.asked_provider


class Attempt(models.Model):
    """
    One piece of code that was written, and what the check and the trial said of it.

    `prompt` is what the provider was sent, `cost` in dollars (None where the price is not known), `stages` maps
    compile, run, trade and said to passed, flagged, failed or skipped, `feedback` is a list of
    `strategies.generation.provider.Feedback` as values, `facts` what the trial counted, `diff` is against the attempt
    before, or against the code that was to be changed.
    """

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    provider = models.CharField(max_length=16)
    model = models.CharField(max_length=100, blank=True)
    prompt = models.TextField(blank=True)
    code = models.TextField(blank=True)
    outcome = models.CharField(max_length=16, choices=list(OUTCOMES.items()))
    stages = models.JSONField(default=dict, blank=True)
    feedback = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    diff = models.TextField(blank=True)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    elapsed_ms = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("generation", "number"), name="attempt_number_once"),)

    def __str__(self) -> str:
        return f"{self.generation}, attempt {self.number}"
