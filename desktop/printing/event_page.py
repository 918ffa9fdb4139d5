"""An event's card as a page for paper: what it is, where, its steps, its files, who printed it when, and how current
the data are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from county.events.event import Event, TimelineEntry
from desktop import moments
from desktop.events.step_author import step_author
from desktop.figures.as_of import as_of
from desktop.i18n import language, pick
from desktop.replay.replayed_time import replayed_time
from desktop.session import Session
from desktop.steps.corrections import corrected_lines
from desktop.window.session_mark import session_banner
from desktop.wording import STEPS, state, word
from services.paper.page import Block, PaperLine, PaperPage, PaperPicture, PaperRows

_FACTS, _STEPS = (1.0, 4.0), (2.0, 2.4, 1.7, 3.9)
"""Widths of the columns."""


def event_page(
    session: Session,
    event: Event,
    facts: Sequence[tuple[str, str]],
    about: Callable[[TimelineEntry], str],
    *,
    archived: bool,
) -> PaperPage:
    """``facts``: what the card shows, names and values, already without what this key may not read; ``about``: what a
    step is about; ``archived``: read from the journal, so it does not change any more.  Its picture comes later:
    :func:`with_picture`."""
    translate, title = QCoreApplication.translate, pick(session.event_texts.title(event))
    mark = session_banner(session)
    steps = tuple(_step(session, event, step, about) for step in event.timeline)
    heads = (
        translate("event_page", "Time"), translate("event_page", "Step"), translate("event_page", "Person"),
        translate("event_page", "Note"),
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        *([PaperLine(mark, "mark")] if mark else ()),
        PaperLine(title, "title"),
        PaperLine(state(event.state), "strong"),
        PaperLine(origin(session, archived=archived), "note"),
        PaperRows(_FACTS, tuple(facts)),
        PaperLine(translate("event_page", "Time line"), "heading"),
        PaperRows(_STEPS, steps, heads),
        PaperLine(translate("event_page", "Attachments"), "heading"),
        PaperLine(_files(event)),
    )
    return PaperPage(title=f"{event.id} {title}", language=language(), blocks=blocks)


def with_picture(page: PaperPage, png: bytes, lonlat: tuple[float, float]) -> PaperPage:
    """``page`` with the map of the place below the facts."""
    facts = next(row for row, block in enumerate(page.blocks) if isinstance(block, PaperRows))
    picture = PaperPicture(png, f"{lonlat[0]:.6f}, {lonlat[1]:.6f}")
    blocks = (*page.blocks[: facts + 1], picture, *page.blocks[facts + 1 :])
    return PaperPage(title=page.title, language=page.language, blocks=blocks)


def origin(session: Session, *, archived: bool = False) -> str:
    """Who printed it when, and how current the data are."""
    translate, now = QCoreApplication.translate, moments.full(session.clock.now_ms())
    printed = translate("event_page", "Printed by {person} at {time}").format(person=session.author or "–", time=now)
    stale = as_of(session)
    if session.timeline is not None:
        current = translate("event_page", "replay: {moment}").format(moment=replayed_time(session.timeline))
    elif archived:
        current = translate("event_page", "archived, from the journal")
    elif stale:
        current = translate("event_page", "data NOT CURRENT: {mark}").format(mark=stale)
    else:
        current = translate("event_page", "data as of {time}, live").format(time=now)
    return f"{printed} · {current}"


def _step(
    session: Session, event: Event, step: TimelineEntry, about: Callable[[TimelineEntry], str]
) -> tuple[str, str, str, str]:
    done = " ".join(part for part in (word(STEPS[step.kind]), about(step)) if part)
    told = "\n".join((*step.note.splitlines(), *corrected_lines(session, event, step)))
    return moments.full(step.happened_ms), done, step_author(step.actor), told


def _files(event: Event) -> str:
    names = [file.name for step in event.timeline for file in step.attachments]
    return "\n".join(names) or QCoreApplication.translate("event_page", "none")
