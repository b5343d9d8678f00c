"""The Celery application: a broker carries work, the database row of a job is the truth about it."""

import os
from typing import Any

from celery import Celery, signals
from django_structlog.celery.steps import DjangoStructLogInitStep

from statis.supervision.children import die_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "statis.settings")

_worker_pid = 0

app = Celery("statis")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@signals.setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Leave logging as the settings made it: with this receiver Celery adds no handlers of its own."""


@signals.worker_init.connect
def remember_worker(**_: Any) -> None:
    """Note the process that pool children must not outlive."""
    global _worker_pid
    _worker_pid = os.getpid()


@signals.worker_process_init.connect
@signals.beat_embedded_init.connect
def die_with_worker(**_: Any) -> None:
    """See that this child of a worker does not outlive it."""
    if _worker_pid:
        die_with(_worker_pid)
