"""HTML in which every text is escaped, because only elements made here are not."""

from __future__ import annotations

import html
from collections.abc import Iterable

VOID = frozenset({"input", "img", "meta", "link", "br"})
"""Elements without an end; those of SVG have one."""


class Markup(str):
    """HTML as it is; any other text is escaped when it becomes part of an element."""

    __slots__ = ()


def element(tag: str, /, *children: str | None, **attributes: str | bool | int | None) -> Markup:
    """``<tag attributes>children</tag>``.

    Names of attributes: ``class_`` is class, ``aria_label`` is aria-label.  True: without a value; False and None: left
    out.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if tag in VOID:
        return Markup(f"<{tag}{written}>")
    return Markup(f"<{tag}{written}>{joined(children)}</{tag}>")


def svg(view_box: str, *children: str, **attributes: str | bool) -> Markup:
    """An inline drawing; SVG's names have capitals and hyphens of their own."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    return Markup(f'<svg viewBox="{html.escape(view_box)}"{written}>{joined(children)}</svg>')


def joined(children: Iterable[str | None]) -> Markup:
    """Parts one after the other; None is left out."""
    return Markup("".join(_escaped(child) for child in children if child is not None))


def _escaped(child: str) -> str:
    return child if isinstance(child, Markup) else html.escape(child)


def _attribute(key: str, value: str | bool | int | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'
