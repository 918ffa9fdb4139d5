"""The frame of every page: head, title, navigation."""

from __future__ import annotations

from services.intake.gateway.markup import Markup, element, joined, svg
from services.intake.gateway.page_texts import PageTexts

ICONS = {
    "report": "M4 8h3l2-3h6l2 3h3v11H4z M12 16.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z",
    "follow": "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13z M15.500 15.500L20 20",
    "login": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4.500 20c.700-3.700 3.700-6 7.500-6s6.800 2.300 7.500 6",
    "place": "M12 3c-3.900 0-7 3-7 6.800C5 14.800 12 21 12 21s7-6.200 7-11.200C19 6 15.900 3 12 3z "
    "M12 12.300a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
    "done": "M5 12.500l4.500 4.500L19 7.500",
    "wrong": "M12 7v6 M12 16.500v.500 M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
    "link": "M9.500 14.500l5-5 M8 11l-2 2a3.500 3.500 0 0 0 5 5l2-2 M16 13l2-2a3.500 3.500 0 0 0-5-5l-2 2",
}
PAGES = {"report": "/", "follow": "/case", "login": "/login"}
"""Pages of the navigation, by name."""


def icon(name: str) -> Markup:
    """A line drawing of 24 by 24, in the colour of the text."""
    drawn = element("path", d=ICONS[name])
    return svg("0 0 24 24", drawn, class_="icon", aria_hidden="true")


def framed(texts: PageTexts, *, county: str, title: str, lead: str = "", active: str = "", body: Markup) -> str:
    """A whole page.  ``active``: its name in the navigation."""
    links = (
        element("a", icon(name), element("span", texts(f"nav_{name}")), href=path,
                aria_current="page" if name == active else None)
        for name, path in PAGES.items()
    )  # fmt: skip
    head = (
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1, viewport-fit=cover"),
        element("meta", name="theme-color", content="#0b4f9e"),
        element("meta", name="format-detection", content="telephone=no"),
        element("title", f"{title} · {county}" if county else title),
        element("link", rel="icon", href="/icon.svg", type="image/svg+xml"),
        element("link", rel="stylesheet", href="/page.css"),
        element("script", src="/page.js", defer=True),
    )
    top = element(
        "header",
        element("p", county, class_="county") if county else None,
        element("h1", title),
        element("p", lead, class_="lead") if lead else None,
        class_="top",
    )
    page = element(
        "html",
        element("head", *head),
        element("body", top, element("main", body), element("nav", *links, class_="tabs")),
        lang=texts.tag,
    )
    return f"<!doctype html>{page}"


def card(*parts: str | None, title: str = "", class_: str = "") -> Markup:
    """A white sheet with a title."""
    head = element("h2", title) if title else None
    return element("section", head, *parts, class_=f"card {class_}".strip())


def field(label: str, control: Markup, *, hint: str = "") -> Markup:
    """A labelled control."""
    return element(
        "label", element("span", label, class_="label"), control,
        element("span", hint, class_="hint") if hint else None, class_="field",
    )  # fmt: skip


def notice(kind: str, text: str, hint: str = "") -> Markup:
    """A line that stands out: ``done`` or ``wrong``."""
    words = element("div", element("strong", text), element("span", hint) if hint else None)
    return element("div", icon(kind), words, class_=f"notice {kind}", role="status" if kind == "done" else "alert")


def stacked(*parts: str | None) -> Markup:
    return joined(parts)
