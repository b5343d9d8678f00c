"""Pages to bring one's own prices."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from engine.bars import PRICE_COLUMNS
from marketdata import selectors, uploading
from marketdata.models import UploadDraft
from marketdata.sources.base import Interval
from marketdata.sources.csv_file import Choices, Reading
from marketdata.sources.intervals import WORDS
from marketdata.upload_forms import FileForm, ReadingForm, StoringForm, first_values
from statis.http import SignedInRequest, render_page
from statis.uploads import TOO_LARGE

SHOWN_AT_EACH_END = 5


@dataclass(frozen=True, kw_only=True)
class Row:
    """A bar in the preview."""

    time: str
    values: tuple[str, ...]


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """Take a file, and list the prices the user has brought before."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if request.META.get(TOO_LARGE):
            form.add_error("file", "The file is larger than 20 MB. Split it by years and upload each part.")
        elif form.is_valid():
            draft = _draft(request, form)
            if draft:
                return redirect("upload:preview", pk=draft.pk)
    return _upload_page(request, form)


def _upload_page(request: SignedInRequest, form: FileForm, *, is_gone: bool = False) -> HttpResponse:
    owned = selectors.uploads_of(request.user)
    context = {"form": form, "owned": owned, "is_gone": is_gone}
    return render_page(request, "marketdata/upload.html", "main", context)


def _gone(request: SignedInRequest) -> HttpResponse:
    """Say what may have become of a file that is not there, a second click on “Store” for one."""
    response = _upload_page(request, FileForm(), is_gone=True)
    response.status_code = HTTPStatus.NOT_FOUND
    return response


@login_required
@require_http_methods(["GET", "POST"])
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a file was understood to say; a POST stores it."""
    draft = UploadDraft.objects.filter(pk=pk, owner=request.user).first()
    if draft is None:
        return _gone(request)
    if "read" in request.POST:
        # In the address, the choices outlive going back and coming again.
        chosen = {name: value for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "read")}
        return redirect(reverse("upload:preview", kwargs={"pk": pk}, query=chosen))
    sent = request.POST if request.method == "POST" else request.GET
    reading, problem, names = _read(draft, sent)
    reading_form = ReadingForm(sent or None, names=names)
    first = first_values(draft.file_name, reading)
    storing = StoringForm(request.POST) if request.method == "POST" else StoringForm(initial=first | sent.dict())
    if request.method == "POST" and reading and storing.is_valid():
        try:
            instrument = uploading.store_draft(draft=draft, reading=reading, terms=storing.terms())
        except uploading.UploadRefused as refusal:
            storing.add_error(None, refusal.text)
        else:
            messages.success(request, f"{len(reading.columns):,} bars stored as {instrument.symbol}, for you alone.")
            shown = reverse("marketdata:detail", kwargs={"symbol": instrument.symbol})
            return redirect(f"{shown}?interval={storing.terms().interval}")
    context = {"draft": draft, "reading": reading, "problem": problem, "form": reading_form, "storing": storing}
    return render_page(request, "marketdata/preview.html", "main", context | _shown(reading))


@login_required
@require_http_methods(["GET", "POST"])
def delete(request: SignedInRequest, symbol: str) -> HttpResponse:
    """Ask before the user's own prices are deleted, and delete them."""
    # Postgres takes no NUL, not even to look for.
    series = selectors.uploads_of(request.user).filter(instrument__symbol=symbol.replace("\0", ""))
    found = get_object_or_404(series.order_by("pk")[:1])
    if request.method == "POST":
        uploading.delete_upload(instrument=found.instrument)
        messages.success(request, f"{symbol} deleted.")
        return redirect("upload:upload")
    return render_page(request, "marketdata/delete_upload.html", "main", {"series": found})


def _draft(request: SignedInRequest, form: FileForm) -> UploadDraft | None:
    file = form.cleaned_data["file"]
    today = timezone.now().date()
    try:
        return uploading.keep_draft(
            owner=request.user, file_name=file.name, raw=file.read(), choices=Choices(), today=today
        )
    except uploading.UploadRefused as problem:
        form.add_error("file", problem.text)
    return None


def _read(draft: UploadDraft, sent: Any) -> tuple[Reading | None, str, tuple[str, ...]]:
    """Return what the file says with the choices sent, else why nothing, and the names of its columns."""
    today = timezone.now().date()
    names: tuple[str, ...] = tuple(f"Column {at + 1}" for at in range(200))
    form = ReadingForm(sent or None, names=names)
    choices = form.choices()
    try:
        reading = uploading.read_draft(draft=draft, choices=choices, today=today)
    except uploading.UploadRefused as problem:
        plain = uploading.read_draft(draft=draft, choices=Choices(), today=today)
        return None, problem.text, plain.layout.names
    return reading, "", reading.layout.names


def _shown(reading: Reading | None) -> dict[str, Any]:
    if reading is None:
        return {}
    count = len(reading.columns)
    has_gap = count > 2 * SHOWN_AT_EACH_END
    first = range(SHOWN_AT_EACH_END) if has_gap else range(count)
    last = range(count - SHOWN_AT_EACH_END, count) if has_gap else range(0)
    return {
        "first_bars": [_row(reading, at) for at in first],
        "last_bars": [_row(reading, at) for at in last],
        "left_out": count - 2 * SHOWN_AT_EACH_END if has_gap else 0,
        "bar_count": count,
        "bar_words": WORDS[Interval(reading.interval)],
        "not_listed": reading.rejected_count - len(reading.rejected),
    }


def _row(reading: Reading, at: int) -> Row:
    moment = reading.columns.times[at].astype("datetime64[s]").item()
    is_day = reading.interval in ("1d", "1wk", "1mo")
    values = tuple(f"{getattr(reading.columns, name)[at].item():,.10g}" for name in PRICE_COLUMNS)
    return Row(time=f"{moment:%Y-%m-%d}" if is_day else f"{moment:%Y-%m-%d %H:%M}", values=values)
