"""An event's card as a page for paper, in HTML: what it is, where, its steps, its files, who printed it when, and how
current the data are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QCoreApplication

from county.authority import BACKEND
from county.events.event import Event, TimelineEntry
from desktop import moments
from desktop.as_of import as_of
from desktop.corrections import corrected_lines
from desktop.i18n import pick
from desktop.literal import breakable
from desktop.map.place_picture import HEIGHT_PX, WIDTH_PX
from desktop.session import Session
from desktop.wording import STEPS, realm_mark, state, word

PICTURE = "place"
"""Name of the picture of the place, which the document gets as a resource."""
_CELL = "style='padding:2px 8px 2px 0'"


def event_page(
    session: Session,
    event: Event,
    facts: Sequence[tuple[str, str]],
    about: Callable[[TimelineEntry], str],
    *,
    archived: bool,
) -> str:
    """``facts``: what the card shows, names and values, already without what this key may not read; ``about``: what a
    step is about; ``archived``: read from the journal, so it does not change any more."""
    title = pick(session.event_texts.title(event))
    mark = realm_mark(session.realm)
    head = f"<h2>{_text(mark)}</h2>" if mark else ""
    rows = "".join(f"<tr><td {_CELL}>{_text(name)}</td><td>{_text(value)}</td></tr>" for name, value in facts)
    lon, lat = session.package.lonlat(event.x_m, event.y_m)
    place = f"{float(lon):.6f}, {float(lat):.6f}"
    steps = "".join(_step(session, event, step, about) for step in event.timeline)
    translate = QCoreApplication.translate
    time_line, files = translate("event_page", "Time line"), translate("event_page", "Attachments")
    return (
        f"{head}<h1>{_text(title)}</h1><p><b>{_text(state(event.state))}</b></p>"
        f"<p>{_text(_origin(session, archived))}</p><table>{rows}</table>"
        f"<p><img src='{PICTURE}' width='{WIDTH_PX}' height='{HEIGHT_PX}'><br>{_text(place)}</p>"
        f"<h3>{_text(time_line)}</h3><table>{steps}</table>"
        f"<h3>{_text(files)}</h3>{_files(event)}"
    )


def _origin(session: Session, archived: bool) -> str:
    """Who printed it when, and how current the data are."""
    translate, now = QCoreApplication.translate, moments.full(session.clock.now_ms())
    printed = translate("event_page", "Printed by {person} at {time}").format(person=session.author or "–", time=now)
    stale = as_of(session)
    if archived:
        current = translate("event_page", "archived, from the journal")
    elif stale:
        current = translate("event_page", "data NOT CURRENT: {mark}").format(mark=stale)
    else:
        current = translate("event_page", "data as of {time}, live").format(time=now)
    return f"{printed} · {current}"


def _step(session: Session, event: Event, step: TimelineEntry, about: Callable[[TimelineEntry], str]) -> str:
    who = QCoreApplication.translate("event_page", "automatic") if step.actor in BACKEND else step.actor
    done = " ".join(part for part in (word(STEPS[step.kind]), about(step)) if part)
    lines = (*step.note.splitlines(), *corrected_lines(session, event, step))
    told = "<br>".join(_text(line) for line in lines)
    return (
        f"<tr><td {_CELL}>{moments.full(step.happened_ms)}</td><td {_CELL}><b>{_text(done)}</b></td>"
        f"<td {_CELL}>{_text(who)}</td><td>{told}</td></tr>"
    )


def _files(event: Event) -> str:
    none = QCoreApplication.translate("event_page", "none")
    names = [file.name for step in event.timeline for file in step.attachments]
    return "".join(f"<p>{_text(name)}</p>" for name in names) or f"<p>{_text(none)}</p>"


def _text(text: str) -> str:
    """``text`` as it is, never as HTML."""
    return escape(breakable(text)).replace("\n", "<br>")
