"""The settings of a worker under test whose language model is a stand-in that can be held up."""

from celery import signals

from backtests.tests.worker_settings import *  # noqa: F403

GENERATION_LEASE_SECONDS = 3
GENERATION_PICKUP_SECONDS = 2
CELERY_BEAT_SCHEDULE = {
    "reap": {"task": "strategies.tasks.reap", "schedule": 1.0, "options": {"expires": 5, "queue": "generation"}}
}


@signals.worker_process_init.connect(weak=False)
def stand_in(**_):
    from strategies import providing
    from tests.held_up import HeldUp

    providing.provider_named = lambda name: HeldUp()
