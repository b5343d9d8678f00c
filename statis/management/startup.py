"""The order in which the embedded set-up comes to life, and what it tells meanwhile."""

import json
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from backtests.models import BacktestRun
from marketdata.services import load_sample_data
from statis.celery import app as celery_app
from statis.management import demo
from statis.management.assets import collect_if_changed
from statis.sandboxes import EMBEDDED_SOCKET, INSPECTOR
from statis.supervision import valkey
from statis.supervision.children import Program
from statis.supervision.machine import HOST
from statis.supervision.supervisor import Supervisor
from statis.templatetags import fmt
from strategies import providing

WORKERS = 2
# What the first backtest is told by: label, metric key, and how it is shown.
HEADLINE = (
    ("Total return", "total_return", fmt.percent),
    ("Sharpe ratio", "sharpe_ratio", fmt.ratio),
    ("Max drawdown", "max_drawdown", fmt.drawdown),
    ("Closed trades", "total_trades", fmt.count),
)


class Startup:
    """Start the programs in the order they need each other and report every step."""

    def __init__(self, *, var_dir: Path, port: int, as_json: bool, write: Callable[[str], None]) -> None:
        # The bootstrap notes when the person pressed Enter, long before this process is what it is now.
        self.began_at = float(os.environ.get("STATIS_BEGAN_AT", time.time()))
        self.var_dir = var_dir
        self.url = f"http://{HOST}:{port}/"
        self.port = port
        self.as_json = as_json
        self.write = write
        self.supervisor = Supervisor(
            cwd=Path(settings.BASE_DIR), log_dir=var_dir / "logs", on_restart=self._tell_restart
        )

    def run(self, *, with_valkey: bool) -> None:
        """Bring everything up, then show that the main job works."""
        if with_valkey:
            self.supervisor.start(valkey.program(self.var_dir))
        if not settings.SANDBOX_SOCKET:
            self.supervisor.start(self.sandbox())
            # This process asks the same one when it makes the demo account's strategies.
            settings.SANDBOX_SOCKET = self.sandbox_socket
        self.prepare_database()
        if not settings.DEBUG and collect_if_changed():
            self.say("Static files are collected.", event="static")
        if with_valkey:
            self.supervisor.wait_until(lambda: valkey.answers(settings.REDIS_URL), name="valkey", seconds=20)
        for program in (*self.workers(), self.web()):
            self.supervisor.start(program)
        self.supervisor.wait_until(self.web_answers, name="web")
        self.supervisor.wait_until(worker_answers, name="worker")
        self.supervisor.start(self.beat())
        self.show_demo_run()
        self.tell_ready()

    def prepare_database(self) -> None:
        """Bring tables, sample prices and the demo account up to date; on a database from a URL, tables only."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Preparing the database ...", event="migrate")
            call_command("migrate", interactive=False, verbosity=0)
        if load_sample_data():
            self.say("Sample prices are loaded.", event="samples")
        if self.has_demo:
            demo.seed_strategies(demo.demo_user())

    @property
    def has_demo(self) -> bool:
        """Return whether this is the embedded set-up, whose database nobody else reaches."""
        return bool(settings.IS_EMBEDDED)

    def show_demo_run(self) -> None:
        """Run the demo backtest through the queue, or take the one a former start ran, and print its figures."""
        if not self.has_demo:
            return
        user = demo.demo_user()
        run = demo.finished_demo_run(user)
        try:
            if run is None:
                self.say("Running a first backtest through the queue ...", event="backtest")
                run = self._wait_for(demo.queue_demo_run(user))
        except demo.DemoFailed as problem:
            self.say(f"The demo backtest did not work: {problem}.", event="backtest_failed", error=str(problem))
            return
        self.tell_result(run)

    def _wait_for(self, run: BacktestRun) -> BacktestRun:
        self.supervisor.wait_until(lambda: _is_final(run), name="worker", seconds=90)
        demo.check_succeeded(run)
        return run

    def tell_result(self, run: BacktestRun) -> None:
        """Print a finished run's headline figures beside buy and hold."""
        own, held = run.result.metrics, run.result.benchmark_metrics
        page = self.url.rstrip("/") + run.get_absolute_url()
        figures = {key: {"strategy": own.get(key), "buy_and_hold": held.get(key)} for _, key, _ in HEADLINE}
        lines = [f"\n{run.version.strategy.name} on {run.symbols}".ljust(31) + "strategy  buy and hold"]
        for label, key, shown in HEADLINE:
            lines.append(f"  {label:<20}{shown(own.get(key)):>16}{shown(held.get(key)):>14}")
        lines.append(f"  {page}")
        self.say("\n".join(lines), event="result", page=page, run=run.pk, metrics=figures)

    def tell_ready(self) -> None:
        """Print where to go and how to sign in."""
        seconds = time.time() - self.began_at
        account = {"email": demo.EMAIL, "password": demo.PASSWORD} if self.has_demo else {}
        text = f"\nStatis is ready after {seconds:.1f} s: {self.url}\n"
        if account:
            text += f"Sign in as {demo.EMAIL} with the password {demo.PASSWORD}\n"
        text += f"Logs: {self.supervisor.log_dir}. Ctrl-C stops everything."
        self.say(text, event="ready", url=self.url, seconds=round(seconds, 2), **account)

    def say(self, text: str, *, event: str, **facts: Any) -> None:
        """Print a step as text for people or as JSON for programs."""
        self.write(json.dumps({"event": event, **facts}) if self.as_json else text)

    @property
    def sandbox_socket(self) -> str:
        """Return where the sandbox listens: a service named in the settings, or our own."""
        return str(settings.SANDBOX_SOCKET or self.var_dir / EMBEDDED_SOCKET)

    def sandbox(self) -> Program:
        """Return the sandbox service, which takes no more than it is told here: its environment is empty."""
        argv = ("-m", "engine.sandbox", "--socket", self.sandbox_socket, "--inspector", INSPECTOR)
        more = ("--reduced-isolation",) if settings.SANDBOX_REDUCED_ISOLATION else ()
        return Program(name="sandbox", argv=(sys.executable, *argv, *more), stop_seconds=3.0)

    def workers(self) -> tuple[Program, ...]:
        """Return the Celery worker; with a language model one for each queue: backtests must not wait for a model."""
        if providing.usual_name() == providing.OFFLINE:
            return (self.worker(),)
        return self.worker(queues="backtests"), self.worker("writer", queues="generation")

    def worker(self, name: str = "worker", *, queues: str = "") -> Program:
        """Return a Celery worker, for all queues or those named."""
        argv = ("worker", "--concurrency", str(WORKERS), "--hostname", f"{name}@localhost", "--without-mingle")
        more = ("--queues", queues) if queues else ()
        command = _celery(*argv, "--without-gossip", "--loglevel", "INFO", *more)
        return Program(name=name, argv=command, env={"SANDBOX_SOCKET": self.sandbox_socket})

    def beat(self) -> Program:
        """Return the scheduler."""
        return Program(name="beat", argv=_celery("beat", "--pidfile", "", "--loglevel", "INFO"), stop_seconds=3.0)

    def web(self) -> Program:
        """Return the web server, on the loopback address only."""
        argv = ("statis.asgi:application", "--host", HOST, "--port", str(self.port), "--no-access-log")
        more = ("--no-server-header", "--timeout-graceful-shutdown", "2", "--lifespan", "off")
        command = (sys.executable, "-m", "uvicorn", *argv, *more)
        return Program(name="web", argv=command, env={"SANDBOX_SOCKET": self.sandbox_socket}, stop_seconds=4.0)

    def web_answers(self) -> bool:
        """Return whether the web server answers its health check."""
        try:
            with urllib.request.urlopen(f"{self.url}health", timeout=2) as answer:  # noqa: S310  # our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _tell_restart(self, name: str, code: int) -> None:
        log = self.supervisor.log_path(name)
        text = f"{name} ended unexpectedly (code {code}) and is started again. Its log: {log}"
        self.say(text, event="restart", name=name, code=code)


def worker_answers() -> bool:
    """Return whether a worker answers a ping."""
    with celery_app.connection_for_write() as broker:
        return bool(celery_app.control.ping(timeout=0.3, limit=1, connection=broker))


def _celery(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "-A", "statis", *arguments)


def _is_final(run: BacktestRun) -> bool:
    run.refresh_from_db()
    return run.is_final
