"""A briefing as a readable page: what is found stands beside its place, and what can be written has a link."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from html import escape

from PySide6.QtCore import QCoreApplication

from county.briefing.linted import BriefFinding
from county.briefing.office_marks import COPIES
from county.figures.metric import Metric
from desktop import theme
from services.brief.document import (
    APART,
    BriefChart,
    BriefDocument,
    BriefFact,
    BriefPicture,
    BriefStyle,
    BriefTable,
    Number,
    Paragraph,
    Piece,
    piece_text,
)
from services.brief.linting import place_of

EDIT = "edit:"
"""Begins the link of a place whose text can be written."""
REMOVE = "remove:"
"""Begins the link that removes a figure, by its place among them."""
PICTURE_PX = 420
"""Width of a picture on a page that is wide enough."""
_TABLE = "<table width='100%' cellspacing='0'>"
_CENTRED = ("drill", "series", "issue", "title", "subtitle")


def page_html(
    document: BriefDocument, found: Sequence[BriefFinding], metrics: Mapping[str, Metric], editable: Collection[str],
    missing: Sequence[tuple[str, str]], *, removable: str = "", picture_px: int,
) -> str:  # fmt: skip
    """``editable``: places whose texts can be written; ``missing``: those that nobody has written yet, with their
    names; ``removable``: title of the table whose rows can be removed; ``picture_px``: width of pictures."""
    by_place: dict[str, list[BriefFinding]] = {}
    for one in found:
        by_place.setdefault(one.place, []).append(one)
    rows, used = [], set[str]()

    def of_table(title: str) -> list[BriefFinding]:
        mine = [one for place, many in by_place.items() if place.startswith(f"{title} ") for one in many]
        used.update(one.place for one in mine)
        return mine

    for number, block in enumerate(document.blocks):
        match block:
            case BriefTable():
                shown = _table(block, metrics, removable=block.title == removable)
                rows.append(_row(shown, of_table(block.title), ""))
                continue
            case BriefChart():
                heading = f"<div align='center'>{escape(block.title)}</div>"
                rows.append(_row(heading + _table(block.table, metrics), of_table(block.title), ""))
                continue
            case BriefPicture():
                rows.append(f"</table>{_picture(block, picture_px)}{_TABLE}")  # across both columns
                continue
            case _:
                pass
        place = {"title": "title", "to": "recipients", "copies": COPIES}.get(block.style) or place_of(block, number)
        mine = [] if place in used else by_place.get(place, [])
        used.add(place)
        rows.append(_row(_paragraph(block, metrics), mine, _link(place, editable)))
        if block.style == "title":
            rows += [_row("", [], _named_link(place, name)) for place, name in missing]
    rest = [one for place, many in by_place.items() if place not in used for one in many]
    if rest:
        rows.insert(0, _row("", rest, ""))
    style = f"td {{ padding: {theme.px(3)}px {theme.px(6)}px; }} a {{ color: {theme.ACCENT}; }}"
    return f"<style>{style}</style>{_TABLE}{''.join(rows)}</table>"


def _style(style: BriefStyle) -> str:
    match style:
        case "series" | "drill":
            return f"font-size:{theme.px(24)}px; color:{theme.DANGER}; font-weight:600"
        case "title":
            return f"font-size:{theme.px(18)}px; font-weight:600"
        case "class" | "heading" | "subheading":
            return "font-weight:600"
        case "issue" | "subtitle":
            return f"color:{theme.MUTED}"
        case "note" | "copies" | "imprint":
            return f"font-size:{theme.px(12)}px; color:{theme.MUTED}"
        case _:
            return ""


def _row(content: str, found: Sequence[BriefFinding], link: str) -> str:
    notes = "".join(
        f"<div style='color:{theme.DANGER if one.severity == 'E' else theme.NOTICE}'><b>{one.rule}</b> "
        f"{escape(one.text)}</div>"
        for one in found
    )
    return f"<tr><td width='70%'>{content}</td><td width='30%'>{link}{notes}</td></tr>"


def _link(place: str, editable: Collection[str]) -> str:
    stem = place.partition(".")[0]
    if stem not in editable:
        return ""
    text = QCoreApplication.translate("briefings", "Edit")
    return f"<a href='{EDIT}{escape(stem)}'>{escape(text)}</a>"


def _named_link(place: str, name: str) -> str:
    text = QCoreApplication.translate("briefings", "Write: {name}").format(name=name)
    return f"<a href='{EDIT}{escape(place)}'>{escape(text)}</a>"


def _paragraph(block: Paragraph, metrics: Mapping[str, Metric]) -> str:
    align = "center" if block.style in _CENTRED else "right" if block.style == "sign" else "left"
    text = "".join(_piece(piece, metrics) for piece in block.pieces)
    return f"<div align='{align}' style='{_style(block.style)}'>{text}</div>"


def _picture(block: BriefPicture, width_px: int) -> str:
    data = b64encode(block.png).decode()
    shown = f"<img width='{width_px}' src='data:image/png;base64,{data}'>"
    return f"<div align='center'>{shown}<br>{escape(block.caption)}</div>"


def _piece(piece: Piece, metrics: Mapping[str, Metric]) -> str:
    text = escape(piece_text(piece, metrics)).replace("\n", "<br>").replace(APART, "　　")
    if isinstance(piece, Number):
        return f"<span style='color:{theme.ACCENT}'>{text}</span>"
    if isinstance(piece, BriefFact) and piece.origin == "missing":
        return f"<span style='color:{theme.NOTICE}; font-weight:600'>{text}</span>"
    return text


def _table(block: BriefTable, metrics: Mapping[str, Metric], *, removable: bool = False) -> str:
    header = (*block.header, "") if removable else block.header
    head = "".join(f"<th align='left'>{escape(name)}</th>" for name in header)
    remove = QCoreApplication.translate("briefings", "Remove")
    rows = "".join(
        "<tr>" + "".join(
            f"<td align='{'right' if isinstance(piece, Number) else 'left'}'>{_piece(piece, metrics)}</td>"
            for piece in row
        ) + (f"<td><a href='{REMOVE}{number}'>{escape(remove)}</a></td>" if removable else "") + "</tr>"
        for number, row in enumerate(block.rows)
    )  # fmt: skip
    collapsed = "width='100%' border='1' cellspacing='0' style='border-collapse:collapse'"
    return f"<table {collapsed}><tr>{head}</tr>{rows}</table>"
