"""The Celery application: a broker carries work, the database row of a job is the truth about it."""

import os
from typing import Any, Final

from celery import Celery, signals
from django_structlog.celery.steps import DjangoStructLogInitStep

from statis.supervision.children import die_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "statis.settings")

SEND_SECONDS: Final = 2.0

_worker_pid = 0

app = Celery("statis")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


def send_soon(task: str, **kwargs: Any) -> None:
    """
    Tell the workers about a task without waiting long, even for a broker that accepts and never answers.

    :raises OSError: if the broker cannot be told; or kombu's OperationalError.
    """
    # A worker may wait long for the broker; a web request must not.
    connection = app.connection_for_write()
    connection.transport_options = {**connection.transport_options, "socket_timeout": SEND_SECONDS}
    with connection:
        app.send_task(task, kwargs=kwargs, connection=connection)


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
