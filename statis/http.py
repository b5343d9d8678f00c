"""Requests as our views get them, and the part of a page that htmx asks for."""

from typing import Any
from urllib.parse import unquote_to_bytes

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request behind our middleware."""

    htmx: HtmxDetails


class SignedInRequest(Request):
    """A request of somebody who is signed in: for views under `login_required`."""

    user: User


def is_utf8(request: HttpRequest) -> bool:
    """Return whether a form's text is UTF-8: Django puts a replacement character wherever it is not."""
    if request.content_type != "application/x-www-form-urlencoded":
        return True
    try:
        unquote_to_bytes(request.body).decode()
    except UnicodeDecodeError:
        return False
    return True


def render_page(request: Request, template: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """Return the page, or the part of it with this name when htmx asks for a part."""
    # A boosted link and the browser's way back want a whole page, although htmx fetches it.
    is_part = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    return render(request, f"{template}#{part}" if is_part else template, context)
