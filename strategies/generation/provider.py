"""What a writer of strategies is asked, and what it answers: the Protocol behind which the providers stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from strategies.generation.idea import Idea

ClauseKind = Literal["entry", "exit", "filter", "stop", "target", "size", "universe", "timing"]
Stage = Literal["compile", "run", "trade", "said"]


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One rule as it was understood, in plain words (`text`), beside the user's own words (`said`)."""

    number: int
    kind: ClauseKind
    text: str
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An answer to a question: what the button says, and the sentence it adds to the idea."""

    label: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """The one question an idea may raise. It never blocks: the first choice is what is built meanwhile."""

    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """
    What was understood of an idea.

    `refusal` is one kind sentence that says what would work instead; nothing is then built. `is_vague` says that no
    rule was found and the first choice of the question stands in for one. Only the offline compiler has an `idea`.
    """

    clauses: tuple[Clause, ...] = ()
    assumptions: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    question: Question | None = None
    refusal: str = ""
    is_vague: bool = False
    title: str = ""
    symbols: tuple[str, ...] = ()
    idea: Idea | None = None

    @property
    def status(self) -> Literal["ok", "refused", "clarify"]:
        """Return how it goes on, as programs are told."""
        if self.refusal:
            return "refused"
        return "clarify" if self.is_vague else "ok"


@dataclass(frozen=True, kw_only=True)
class Turn:
    """An earlier request of a conversation, and the code it led to."""

    text: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody asks for: an idea, or with `earlier` turns a change to the latest code."""

    text: str
    symbols: tuple[str, ...] = ()
    interval: str = "1d"
    earlier: tuple[Turn, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """What was wrong with an attempt, as the writer is told: everything known is filled in, the rest empty."""

    stage: Stage
    message: str
    hint: str = ""
    line: int | None = None
    code: str = ""
    date: str = ""
    value: str = ""
    nearest: str = ""
    clause: int | None = None


@dataclass(frozen=True, kw_only=True)
class Usage:
    """
    What an answer cost; money in dollars, None where the price of the model is not known.

    `prompt` is what was asked, whole, where somebody was asked.
    """

    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    prompt: str = ""


class ProviderFailed(Exception):
    """No usable answer came; the text is fit for users, `code` for programs, `usage` what it cost, if known."""

    def __init__(self, text: str, code: str = "PROVIDER_FAILED", usage: Usage | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.usage = usage


class Provider(Protocol):
    """A writer of strategies."""

    name: str
    label: str

    def understand(self, request: Request) -> tuple[Understanding, Usage]:
        """
        Return the numbered clauses of a request.

        :raises ProviderFailed: if no usable answer came.
        """

    def write(
        self, request: Request, understood: Understanding, *, draft: str = "", feedback: Sequence[Feedback] = ()
    ) -> Iterator[str | Usage]:
        """
        Yield the code in pieces as it is written, and at the end what it cost; with feedback, a repair of `draft`.

        :raises ProviderFailed: if no usable answer came; what was yielded before stands.
        """
