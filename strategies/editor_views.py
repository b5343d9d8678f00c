"""What the code editor asks while somebody types: findings, and names that can be used."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_POST

from statis.http import SignedInRequest
from strategies import completion, presenting, selectors

# What the names depend on changes with the program only.
NAMES_SECONDS = 3_600


@login_required
@require_POST
def check(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Return the findings of a text that is being edited, as the page shows them, and its parameters."""
    owned = selectors.strategies_of(request.user)
    strategy = None if pk is None else get_object_or_404(owned, pk=pk)
    source = request.POST.get("source", "").replace("\r\n", "\n").replace("\r", "\n")
    context = {"strategy": strategy, "report": presenting.code_report(source)}
    return render(request, "strategies/_checked.html", context)


@login_required
@require_GET
def names(request: SignedInRequest) -> HttpResponse:
    """Return the names of Backtrader and of the catalogue that a strategy can use."""
    answer = JsonResponse(completion.names())
    patch_cache_control(answer, private=True, max_age=NAMES_SECONDS)
    return answer
