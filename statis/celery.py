"""The Celery application: a broker carries work, the database row of a job is the truth about it."""

import ctypes
import os
import signal
import sys
from typing import Any, Final

from celery import Celery, signals
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "statis.settings")

PR_SET_PDEATHSIG: Final = 1
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
    """Ask the system to kill this child of a worker when the worker is gone, even by SIGKILL (Linux)."""
    if sys.platform != "linux" or not _worker_pid:
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != _worker_pid:
        # The worker died before the request above took effect.
        os._exit(1)
