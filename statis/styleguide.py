"""The style guide's samples: template source that is shown, and rendered beside it."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, Template
from django.utils import timezone
from django.utils.safestring import SafeString

from statis.templatetags import ui

LOADS: Final = "{% load ui fmt %}"


@dataclass(frozen=True, kw_only=True)
class Section:
    name: str
    about: str
    samples: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sample:
    source: str
    rendered: SafeString


class SampleForm(forms.Form):
    """Every kind of control, one of them with an error."""

    name = forms.CharField(label="Strategy name", initial="SMA crossover")
    cash = forms.CharField(label="Starting cash", initial="100,000", help_text="Accepts 100000, 100,000 and 100k")
    bars = forms.ChoiceField(label="Bars", choices=[("1d", "Daily")], required=False)
    last_date = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    has_dividends = forms.BooleanField(label="Include dividends", help_text="Uses adjusted prices", required=False)
    sizing = forms.ChoiceField(
        label="Position size",
        choices=[("percent", "Part of cash"), ("fixed", "Fixed units")],
        widget=forms.RadioSelect,
        initial="percent",
    )

    secret = forms.CharField(label="Password", widget=forms.PasswordInput, required=False)

    def clean_last_date(self) -> None:
        """Refuse every date, to show what an error looks like."""
        raise forms.ValidationError("Ends before it starts. Pick a date after 2 Jan 2018.")


SECTIONS: Final = (
    Section(
        name="button",
        about="One primary button per view. With href it is a link. Other arguments become attributes.",
        samples=(
            *(f'{{% button "{name.capitalize()}" variant="{name}" %}}' for name in ui.BUTTON_VARIANTS),
            *(f'{{% button "Size {size}" size="{size}" %}}' for size in ui.BUTTON_SIZES),
            *(f'{{% button "Type {kind}" kind="{kind}" %}}' for kind in ui.BUTTON_KINDS),
            '{% button "New backtest" href="/runs/new/" icon="play" %}',
            '{% button "Next" icon_end="arrow-right" %}',
            '{% button "More" icon="ellipsis" icon_only=True %}',
            '{% button "Running" variant="primary" loading=True %}',
            '{% button "Disabled" disabled=True %}',
            '{% button "Wide" block=True %}',
        ),
    ),
    Section(
        name="badge",
        about="A word and a colour. States and verdicts come from one mapping; a failed run shows its verdict.",
        samples=(
            *(f'{{% badge state="{code}" %}}' for code in ui.STATE_BADGES),
            *(f'{{% badge verdict="{code}" %}}' for code in ui.VERDICT_LOOKS),
            *(f'{{% badge "{tone.capitalize()}" tone="{tone}" %}}' for tone in ui.BADGE_TONES),
            '{% badge "Simulated" tone="warning" icon="triangle-alert" %}',
        ),
    ),
    Section(
        name="icon",
        about="Lucide shapes, decoration only. A name that is not in frontend/icons.txt raises.",
        samples=tuple(f'{{% icon "activity" size="{size}" %}}' for size in ui.ICON_SIZES),
    ),
    Section(
        name="alert",
        about="A message in the page. live=True announces the answer to what the user just did.",
        samples=tuple(
            f'{{% alert tone="{tone}" title="{title}" %}}<p>{text}</p>{{% endalert %}}'
            for tone, title, text in (
                ("info", "Prices end on 1 Mar 2013", "The sample data stops there."),
                ("success", "Version 4 saved", "The next run uses it."),
                ("warning", "14 trades is a small sample", "Aim for 30 or more."),
                ("danger", "No price data for SPYX", "Check the symbol."),
            )
        ),
    ),
    Section(
        name="card",
        about="The only surface. padded=False lets a table or list reach its edges.",
        samples=(
            '{% card title="Equity" subtitle="Against buy and hold" %}<p>Content</p>{% endcard %}',
            '{% card title="Trades" flush=True padded=False %}{% slot "actions" %}{% button "CSV" size="sm" %}'
            '{% endslot %}<p class="pad">Rows</p>{% slot "footer" %}12 trades{% endslot %}{% endcard %}',
            "{% card %}<p>Without a title</p>{% endcard %}",
        ),
    ),
    Section(
        name="slot",
        about="Inside a card: actions go beside the title, footer below the content.",
        samples=(
            '{% card title="Log" %}{% slot "actions" %}{% badge "3 lines" %}{% endslot %}<p>Lines</p>{% endcard %}',
        ),
    ),
    Section(
        name="metric",
        about="A tile: figure, direction, benchmark, meaning. Put tiles in <dl class='stats stats--4'>.",
        samples=(
            '<dl class="stats stats--4">{% metric "Total return" 0.605|percent tone=0.605|direction '
            'versus=1.193|percent help="What the account gained over the whole period, costs taken off." %}'
            '{% metric "Max drawdown" 0.154|drawdown versus=0.356|drawdown %}'
            '{% metric "Sharpe ratio" 0.73|ratio versus=0.76|ratio %}'
            '{% metric "Net" 0|signed_money tone="flat" large=True %}</dl>',
            '<dl class="stats">{% metric "Best trade" 0.12|percent tone="gain" %}'
            '{% metric "Worst trade" -0.08|percent tone="loss" %}</dl>',
        ),
    ),
    Section(
        name="field",
        about="Label, control, hint and errors tied together; {{ form }} and as_field_group use it too.",
        samples=(
            "{% field form.name %}",
            '{% field form.cash before="$" class="input--num" %}',
            "{% field form.bars %}",
            "{% field form.last_date %}",
            "{% field form.note %}",
            "{% field form.has_dividends %}",
            "{% field form.sizing %}",
            '{% field form.secret link="#field" link_label="Forgot it?" %}',
        ),
    ),
    Section(
        name="progress",
        about="Without a value it shows that work goes on.",
        samples=(
            '{% progress 62 label="Simulating" %}',
            '{% progress label="Loading" %}',
            '{% progress 3 maximum=5 label="Steps" large=True %}',
        ),
    ),
    Section(
        name="empty",
        about="What a list says when it has nothing to show, with the next action.",
        samples=(
            '{% empty title="No backtests yet" %}<p>Run one to see how a strategy would have done, costs included.</p>'
            '<div class="row">{% button "New backtest" href="/runs/new/" variant="primary" icon="play" %}</div>'
            "{% endempty %}",
        ),
    ),
    Section(
        name="pagination",
        about="Plain links that keep the rest of the address.",
        samples=("{% pagination page %}",),
    ),
    Section(
        name="crumb",
        about="Steps of the breadcrumb, inside the crumbs block of a page.",
        samples=(
            '<nav class="crumbs" aria-label="Example"><ol>{% crumb "Backtests" href="/runs/" %}{% crumb "Run 12" %}'
            "</ol></nav>",
        ),
    ),
    Section(
        name="formats",
        about="Filters of fmt: rounded first, then signed, with a real minus sign.",
        samples=(
            "{{ 0.605|percent }}",
            "{{ 0.542|share }}",
            "{{ 0.154|drawdown }}",
            "{{ -0.588|points }}",
            "{{ 0.7349|ratio }}",
            "{{ -1.5|signed }}",
            "{{ 160471.2|money }}",
            "{{ 103418.216|cents }}",
            "{{ -2302|signed_money }}",
            "{{ 586.1|price }}",
            "{{ 12.5|quantity }}",
            "{{ 1824|count }}",
            "{{ 1234567|compact }}",
            "{{ 400|days }}",
            "{{ 4.81|duration }}",
            "{{ 240|milliseconds }}",
            '{{ "2013-03-01"|day }}',
            '{{ "2025-02-11T09:35"|bar_time }}',
            "{{ now|moment }}",
            '<span class="num {{ -0.02|direction }}">{{ -0.02|percent }}</span>',
        ),
    ),
)


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """Return every section with its samples rendered."""
    context = _context(request)
    return [
        {
            "name": section.name,
            "about": section.about,
            "samples": [
                Sample(source=source, rendered=_template(source).render(context)) for source in section.samples
            ],
        }
        for section in SECTIONS
    ]


def _context(request: HttpRequest) -> Context:
    form = SampleForm(
        data={"name": "SMA crossover", "cash": "100,000", "last_date": "2017-01-02", "sizing": "percent"}
    )
    page = Paginator(range(217), 10).page(2)
    return Context({"request": request, "form": form, "page": page, "now": timezone.now()})


@cache
def _template(source: str) -> Template:
    return Template(LOADS + source)
