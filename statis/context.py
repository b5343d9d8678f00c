"""What every template knows: the theme and where in the navigation the page stands."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from statis.isolation import known as known_isolation

THEME_COOKIE: Final = "theme"
THEMES: Final = ("dark", "light", "system")


@dataclass(frozen=True, kw_only=True)
class NavItem:
    label: str
    address: str
    icon: str
    # The views of this item, as namespace:name prefixes; the longest match is current.
    views: tuple[str, ...]


NAVIGATION: Final = (
    (
        "Build",
        (
            NavItem(label="Dashboard", address="backtests:home", icon="layout-dashboard", views=("backtests:home",)),
            NavItem(label="Strategies", address="strategies:list", icon="file-code-corner", views=("strategies:",)),
        ),
    ),
    ("Test", (NavItem(label="Backtests", address="backtests:list", icon="chart-candlestick", views=("backtests:",)),)),
    (
        "Explore",
        (
            NavItem(label="Indicators", address="indicators:list", icon="activity", views=("indicators:",)),
            NavItem(label="Markets", address="marketdata:list", icon="chart-line", views=("marketdata:", "upload:")),
        ),
    ),
)


def theme(request: HttpRequest) -> dict[str, str]:
    """Return the chosen theme and the one to draw: a system choice is drawn dark until the browser tells."""
    choice = request.COOKIES.get(THEME_COOKIE, "system")
    choice = choice if choice in THEMES else "system"
    drawn = "dark" if choice == "system" else choice
    return {"theme": drawn, "theme_choice": choice, "other_theme": "light" if drawn == "dark" else "dark"}


def installation(request: HttpRequest) -> dict[str, bool]:
    """Return what a page must know about this set-up to tell the user the truth."""
    return {"email_is_kept_on_disk": settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")}


def isolation(request: HttpRequest) -> dict[str, Any]:
    """Return what is known of the walls around strategies, read only when a template asks for it."""
    return {"isolation": known_isolation}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation's groups, built only when a template asks for them."""
    return {"navigation": lambda: _groups(_current_view(request))}


def _current_view(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""


def _groups(view: str) -> list[dict[str, Any]]:
    matches = [(prefix, item) for _, items in NAVIGATION for item in items for prefix in item.views]
    fitting = [(len(prefix), item.label) for prefix, item in matches if view.startswith(prefix)]
    current = max(fitting)[1] if fitting else None
    return [
        {
            "label": label,
            "links": [
                {
                    "label": item.label,
                    "href": reverse(item.address),
                    "icon": item.icon,
                    "current": item.label == current,
                }
                for item in items
            ],
        }
        for label, items in NAVIGATION
    ]
