"""Briefings as an aggregate: draft → checked → signed → sent, by one table.

Numbers (期号) of a year are given when a briefing is signed, so that one that was never signed leaves no gap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from county.aggregate import Decision, StateColumn
from county.attachments import check_attachments
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
)
from county.briefing.commands import (
    AddBriefingFigure,
    BriefingChecked,
    BriefingCommand,
    BriefingDrafted,
    BriefingEdited,
    BriefingFigureAdded,
    BriefingFigureRemoved,
    BriefingRecord,
    BriefingSent,
    BriefingSigned,
    BriefingUpdated,
    BriefingWithdrawn,
    CheckBriefing,
    DraftBriefing,
    EditBriefing,
    RemoveBriefingFigure,
    SendBriefing,
    SignBriefing,
    UpdateBriefing,
    WithdrawBriefing,
)
from county.briefing.kinds import EVENT_KINDS, LEVELS_OF_SECRECY, PERIODIC_KINDS, Classification, briefing_span, year_of
from county.briefing.office_marks import COPIES, check_mark, named
from county.briefing.series import next_event_kinds, next_number, of_event_ids
from county.catalog import Name
from county.events.event import LONGEST_NOTE, LONGEST_TITLE, Event
from county.procedure import Procedure, Transition
from county.records import Record
from county.refusals import Refused
from county.texts import check_post
from county.within import check_event

RETENTION_DAYS = 400
"""Of sent and withdrawn ones: those of a year are on the desk until its numbers are complete."""
EDITS_MAX = 500
WRITERS = PERSONS | {Role.LEADER}
SIGNERS = frozenset({Role.LEADER, Role.DIRECTOR})
BLOCKING = frozenset({"L1", "L2", "L3", "L4", "L5", "L6", "L9", "L10", "L11", "L14", "L15"})
"""Rules of :mod:`county.briefing.linter` whose findings forbid signing: no answer replaces a correction."""
_HASH = re.compile(r"[0-9a-f]{64}")


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
    return _report(command, known, decision)


def _report(command: DraftBriefing, known: list[Briefing], decision: Decision) -> Mapping[str, object]:
    """Its place among the reports about its event.  A corrected version has that of the one it replaces."""
    event_id = command.event_ids[0]
    if command.supersedes:
        replaced = next(b for b in known if b.id == command.supersedes)
        if replaced.event_ids != command.event_ids:
            raise Refused("briefing_supersedes_none", case=command.supersedes)
        return {"part": replaced.part, "follows": replaced.follows}
    reports = of_event_ids(known, event_id)
    event: Event = decision.desk.find("event", event_id)
    if command.kind not in next_event_kinds(reports, has_ended=not event.open):
        waiting = next((b for b in reports if not b.is_signed), None)
        if waiting is not None:
            raise Refused("briefing_report_open", event=event_id, case=waiting.id)
        if command.kind == "first" and not reports:
            raise Refused("briefing_event_ended", event=event_id)
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
        check_mark(one.place, one.wording)
        if one.place == COPIES:
            _check_recipients(named(one.wording))
    kept = {one.place: one.wording for one in (*case.texts, *command.texts)}
    if len(kept) > TEXTS_MAX:
        raise Refused("briefing_too_many", limit=str(TEXTS_MAX))
    if sum(map(len, kept.values())) > TEXT_TOTAL_MAX:
        raise Refused("text_too_long", limit=str(TEXT_TOTAL_MAX))
    recipients = case.recipients if command.recipients is None else command.recipients
    _check_recipients(recipients)
    classification = case.classification if command.classification is None else command.classification
    if _secrecy(classification) < _secrecy(case.classification) and not command.note.strip():
        raise Refused("briefing_lowered")
    title = case.title if command.title is None else command.title
    _check_title(title)
    if case.kind == "special" and not title.strip():
        raise Refused("briefing_title_missing")
    return {"title": title, "recipients": recipients, "classification": classification}


def _secrecy(classification: Classification) -> int:
    return LEVELS_OF_SECRECY.index(classification)


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
        check_post(one)


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
    if not case.recipients:
        raise Refused("briefing_no_recipient")
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
