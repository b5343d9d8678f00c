"""Pages that belong to no app: health, theme, licences, the style guide and the error pages."""

from http import HTTPStatus

import redis
import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from statis import attribution, events, styleguide
from statis.context import THEME_COOKIE, THEMES

YEAR_SECONDS = 365 * 24 * 3600
HEALTH_TIMEOUT_SECONDS = 1.0


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """
    Say whether the database and the broker answer; 503 when one does not.

    A silent worker is told but is no 503: pages still work, and runs wait in the queue until it is back.
    """
    parts = {"database": _database_answers(), "broker": _broker_answers()}
    is_up = all(parts.values())
    seen = events.seconds_since_alive("worker") if parts["broker"] else None
    shown = {name: "ok" if answers else "unavailable" for name, answers in parts.items()}
    worker = {"worker": "silent" if seen is None else "ok", "worker_seen_seconds_ago": seen}
    status = HTTPStatus.OK if is_up else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"status": "ok" if is_up else "unavailable", **shown, **worker}, status=status)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker_answers() -> bool:
    limits = {"socket_timeout": HEALTH_TIMEOUT_SECONDS, "socket_connect_timeout": HEALTH_TIMEOUT_SECONDS}
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **limits) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the chosen theme and return to the page it was chosen on."""
    chosen, back = request.POST.get("theme", ""), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = redirect(back)
    if chosen in THEMES:
        # Not HttpOnly on purpose: it is no secret, and a script may read it.
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


@require_safe
def open_source(request: HttpRequest) -> HttpResponse:
    """Show the licences of what Statis sends to the browser."""
    return render(request, "open_source.html", {"packages": attribution.packages()})


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Show every component in every variant, each with its call."""
    return render(request, "styleguide.html", {"sections": styleguide.sections(request)})


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or too old."""
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer 429, naming what is limited."""
    return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with the reference under which the log has the details."""
    reference = structlog.contextvars.get_contextvars().get("request_id", "")
    context = {"reference": reference, "failed_at": timezone.now(), "path": request.get_full_path()}
    return render(request, "500.html", context, status=HTTPStatus.INTERNAL_SERVER_ERROR)
