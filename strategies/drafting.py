"""The queue of generations: claims with a lease, and messages that may be lost because the rows are the truth."""

from typing import ClassVar, Final

from statis import jobs
from strategies.models import Generation

GAVE_UP: Final = {
    "message": "Three attempts to write this strategy were interrupted on our side.",
    "hint": "Your text is safe. Ask again; if it keeps happening, tell the operator the number of the request.",
}
QUEUE: Final = jobs.Queue(
    model=Generation,
    task="strategies.tasks.generate",
    argument="generation_id",
    name="generation",
    lease_setting="GENERATION_LEASE_SECONDS",
    pickup_setting="GENERATION_PICKUP_SECONDS",
    stopped="STOPPED",
    gave_up=GAVE_UP,
)


class Lease(jobs.Lease):
    """The right of one attempt to write to one running generation."""

    queue: ClassVar[jobs.Queue] = QUEUE


def enqueue(generation_id: int) -> None:
    """Tell the workers about a queued generation; without a broker the reaper tells them later."""
    QUEUE.enqueue(generation_id)
