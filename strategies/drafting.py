"""The queue of generations: claims with a lease, and messages that may be lost because the rows are the truth."""

from typing import ClassVar, Final

import structlog

from statis import events, jobs
from statis.jobs import MAX_ATTEMPTS
from strategies.models import Generation, State, topic_of

logger = structlog.get_logger(__name__)

QUEUE: Final = jobs.Queue(
    model=Generation,
    task="strategies.tasks.generate",
    argument="generation_id",
    name="generation",
    lease_setting="GENERATION_LEASE_SECONDS",
    pickup_setting="GENERATION_PICKUP_SECONDS",
)
GAVE_UP: Final = {
    "message": "Three attempts to write this strategy were interrupted on our side.",
    "hint": "Your text is safe. Ask again; if it keeps happening, tell the operator the number of the request.",
}
