"""The whole application, started as a user starts it, and a browser that fails the test on any error."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from statis.supervision.machine import free_port
from tests.e2e import steps

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Quiet: no sandbox of the browser's own (CI is root), no look-ups of its maker's hosts.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Long enough for a busy machine: nothing waits this long unless it is broken.
PATIENCE_MS = 30_000


@dataclass(frozen=True)
class App:
    """A running Statis: where it is, who may sign in, its data folder, and what it told while it started."""

    url: str
    email: str
    password: str
    var_dir: Path
    events: tuple[dict, ...]

    @property
    def first_run(self) -> dict:
        """What the demo backtest came to that every start runs."""
        [result] = [event for event in self.events if event["event"] == "result"]
        return result

    def manage(self, *arguments: str, standard_input: str = "") -> str:
        """Run a management command on the same data and return what it printed."""
        argv = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            argv, cwd=ROOT, env=environment(self.var_dir), input=standard_input, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Start Statis by its supervisor on an empty data folder, and stop it as Ctrl-C does."""
    var_dir = tmp_path_factory.mktemp("var")
    errors = (var_dir / "up.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--json"],
        cwd=ROOT,
        env=environment(var_dir) | {"PORT": str(free_port())},
        stdout=subprocess.PIPE,
        stderr=errors,
    )
    errors.close()
    try:
        events = tuple(until_ready(process))
        if not events or events[-1]["event"] != "ready":
            pytest.fail(f"Statis did not start: {(var_dir / 'up.log').read_text()}")
        ready = events[-1]
        yield App(ready["url"].rstrip("/"), ready["email"], ready["password"], var_dir, events)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def environment(var_dir: Path) -> dict[str, str]:
    """Return what a program of the application runs with: the data folder is the test's, the rest as on any day."""
    private = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")
    env = {name: value for name, value in os.environ.items() if name not in private}
    # No test goes out into the world.
    return env | {"VAR_DIR": str(var_dir), "DJANGO_SETTINGS_MODULE": "statis.settings", "MARKET_SOURCES": ""}


def until_ready(process: subprocess.Popen[bytes]) -> Iterator[dict]:
    """Yield what the supervisor tells up to and including that it is ready, or to its end."""
    for line in process.stdout:
        event = json.loads(line)
        yield event
        if event["event"] == "ready":
            return


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium: the one in CHROMIUM, or the system's."""
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.fail("These tests need Chromium. Install it, or name its executable in CHROMIUM.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """Let every expectation wait as long as a busy machine needs."""
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def expected_errors() -> list[str]:
    """List parts of console messages that a test brings about on purpose."""
    return []


@pytest.fixture
def theme() -> str:
    """Name the theme the system prefers; parametrize it to see both."""
    return "dark"


@pytest.fixture
def open_context(
    browser: Browser, app: App, theme: str, expected_errors: list[str]
) -> Iterator[Callable[..., BrowserContext]]:
    """Open fresh profiles; any console error, script error or request to elsewhere fails the test."""
    opened: list[BrowserContext] = []
    trouble: list[str] = []

    def open_one(**options: Any) -> BrowserContext:
        made = browser.new_context(**{**usual_options(app), "color_scheme": theme, **options})
        made.set_default_timeout(PATIENCE_MS)
        made.on("page", lambda page: watch(page, app, trouble))
        opened.append(made)
        return made

    yield open_one
    for context in opened:
        context.close()
    assert unexpected(trouble, expected_errors) == []


def usual_options(app: App) -> dict[str, Any]:
    """Return what every profile has; without movement there is nothing to wait for."""
    return {"base_url": app.url, "viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}


def watch(page: Page, app: App, trouble: list[str]) -> None:
    """Note whatever a page should not do."""
    ours = (app.url, "data:", "blob:")
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith(ours) else trouble.append(sent.url))


def unexpected(trouble: list[str], expected: list[str]) -> list[str]:
    """Return what the test did not bring about on purpose."""
    return [text for text in trouble if not any(part in text for part in expected)]


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    """Open a page as a visitor."""
    return open_context().new_page()


@pytest.fixture
def sign_in(page: Page, app: App) -> Callable[..., Page]:
    """Sign in through the form, as the demo user unless told otherwise."""

    def enter(email: str = app.email, password: str = app.password) -> Page:
        steps.sign_in(page, email, password)
        return page

    return enter


@pytest.fixture(scope="session")
def member_state(browser: Browser, app: App) -> dict[str, Any]:
    """Sign up a user once; the cookies serve every test that is not about signing in."""
    context = browser.new_context(**usual_options(app))
    steps.sign_up(context.new_page(), "member@example.com")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def member_options(member_state: dict[str, Any]) -> dict[str, Any]:
    """Return what makes a profile the member's; parametrize or override to change its screen."""
    return {"storage_state": member_state}


@pytest.fixture
def member(open_context: Callable[..., BrowserContext], member_options: dict[str, Any]) -> Iterator[Page]:
    """Open a page of a signed-in user, and leave none of the user's runs running."""
    made = open_context(**member_options).new_page()
    yield made
    steps.cancel_all(made)


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture in SCREENSHOTS, if that names a folder."""
    folder = os.environ.get("SCREENSHOTS")

    def keep(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

    return keep
