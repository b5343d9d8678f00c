"""A real HTTP server on loopback that answers as an upstream does, counts what it is asked, and fails on demand."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A request as it arrived."""

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    form: Mapping[str, str]

    @property
    def cookies(self) -> dict[str, str]:
        pairs = (part.strip().partition("=") for part in self.headers.get("cookie", "").split(";"))
        return {name: value for name, _, value in pairs if name}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes back; `announced` may promise more bytes than follow, `pause` is waited before each small piece."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json;charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    announced: int | None = None
    pause: float = 0.0
    delay: float = 0.0


def as_json(value, *, status: int = 200, headers=()) -> Answer:
    return Answer(status=status, body=json.dumps(value).encode(), headers=tuple(headers))


def busy(retry_after: str | None = None) -> Answer:
    """429, as every provider sends it when asked too often."""
    headers = (("Retry-After", retry_after),) if retry_after else ()
    return Answer(status=429, body=b"Too Many Requests\r\n", content_type="text/plain", headers=headers)


def broken(status: int = 502, retry_after: str | None = None) -> Answer:
    headers = (("Retry-After", retry_after),) if retry_after else ()
    return Answer(status=status, body=b"<html>Bad Gateway</html>", content_type="text/html", headers=headers)


@dataclass
class Upstream:
    """A server; give `faults` answers that are sent, each once, in place of the right ones."""

    answer: Callable[[Seen], Answer]
    is_about_prices: Callable[[Seen], bool] = lambda seen: True
    faults: deque = field(default_factory=deque)
    always: Callable[[Answer], Answer] | None = None
    seen: list[Seen] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    # When set, every answer about prices waits for it: a test decides when the crowd may pass.
    gate: threading.Event | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self):
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        if self.gate:
            self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if self.errors:
            raise self.errors[0]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def count(self, part: str = "") -> int:
        """Return how many requests had this in their path or their `function`."""
        with self._lock:
            return sum(part in seen.path or seen.params.get("function") == part for seen in self.seen)

    @property
    def price_requests(self) -> int:
        """Return how many requests asked for prices, actions or symbols."""
        with self._lock:
            return sum(self.is_about_prices(seen) for seen in self.seen)

    def truncate(self) -> None:
        """Cut every right answer in half, as valid HTTP."""
        self.always = lambda right: Answer(body=right.body[: len(right.body) // 2])

    def hang_up(self) -> None:
        """Promise every right answer whole and hang up half way."""
        self.always = lambda right: Answer(body=right.body[: len(right.body) // 2], announced=len(right.body))

    def trickle(self, pause: float) -> None:
        """Send every right answer in small pieces with pauses."""
        self.always = lambda right: Answer(body=right.body, pause=pause)

    def stall(self, delay: float) -> None:
        """Say nothing at all for a while."""
        self.always = lambda right: Answer(body=right.body, delay=delay)

    def mislabel(self) -> None:
        """Answer with a page instead of JSON."""
        self.always = lambda _: Answer(body=b"<!doctype html><p>Hello", content_type="text/html")

    def swell(self, size: int) -> None:
        """Answer with JSON of this many bytes."""
        self.always = lambda _: Answer(body=b'{"a":"' + b"x" * size + b'"}')

    def respond(self, seen: Seen) -> Answer:
        with self._lock:
            self.seen.append(seen)
            prices = self.is_about_prices(seen)
            fault = self.faults.popleft() if prices and self.faults else None
        if prices and self.gate:
            self.gate.wait(20)
        if fault:
            return fault
        right = self.answer(seen)
        return self.always(right) if prices and self.always else right


def _handler_of(upstream: Upstream):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            # yfinance sends a body with one of its GETs.
            self._serve(self.rfile.read(int(self.headers.get("content-length") or 0)))

        def do_POST(self):
            self.do_GET()

        def _serve(self, body: bytes):
            parts = urlsplit(self.path)
            seen = Seen(
                method=self.command,
                path=parts.path,
                params=dict(parse_qsl(parts.query)),
                headers={name.lower(): value for name, value in self.headers.items()},
                form=dict(parse_qsl(body.decode())),
            )
            try:
                self._send(upstream.respond(seen))
            except (BrokenPipeError, ConnectionResetError):
                # The client had enough: that is what some tests are about.
                self.close_connection = True
            except Exception as error:
                # Told when the test ends: a stand-in that breaks must not pass for an upstream that does.
                upstream.errors.append(error)
                raise

        def _send(self, answer: Answer):
            time.sleep(answer.delay)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            length = len(answer.body) if answer.announced is None else answer.announced
            self.send_header("Content-Length", str(length))
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            if answer.pause:
                for at in range(0, len(answer.body), 16):
                    self.wfile.write(answer.body[at : at + 16])
                    self.wfile.flush()
                    time.sleep(answer.pause)
            else:
                self.wfile.write(answer.body)
            if length != len(answer.body):
                self.close_connection = True

        def log_message(self, *_):
            pass

    return Handler
