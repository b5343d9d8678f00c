"""`manage.py up`: Statis whole on this machine, until Ctrl-C."""

import logging
import os
import signal
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand

from statis.management.startup import Startup
from statis.supervision import machine, valkey
from statis.supervision.children import STOP_SIGNALS
from statis.supervision.supervisor import SupervisionError


class Stopped(BaseException):
    """A stop signal arrived: not a failure."""


def on_stop_signal(number: int, frame: FrameType | None) -> NoReturn:
    """Unwind to `handle`, which ends the children; a second signal ends the waiting for them."""
    raise Stopped


class Command(BaseCommand):
    help = "Start web server, worker, scheduler, sandbox and, unless REDIS_URL is set, Valkey; Ctrl-C ends them all."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"), help="where to listen on 127.0.0.1")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object a line")

    def handle(self, *, port: str, as_json: bool, **options: Any) -> None:
        """Check the machine, start everything, tend it until a signal."""
        # This process talks to a person; the log lines of its own work are in nobody's interest.
        logging.disable(logging.INFO)
        for number in STOP_SIGNALS:
            signal.signal(number, on_stop_signal)
        var_dir = Path(settings.VAR_DIR).resolve()
        try:
            self.run(var_dir=var_dir, port=machine.read_port(port), as_json=as_json)
        except (machine.NotPossible, SupervisionError) as problem:
            sys.exit(str(problem))
        except OSError as problem:
            sys.exit(machine.explain(problem, var_dir))
        except Stopped:
            if not as_json:
                self.stdout.write("Stopped; nothing is left running.")

    def run(self, *, var_dir: Path, port: int, as_json: bool) -> None:
        """Hold the data folder, start everything in it and stay."""
        url = f"http://{machine.HOST}:{port}/"
        with ExitStack() as held:
            machine.check_folder(var_dir)
            held.enter_context(machine.only_one(var_dir, url=url))
            machine.check_port(port)
            if is_embedded() and not machine.is_free(valkey.port_of(settings.REDIS_URL)):
                valkey.move_to_free_port(var_dir)
                start_over()
            startup = Startup(var_dir=var_dir, port=port, as_json=as_json, write=self.write_line)
            supervisor = held.enter_context(startup.supervisor)
            startup.run(with_valkey=is_embedded())
            supervisor.run_forever()

    def write_line(self, line: str) -> None:
        """Print one line at once."""
        self.stdout.write(line)
        self.stdout.flush()


def is_embedded() -> bool:
    """Return whether Valkey is ours to start."""
    return bool(valkey.redis_url(Path(settings.VAR_DIR)) == settings.REDIS_URL)


def start_over() -> NoReturn:
    """Begin again with the settings read anew, now that Valkey's address has changed."""
    os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606
