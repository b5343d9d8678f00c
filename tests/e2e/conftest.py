"""The whole application, started as a user starts it, and a browser that fails the test on any error."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from statis.supervision.machine import free_port

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


@dataclass(frozen=True)
class App:
    """A running Statis: where it is, who may sign in, and its data folder."""

    url: str
    email: str
    password: str
    var_dir: Path
    events: tuple[dict, ...]


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Start Statis by its supervisor on an empty data folder, and stop it as Ctrl-C does."""
    var_dir = tmp_path_factory.mktemp("var")
    env = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")
    }
    env |= {"VAR_DIR": str(var_dir), "PORT": str(free_port()), "DJANGO_SETTINGS_MODULE": "statis.settings"}
    errors = (var_dir / "up.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--json"],
        cwd=ROOT,
        env=env,
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


@pytest.fixture
def expected_errors() -> list[str]:
    """List parts of console messages that a test brings about on purpose."""
    return []


@pytest.fixture(params=["dark"])
def theme(request: pytest.FixtureRequest) -> str:
    """Name the theme; parametrize it to see both."""
    return request.param


@pytest.fixture
def context(browser: Browser, app: App, theme: str) -> Iterator[BrowserContext]:
    """Open a fresh profile that reaches nothing but the application."""
    made = browser.new_context(base_url=app.url, color_scheme=theme, viewport={"width": 1280, "height": 900})
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, app: App, expected_errors: list[str]) -> Iterator[Page]:
    """Open a page; any console error, script error or request to elsewhere fails the test."""
    made = context.new_page()
    trouble: list[str] = []
    made.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    made.on("pageerror", lambda error: trouble.append(str(error)))
    made.on(
        "request", lambda sent: None if sent.url.startswith((app.url, "data:", "blob:")) else trouble.append(sent.url)
    )
    yield made
    assert [text for text in trouble if not any(part in text for part in expected_errors)] == []


@pytest.fixture
def sign_in(page: Page, app: App):
    """Sign in as the demo user through the form."""

    def enter(email: str = app.email, password: str = app.password) -> Page:
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(password)
        page.locator("main form button[type=submit]").first.click()
        expect(page).not_to_have_url(f"{app.url}/accounts/login/")
        return page

    return enter


@pytest.fixture
def screenshot(request: pytest.FixtureRequest):
    """Keep a picture in SCREENSHOTS, if that names a folder."""
    folder = os.environ.get("SCREENSHOTS")

    def keep(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

    return keep
