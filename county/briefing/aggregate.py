"""Briefings as an aggregate: draft → checked → signed → sent, by one table.

Numbers (期号) of a year are given when a briefing is signed, so that one that was never signed leaves no gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from county.aggregate import Decision, StateColumn
from county.attachments import Attachment, check_attachments
from county.authority import PERSONS, Role
from county.briefing.briefing import (
    AS_OF_MAX_MS,
    EVENTS_MAX,
    FIGURES_MAX,
    LONGEST_PLACE,
    LONGEST_RECIPIENT,
    RECIPIENTS_MAX,
    TEXT_TOTAL_MAX,
    TEXTS_MAX,
    Briefing,
    BriefText,
    ChosenFigure,
    FindingAnswer,
)
from county.briefing.kinds import EVENT_KINDS, PERIODIC_KINDS, BriefingKind, Classification, briefing_span, year_of
from county.catalog import Name
from county.events.event import LONGEST_NOTE, LONGEST_TITLE
from county.procedure import CaseCommand, CaseRecord, Procedure, Transition
from county.records import Record
from county.refusals import Refused
from county.within import check_event

RETENTION_DAYS = 400
"""Of sent and withdrawn ones: those of a year are on the desk until its numbers are complete."""
EDITS_MAX = 500
WRITERS = PERSONS | {Role.LEADER}
SIGNERS = frozenset({Role.LEADER, Role.DIRECTOR})
BLOCKING = frozenset({"L1", "L2", "L3", "L4", "L5", "L6", "L9", "L10", "L11", "L14"})
"""Rules of :mod:`county.briefing.linter` whose findings forbid signing: no answer replaces a correction."""
_HASH = re.compile(r"[0-9a-f]{64}")
_PHONE = re.compile(r"\d[\d\s-]{5,}\d")


class BriefingCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one briefing."""

    briefing_id: str


class DraftBriefing(BriefingCommand, frozen=True, kw_only=True):
    """Begin one; its text counts the records up to the one that results."""

    kind: BriefingKind
    event_ids: tuple[str, ...] = ()
    period: str = ""
    title: str = ""
    classification: Classification = "internal"
    recipients: tuple[str, ...] = ()
    supersedes: str = ""


class EditBriefing(BriefingCommand, frozen=True, kw_only=True):
    """What is given replaces what was there; None leaves it.  A checked one is a draft again."""

    texts: tuple[BriefText, ...] = ()
    title: str | None = None
    classification: Classification | None = None
    recipients: tuple[str, ...] | None = None


class UpdateBriefing(BriefingCommand, frozen=True, kw_only=True):
    """Let it count all records until now."""


class AddBriefingFigure(BriefingCommand, frozen=True, kw_only=True):
    """写入专报."""

    figure: ChosenFigure


class RemoveBriefingFigure(BriefingCommand, frozen=True, kw_only=True):
    figure: ChosenFigure


class CheckBriefing(BriefingCommand, frozen=True, kw_only=True):
    """It was checked: the linter found nothing that blocks, and each of its questions has an answer."""

    answers: tuple[FindingAnswer, ...] = ()
    blocking: int = 0
    """Findings that block; such a briefing cannot be checked."""
    steps: int | None = None
    """How many steps the briefing had when it was read; with others it is refused.  None: whatever it is now."""


class SignBriefing(BriefingCommand, frozen=True, kw_only=True):
    """``note`` gives the reason where the data are older than AS_OF_MAX_MS."""

    year: int
    number: int
    """The next one of the year, which the document carries."""
    document: str
    stated: str
    figure_count: int
    attachments: tuple[Attachment, ...] = ()


class SendBriefing(BriefingCommand, frozen=True, kw_only=True):
    """It was sent to its recipients."""


class WithdrawBriefing(BriefingCommand, frozen=True, kw_only=True):
    """It will not be signed; ``note`` gives the reason."""


class BriefingRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one briefing."""

    briefing_id: str


class BriefingDrafted(BriefingRecord, frozen=True, kw_only=True):
    kind: BriefingKind
    event_ids: tuple[str, ...]
    period: str
    title: str
    classification: Classification
    recipients: tuple[str, ...]
    supersedes: str
    part: int
    follows: str


class BriefingEdited(BriefingRecord, frozen=True, kw_only=True):
    texts: tuple[BriefText, ...]
    """Those that changed."""
    title: str
    classification: Classification
    recipients: tuple[str, ...]


class BriefingUpdated(BriefingRecord, frozen=True, kw_only=True):
    pass


class BriefingFigureAdded(BriefingRecord, frozen=True, kw_only=True):
    figure: ChosenFigure


class BriefingFigureRemoved(BriefingRecord, frozen=True, kw_only=True):
    figure: ChosenFigure


class BriefingChecked(BriefingRecord, frozen=True, kw_only=True):
    answers: tuple[FindingAnswer, ...]


class BriefingSigned(BriefingRecord, frozen=True, kw_only=True):
    year: int
    number: int
    document: str
    stated: str
    figure_count: int
    as_of_seq: int
    attachments: tuple[Attachment, ...]


class BriefingSent(BriefingRecord, frozen=True, kw_only=True):
    recipients: tuple[str, ...]


class BriefingWithdrawn(BriefingRecord, frozen=True, kw_only=True):
    pass


def of_event_ids(briefings: Iterable[Briefing], event_id: str) -> list[Briefing]:
    """The reports about an event that were not withdrawn, in the order of first, further and final ones."""
    order = {"first": 0, "further": 1, "final": 2}
    found = [b for b in briefings if b.kind in EVENT_KINDS and event_id in b.event_ids and b.state != "withdrawn"]
    return sorted(found, key=lambda b: (order[b.kind], b.part, b.steps[0].recorded_ms))


def next_event_kinds(reports: Iterable[Briefing]) -> tuple[BriefingKind, ...]:
    """Kinds of reports that can follow those about an event; none while one of them is not signed yet."""
    known = list(reports)
    if any(not one.is_signed for one in known):
        return ()
    kinds = {one.kind for one in known}
    return () if "final" in kinds else ("further", "final") if "first" in kinds else ("first",)


def next_number(briefings: Iterable[Briefing], year: int) -> int:
    """The next number of a year."""
    return 1 + max((b.number for b in briefings if b.year == year), default=0)


def _may_begin(case: Briefing | None, command: DraftBriefing, decision: Decision) -> Mapping[str, object]:
    _check_recipients(command.recipients)
    _check_title(command.title)
    known: list[Briefing] = list(decision.desk.states_of("briefing"))
    if command.supersedes:
        replaced = next((b for b in known if b.id == command.supersedes), None)
        if replaced is None or not replaced.is_signed or replaced.kind != command.kind:
            raise Refused("briefing_supersedes_none", case=command.supersedes)
    if len(command.event_ids) > EVENTS_MAX:
        raise Refused("briefing_too_many", limit=str(EVENTS_MAX))
    for event_id in command.event_ids:
        if decision.desk.find("event", event_id) is None:
            raise Refused("event_unknown", event=event_id)
        check_event(decision, event_id)
    if command.kind in PERIODIC_KINDS:
        span = briefing_span(command.kind, command.period)
        if span is None:
            raise Refused("period_invalid", period=command.period)
        if span.start > decision.now_ms:
            raise Refused("period_ahead", period=command.period)
    elif command.period:
        raise Refused("period_invalid", period=command.period)
    if command.kind == "special" and not command.title.strip():
        raise Refused("briefing_title_missing")
    if command.kind not in EVENT_KINDS:
        return {"part": 0, "follows": ""}
    if len(command.event_ids) != 1:
        raise Refused("briefing_one_event")
    return _report(command, known)


def _report(command: DraftBriefing, known: list[Briefing]) -> Mapping[str, object]:
    """Its place among the reports about its event.  A corrected version has that of the one it replaces."""
    event_id = command.event_ids[0]
    if command.supersedes:
        replaced = next(b for b in known if b.id == command.supersedes)
        if replaced.event_ids != command.event_ids:
            raise Refused("briefing_supersedes_none", case=command.supersedes)
        return {"part": replaced.part, "follows": replaced.follows}
    reports = of_event_ids(known, event_id)
    if command.kind not in next_event_kinds(reports):
        waiting = next((b for b in reports if not b.is_signed), None)
        if waiting is not None:
            raise Refused("briefing_report_open", event=event_id, case=waiting.id)
        code = "situation_ended" if any(b.kind == "final" for b in reports) else "situation_has_first"
        raise Refused(code if reports else "situation_not_first", event=event_id)
    part = 1 + max((b.part for b in reports), default=0) if command.kind == "further" else 0
    return {"part": part, "follows": reports[-1].id if reports else ""}


def _is_edited(case: Briefing, command: EditBriefing, decision: Decision) -> Mapping[str, object]:
    for one in command.texts:
        if len(one.wording) > LONGEST_NOTE:
            raise Refused("text_too_long", limit=str(LONGEST_NOTE))
        if not 1 <= len(one.place) <= LONGEST_PLACE or not one.place.isprintable():
            raise Refused("case_id_invalid")
    kept = {one.place: one.wording for one in (*case.texts, *command.texts)}
    if len(kept) > TEXTS_MAX:
        raise Refused("briefing_too_many", limit=str(TEXTS_MAX))
    if sum(map(len, kept.values())) > TEXT_TOTAL_MAX:
        raise Refused("text_too_long", limit=str(TEXT_TOTAL_MAX))
    recipients = case.recipients if command.recipients is None else command.recipients
    _check_recipients(recipients)
    title = case.title if command.title is None else command.title
    _check_title(title)
    if case.kind == "special" and not title.strip():
        raise Refused("briefing_title_missing")
    return {
        "title": title, "recipients": recipients,
        "classification": case.classification if command.classification is None else command.classification,
    }  # fmt: skip


def _check_title(title: str) -> None:
    if len(title) > LONGEST_TITLE:
        raise Refused("text_too_long", limit=str(LONGEST_TITLE))


def _check_recipients(recipients: tuple[str, ...]) -> None:
    """Raises Refused for a number of a person, which no record may have."""
    if len(recipients) > RECIPIENTS_MAX:
        raise Refused("briefing_too_many", limit=str(RECIPIENTS_MAX))
    for one in recipients:
        if not one.strip() or len(one) > LONGEST_RECIPIENT or not one.isprintable():
            raise Refused("briefing_recipient_invalid", limit=str(LONGEST_RECIPIENT))
        if _PHONE.search(one):
            raise Refused("recipient_is_number")


def _is_new_figure(case: Briefing, command: AddBriefingFigure, decision: Decision) -> None:
    if case.kind != "special":
        raise Refused("briefing_not_special")
    if command.figure.metric not in decision.desk.catalog.metrics:
        raise Refused("briefing_figure_unknown", metric=command.figure.metric)
    if len(case.figures) >= FIGURES_MAX:
        raise Refused("briefing_too_many", limit=str(FIGURES_MAX))
    if command.figure in case.figures:
        raise Refused("briefing_has_figure")


def _is_figure(case: Briefing, command: RemoveBriefingFigure, decision: Decision) -> None:
    if command.figure not in case.figures:
        raise Refused("briefing_no_figure")


def _is_clean(case: Briefing, command: CheckBriefing, decision: Decision) -> None:
    if command.steps is not None and command.steps != len(case.steps):
        raise Refused("briefing_changed")
    if command.blocking or any(one.rule in BLOCKING for one in command.answers):
        raise Refused("briefing_has_errors", count=str(command.blocking))
    if len(command.answers) > TEXTS_MAX:
        raise Refused("briefing_too_many", limit=str(TEXTS_MAX))
    if sum(len(one.note) for one in command.answers) > LONGEST_NOTE:
        raise Refused("text_too_long", limit=str(LONGEST_NOTE))
    for one in command.answers:
        if not one.note.strip():
            raise Refused("briefing_unanswered", rule=one.rule)


def _may_sign(case: Briefing, command: SignBriefing, decision: Decision) -> Mapping[str, object]:
    year = year_of(decision.at_ms)
    number = next_number(decision.desk.states_of("briefing"), year)
    if (command.year, command.number) != (year, number):
        raise Refused("briefing_number", issue=f"〔{year}〕第{number}期")
    if not (_HASH.fullmatch(command.document) and _HASH.fullmatch(command.stated)) or command.figure_count < 0:
        raise Refused("briefing_no_document")
    if not any(one.sha256 == command.document for one in command.attachments):
        raise Refused("briefing_no_document")
    check_attachments(command.attachments, decision.desk.stored_start)
    if not case.recipients:
        raise Refused("briefing_no_recipient")
    if decision.at_ms - case.as_of_ms > AS_OF_MAX_MS and not command.note.strip():
        raise Refused("briefing_as_of_old", limit=str(AS_OF_MAX_MS // 60_000))
    return {"as_of_seq": case.as_of_seq}


def _sent(case: Briefing, command: SendBriefing, decision: Decision) -> Mapping[str, object]:
    return {"recipients": case.recipients}


def _derived(case: Briefing | None, record: Record[Any]) -> Mapping[str, object]:
    """What follows from a record otherwise than by the names of its fields."""
    body = record.body
    match body:
        case BriefingDrafted() | BriefingUpdated():
            return {"as_of_seq": record.seq, "as_of_ms": record.recorded_ms, "answers": ()}
        case BriefingEdited():
            assert case is not None
            texts = {one.place: one for one in (*case.texts, *body.texts)}
            return {"texts": tuple(one for one in texts.values() if one.wording), "answers": ()}
        case BriefingFigureAdded():
            assert case is not None
            return {"figures": (*case.figures, body.figure), "answers": ()}
        case BriefingFigureRemoved():
            assert case is not None
            return {"figures": tuple(one for one in case.figures if one != body.figure), "answers": ()}
        case BriefingSigned():
            return {"signer": record.who}
        case _:
            return {}


_OPEN = ("draft", "checked")
BRIEFINGS = Procedure(
    key="briefing",
    state=Briefing,
    command=BriefingCommand,
    record=BriefingRecord,
    subject="briefing_id",
    states=("draft", "checked", "signed", "sent", "withdrawn"),
    rules=(
        Transition(DraftBriefing, (), "draft", BriefingDrafted, guard="begins", may=WRITERS),
        Transition(EditBriefing, _OPEN, "draft", BriefingEdited, guard="edited", may=WRITERS, at_most=EDITS_MAX),
        Transition(UpdateBriefing, _OPEN, "draft", BriefingUpdated, may=WRITERS, at_most=EDITS_MAX),
        Transition(AddBriefingFigure, _OPEN, "draft", BriefingFigureAdded, guard="new figure", may=WRITERS,
                   at_most=EDITS_MAX),
        Transition(RemoveBriefingFigure, _OPEN, "draft", BriefingFigureRemoved, guard="figure", may=WRITERS,
                   at_most=EDITS_MAX),
        Transition(CheckBriefing, ("draft",), "checked", BriefingChecked, guard="clean", may=WRITERS),
        Transition(SignBriefing, ("checked",), "signed", BriefingSigned, guard="signed", may=SIGNERS),
        Transition(SendBriefing, ("signed",), "sent", BriefingSent, guard="sent", may=WRITERS),
        Transition(WithdrawBriefing, _OPEN, "withdrawn", BriefingWithdrawn, note_required=True, may=WRITERS),
    ),
    ends=frozenset({"sent", "withdrawn"}),
    guards={
        "begins": _may_begin, "edited": _is_edited, "new figure": _is_new_figure, "figure": _is_figure,
        "clean": _is_clean, "signed": _may_sign, "sent": _sent,
    },
    retention_days=RETENTION_DAYS,
    derive=_derived,
    columns=(
        StateColumn("kind", "O", "never"), StateColumn("year", "<u2", "rarely"), StateColumn("number", "<u4", "rarely"),
        StateColumn("as_of_seq", "<i8", "rarely"),
    ),
    names={
        DraftBriefing: Name("起草简报", "Draft a briefing"),
        EditBriefing: Name("修改简报", "Edit a briefing"),
        UpdateBriefing: Name("更新数据", "Update the data"),
        AddBriefingFigure: Name("写入专报", "Add a figure"),
        RemoveBriefingFigure: Name("移除数字", "Remove a figure"),
        CheckBriefing: Name("核稿", "Check a briefing"),
        SignBriefing: Name("签发", "Sign a briefing"),
        SendBriefing: Name("报送", "Record as sent"),
        WithdrawBriefing: Name("撤回简报", "Withdraw a briefing"),
    },
).aggregate()  # fmt: skip
