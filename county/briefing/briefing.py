"""Briefing: what it is made of.  Its text is derived from records as of one record and from what people wrote."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from county.attachments import Attachment
from county.briefing.kinds import EVENT_KINDS, PERIODIC_KINDS, BriefingKind, Classification, issue_text
from county.figures.metric import ASKED_MAX, Figure, FigureValue, Grain, Period, Scope
from county.procedure import Case

EVENTS_MAX = 20
TEXTS_MAX = 60
TEXT_TOTAL_MAX = 10_000
"""Characters of all texts that people wrote into one briefing: with its figures it fits a frame."""
FIGURES_MAX = 60
RECIPIENTS_MAX = 30
LONGEST_RECIPIENT = 60
LONGEST_PLACE = 80
AS_OF_MAX_MS = 30 * 60_000
"""A document whose data are older when it is signed needs a reason (linter rule L8)."""


class BriefText(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a person wrote instead of the derived text at one place of the document; "" restores that."""

    place: str
    """An element of an event's report, ``summary``, ``body``, ``proposals``, or one of
    :data:`county.briefing.office_marks.MARKS`."""
    wording: str


class ChosenFigure(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A figure that a person put into a 专报; its value is counted as of its own record.

    That of a result, which may take minutes, is not counted again while the document is made, but when it is verified.
    """

    metric: str
    scope: Scope = Scope()
    period: Period
    grain: Grain = "county"
    group: str = ""
    as_of_seq: int
    caption: str = ""
    """In what words it was shown where it was chosen."""
    asked: Annotated[str, Meta(max_length=ASKED_MAX)] = ""
    basis: Annotated[str, Meta(max_length=64)] = ""
    """Of a result: as of :class:`county.figures.metric.Figure`."""
    result: FigureValue | None = None
    """The value of a result; None for all other figures."""


def chosen(figure: Figure, caption: str = "") -> ChosenFigure:
    """``figure`` without its value; with it, where it is a result."""
    return ChosenFigure(
        metric=figure.metric, scope=figure.scope, period=figure.period, grain=figure.grain, group=figure.group,
        as_of_seq=figure.as_of_seq, caption=caption, asked=figure.asked, basis=figure.basis,
        result=figure.value if figure.asked else None,
    )  # fmt: skip


class FindingAnswer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the linter asked about a briefing when it was checked, and the answer."""

    rule: str
    """``L7`` …"""
    place: str
    note: str
    """The answer."""


class Briefing(Case, frozen=True, kw_only=True, gc=False):
    """A briefing: draft → checked → signed → sent."""

    kind: BriefingKind
    event_ids: tuple[str, ...] = ()
    period: str = ""
    """Of a periodic kind, as :mod:`county.briefing.kinds` writes it."""
    title: str = ""
    """Of a 专报."""
    classification: Classification = "internal"
    recipients: tuple[str, ...] = ()
    """Units, posts and divisions, never people."""
    supersedes: str = ""
    """Id of the briefing that it replaces."""
    part: int = 0
    """1, 2 … among the further reports about an event."""
    follows: str = ""
    """Of a further and a final report: the report before it."""
    as_of_seq: int = 0
    """The last record that its text and figures count."""
    as_of_ms: int = 0
    texts: tuple[BriefText, ...] = ()
    figures: tuple[ChosenFigure, ...] = ()
    answers: tuple[FindingAnswer, ...] = ()
    year: int = 0
    number: int = 0
    """Of the year, from 1 without gaps; 0 until it is signed."""
    document: str = ""
    """SHA-256 of the signed document, in hex."""
    stated: str = ""
    """SHA-256 of what the document states: all its texts and figures."""
    figure_count: int = 0
    signer: str = ""
    """By the name in the register."""
    attachments: tuple[Attachment, ...] = ()
    """The signed document and its annexes."""

    @property
    def issue_no(self) -> str:
        """``〔2026〕第15期``; "" until it is signed."""
        return issue_text(self.year, self.number)

    @property
    def is_signed(self) -> bool:
        """Whether its document cannot change any more."""
        return self.state in ("signed", "sent")

    @property
    def of_event(self) -> bool:
        return self.kind in EVENT_KINDS

    @property
    def is_periodic(self) -> bool:
        return self.kind in PERIODIC_KINDS

    def text_at(self, place: str) -> str:
        """What a person wrote there; "" for nothing."""
        return next((one.wording for one in self.texts if one.place == place), "")
