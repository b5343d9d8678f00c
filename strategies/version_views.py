"""The versions of a strategy: their list, two of them side by side, and the way back to one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from statis.addresses import row_id
from statis.http import SignedInRequest, render_page
from strategies import selectors, services
from strategies.differences import difference
from strategies.results import results

# Each is a row with a link to what it changed; older ones are chosen by number.
VERSIONS_SHOWN = 200


@login_required
@require_GET
def versions(request: SignedInRequest, pk: int) -> HttpResponse:
    """List the versions of a strategy with what came of each."""
    strategy = get_object_or_404(selectors.strategies_of(request.user), pk=pk)
    outcomes = results().by_version(request.user, pk)
    context = {
        "strategy": strategy,
        "tab": "versions",
        "tags": strategy.tag_names,
        "standing": results().standings(request.user, [pk]).get(pk),
        "versions": [(one, outcomes.get(one.number)) for one in selectors.versions_of(strategy)[:VERSIONS_SHOWN]],
    }
    return render_page(request, "strategies/versions.html", "main", context)


@login_required
@require_GET
def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show two versions side by side: those asked for, or the latest and the one before."""
    strategy = get_object_or_404(selectors.strategies_of(request.user), pk=pk)
    latest = strategy.latest_version.number
    new = get_object_or_404(strategy.versions, number=_number(request, "to", latest))
    old = get_object_or_404(strategy.versions, number=_number(request, "from", max(1, new.number - 1)))
    outcomes = results().by_version(request.user, pk)
    context = {
        "strategy": strategy,
        "tab": "versions",
        "tags": strategy.tag_names,
        "standing": results().standings(request.user, [pk]).get(pk),
        "old": old,
        "new": new,
        "numbers": range(latest, 0, -1),
        "difference": difference(old.source, new.source),
        "left_title": f"Version {old.number}",
        "right_title": f"Version {new.number}",
        "outcomes": [outcomes.get(one.number) for one in (old, new)],
    }
    return render_page(request, "strategies/compare.html", "main", context)


def _number(request: SignedInRequest, name: str, default: int) -> int:
    asked = request.GET.get(name, "")
    number = row_id(asked) if asked else default
    # No version has a number below one, or one that no column could hold.
    return number if number is not None and number < 2**31 else 0


@login_required
@require_POST
def restore(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Save the code of an old version as a new one."""
    strategy = get_object_or_404(selectors.strategies_of(request.user), pk=pk)
    old = get_object_or_404(strategy.versions, number=number)
    before = strategy.latest_version
    version = services.save_version(strategy=strategy, source=old.source, note=f"Version {old.number} restored")
    same = f"Nothing changed: version {version.number} has this code already."
    messages.success(request, same if version.number == before.number else f"Version {version.number} saved.")
    return redirect(strategy)
