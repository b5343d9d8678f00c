"""Components: each tag has a signature, and a wrong variant or icon name fails loudly."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from engine.verdict import LABELS, Verdict

register = template.Library()

BUTTON_VARIANTS: Final = ("primary", "secondary", "ghost", "success", "warning", "danger", "danger-quiet")
BUTTON_SIZES: Final = ("sm", "md", "lg")
BUTTON_KINDS: Final = ("submit", "button", "reset")
BADGE_TONES: Final = ("neutral", "accent", "success", "warning", "danger")
ICON_SIZES: Final = ("sm", "md", "lg", "xl")
ALERT_ICONS: Final = {"info": "info", "success": "circle-check", "warning": "triangle-alert", "danger": "circle-x"}
# Label, tone and icon of every state.
STATE_BADGES: Final = {
    "QUEUED": ("Queued", "neutral", "clock"),
    "RUNNING": ("Running", "accent", "live"),
    "SUCCEEDED": ("Finished", "success", "check"),
    "FAILED": ("Failed", "danger", "circle-x"),
    "CANCELLED": ("Cancelled", "neutral", "ban"),
}
# Tone and icon of every verdict.
VERDICT_LOOKS: Final = {
    Verdict.CANCELLED: ("neutral", "ban"),
    Verdict.OK: ("success", "check"),
    Verdict.STRATEGY_ERROR: ("danger", "circle-x"),
    Verdict.REJECTED_CODE: ("danger", "circle-x"),
    Verdict.TIME: ("warning", "timer"),
    Verdict.MEMORY: ("warning", "cpu"),
    Verdict.OUTPUT: ("warning", "scroll-text"),
    Verdict.FORBIDDEN: ("danger", "lock"),
    Verdict.CRASHED: ("danger", "zap"),
    Verdict.BAD_RESULT: ("danger", "circle-alert"),
    Verdict.NO_DATA: ("warning", "database"),
    Verdict.OUR_FAULT: ("warning", "server"),
}
BADGES: Final = STATE_BADGES | {verdict.value: (LABELS[verdict], *look) for verdict, look in VERDICT_LOOKS.items()}


def _checked(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value


def _attributes(values: dict[str, Any]) -> str:
    """Turn hx_get=url into ` hx-get="url"`; None and False leave the attribute out."""
    return flatatt({name.replace("_", "-"): value for name, value in values.items() if value is not None})


@cache
def _icon_shapes(name: str) -> str:
    folder = Path(settings.BASE_DIR) / "static" / "vendor" / "icons"
    try:
        return (folder / f"{name}.svg").read_text().strip()
    except FileNotFoundError:
        if folder.is_dir():
            raise ValueError(f"There is no icon {name!r}. Add its name to frontend/icons.txt and rebuild.") from None
        raise RuntimeError("Front-end assets are not built. Run `python tools/build_frontend.py`.") from None


@register.simple_tag
def icon(name: str, *, size: str = "md", extra: str = "") -> SafeString:
    """Inline one Lucide icon as decoration."""
    classes = ["icon", *([f"icon--{size}"] if _checked("size", size, ICON_SIZES) != "md" else []), *extra.split()]
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        " ".join(classes),
        mark_safe(_icon_shapes(name)),  # noqa: S308 (our own build wrote the file)
    )


@register.simple_tag
def button(
    label: str,
    *,
    variant: str = "secondary",
    size: str = "md",
    kind: str = "submit",
    href: str = "",
    icon: str = "",
    icon_end: str = "",
    icon_only: bool = False,
    block: bool = False,
    loading: bool = False,
    disabled: bool = False,
    extra: str = "",
    **attributes: Any,
) -> SafeString:
    """Render a button, or a link that looks like one when href is given; other arguments become attributes."""
    classes = ["btn", f"btn--{_checked('variant', variant, BUTTON_VARIANTS)}"]
    classes += [f"btn--{size}"] if _checked("size", size, BUTTON_SIZES) != "md" else []
    classes += [name for name, wanted in (("btn--icon", icon_only), ("btn--block", block)) if wanted]
    attributes |= {"aria_label": label} if icon_only else {}
    attributes |= {"aria_busy": "true"} if loading else {}
    attributes |= {"href": href} if href else {"type": _checked("kind", kind, BUTTON_KINDS), "disabled": disabled}
    return _component(
        "button",
        tag="a" if href else "button",
        attributes=_attributes({"class": " ".join([*classes, *extra.split()])} | attributes),
        label="" if icon_only else label,
        icon=icon,
        icon_end=icon_end,
    )


@register.simple_tag
def badge(label: str = "", *, state: str = "", verdict: str = "", tone: str = "neutral", icon: str = "") -> SafeString:
    """Render a short word of status: from a state or verdict, or from a label and a tone."""
    code = verdict if state in ("", "FAILED") and verdict else state
    if code:
        known_label, tone, icon = BADGES[str(code)]
        label = label or known_label
    _checked("tone", tone, BADGE_TONES)
    return _component("badge", label=label, tone=tone, icon="" if icon == "live" else icon, is_live=icon == "live")


@register.simple_block_tag
def slot(content: str, name: str) -> SafeString:
    """Mark a part of a card's content that belongs elsewhere in it: actions (beside the title) or footer."""
    _checked("slot", name, ("actions", "footer"))
    return format_html("<!--slot {}-->{}<!--/slot-->", name, content)


def _take_slot(content: str, name: str) -> tuple[str, SafeString]:
    before, opening, rest = content.partition(f"<!--slot {name}-->")
    inside, closing, after = rest.partition("<!--/slot-->")
    taken = inside if opening and closing else ""
    return (before + after if taken else content), mark_safe(taken)  # noqa: S308 (already rendered by the template)


@register.simple_block_tag
def card(
    content: str,
    *,
    title: str = "",
    subtitle: str = "",
    id: str = "",
    flush: bool = False,
    padded: bool = True,
    level: int = 2,
    extra: str = "",
) -> SafeString:
    """Render the one surface Statis has; padded=False lets a table or list reach the edges."""
    content, actions = _take_slot(content, "actions")
    content, footer = _take_slot(content, "footer")
    return _component(
        "card",
        content=mark_safe(content),  # noqa: S308 (already rendered by the template)
        title=title,
        subtitle=subtitle,
        id=id,
        title_id=f"{id or slugify(title)}-title" if title else "",
        heading=f"h{level}",
        classes=" ".join(["card", *(["card--flush"] if flush else []), *extra.split()]),
        padded=padded,
        actions=actions,
        footer=footer,
    )


@register.simple_tag
def metric(
    what: Any,
    value: str,
    *,
    tone: str = "",
    versus: str = "",
    versus_label: str = "Buy and hold",
    help: str = "",
    id: str = "",
    large: bool = False,
) -> SafeString:
    """Render one stat tile from a label or catalogue entry and a formatted value, beside its benchmark."""
    label = getattr(what, "label", what)
    _checked("tone", tone, ("", "gain", "loss", "flat"))
    return _component(
        "metric",
        label=label,
        value=value,
        tone=tone,
        versus=versus,
        versus_label=versus_label,
        help=help or getattr(what, "meaning", ""),
        tip_id=f"tip-{id or getattr(what, 'key', '') or slugify(label)}",
        large=large,
    )


@register.simple_block_tag
def alert(content: str, *, tone: str = "info", title: str = "", live: bool = False, id: str = "") -> SafeString:
    """Render a message in the page; live=True announces it, for one that answers what the user just did."""
    _checked("tone", tone, tuple(ALERT_ICONS))
    return _component("alert", content=content, tone=tone, title=title, icon=ALERT_ICONS[tone], live=live, id=id)


@register.simple_block_tag
def empty(content: str, *, title: str, icon: str = "chart-candlestick", level: int = 3) -> SafeString:
    """Render what a list says when it has nothing to show; the content names the next action."""
    return _component("empty", content=content, title=title, icon=icon, heading=f"h{level}")


@register.simple_tag
def field(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    before: str = "",
    after: str = "",
    link: str = "",
    link_label: str = "",
    optional: bool = True,
    **attributes: Any,
) -> SafeString:
    """
    Render a form field: label, control, hint and errors tied together; other arguments go to the control.

    `optional` is whether one that need not be filled says so; where it comes filled that is noise.
    """
    kind = {"CheckboxInput": "check", "Select": "select", "Textarea": "textarea", "RadioSelect": "choice"}.get(
        type(bound.field.widget).__name__, "input"
    )
    hint = hint or str(bound.help_text)
    described = [f"{bound.auto_id}_helptext"] if hint else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    extra = {name.replace("_", "-"): value for name, value in attributes.items()}
    if kind in ("input", "select", "textarea"):
        extra["class"] = f"{kind} {bound.field.widget.attrs.get('class', '')} {extra.get('class', '')}".strip()
    if described:
        extra["aria-describedby"] = " ".join(described)
    return _component(
        "field",
        field=bound,
        kind="hidden" if bound.is_hidden else kind,
        control=bound.as_widget(attrs=extra),
        label=label or bound.label,
        hint=hint,
        is_optional=optional and not bound.field.required and kind != "check",
        before=before,
        after=after,
        link=link,
        link_label=link_label,
    )


@register.simple_tag
def progress(value: float | None = None, *, label: str, maximum: float = 100, large: bool = False) -> SafeString:
    """Render a progress bar; without a value it shows that work goes on."""
    return _component("progress", value=value, label=label, maximum=maximum, large=large)


@register.simple_tag
def crumb(label: str, href: str = "") -> SafeString:
    """Render one step of the breadcrumb; the last one, the page itself, has no address."""
    return _component("crumb", label=label, href=href)


@register.simple_tag(takes_context=True)
def pagination(context: template.Context, page: Page[Any], *, label: str = "Pages", name: str = "page") -> SafeString:
    """Render links between the pages of a list, keeping the rest of the address."""
    query = context["request"].GET.copy() if "request" in context else None
    return _component("pagination", page=page, label=label, links=_page_links(page, name, query))


def _page_links(page: Page[Any], name: str, query: Any) -> list[dict[str, Any]]:
    def address(number: int) -> str:
        if query is None:
            return f"?{name}={number}"
        query[name] = number
        return f"?{query.urlencode()}"

    links: list[dict[str, Any]] = []
    if page.has_previous():
        links.append({"label": "Previous", "href": address(page.previous_page_number())})
    links.append({"label": page.number, "href": address(page.number), "current": True})
    if page.has_next():
        links.append({"label": "Next", "href": address(page.next_page_number())})
    return links


def _component(name: str, **values: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", values)
