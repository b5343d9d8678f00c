"""Strategies from files and to files."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from statis.http import SignedInRequest, render_page
from strategies import exporting, presenting, selectors, services
from strategies.forms import ImportForm
from strategies.inspecting import inspection_for_page

TYPES = {"py": "text/x-python", "json": "application/json"}


@login_required
@require_http_methods(["GET", "POST"])
def import_file(request: SignedInRequest) -> HttpResponse:
    """Make a strategy of a file."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        strategy = services.create_strategy(owner=request.user, **form.strategy())
        messages.success(request, f"{strategy.name} imported.")
        return redirect(strategy)
    return render_page(request, "strategies/import.html", "main", {"form": form})


@login_required
@require_GET
def download(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a version as a file: Python that runs alone, or JSON."""
    strategy = get_object_or_404(selectors.strategies_of(request.user), pk=pk)
    version = selectors.version_asked(strategy, request.GET.get("version", ""))
    kind = request.GET.get("as", "py")
    if version is None or kind not in TYPES:
        raise Http404
    name = presenting.file_name(strategy, kind)
    if kind == "json":
        text = exporting.as_json(
            source=version.source,
            name=strategy.name,
            description=strategy.description,
            tags=strategy.tag_names,
            version=version.number,
            note=version.note,
        )
    else:
        text = exporting.as_python(
            source=version.source,
            name=strategy.name,
            version=version.number,
            file_name=name,
            found=inspection_for_page(version.source),
        )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=f"{TYPES[kind]}; charset=utf-8", headers=headers)
