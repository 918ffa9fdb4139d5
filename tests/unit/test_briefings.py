"""Briefings: drafted, checked, signed under the next number of the year, sent; a signed one cannot change."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from county import commands as c
from county.attachments import Attachment
from county.authority import Principal, Role
from county.briefing import commands as b
from county.briefing.briefing import AS_OF_MAX_MS, Briefing, BriefText, ChosenFigure, FindingAnswer
from county.briefing.kinds import BriefingKind, briefing_span, earlier, period_containing, period_name
from county.commands import CommandBody
from county.figures.metric import Period, Scope
from county.refusals import Refused
from county.response.situation_reports import SendSituationReport
from county.texts import check_texts
from tests.unit.running_desk import NOON_MS, RunningDesk, report

LEADER = Principal(id="leader-1", roles=frozenset({Role.LEADER}))
DAY_MS = 86_400_000
DOCUMENT = "a" * 64
FILE = Attachment(sha256=DOCUMENT, name="b.docx", size=9, media_type="application/zip")
FIGURE = ChosenFigure(metric="reported", period=Period(0, 1), as_of_seq=1)


@pytest.fixture
def desk() -> RunningDesk:
    running = RunningDesk(stored_start=lambda file: b"PK\x03\x04")
    running.give(report())
    return running


def state(desk: RunningDesk, id: str = "B1") -> Briefing:
    found: Briefing = desk.desk.find("briefing", id)
    return found


def draft(kind: BriefingKind = "first", id: str = "B1", **more: Any) -> b.DraftBriefing:
    about = {"event_ids": ("E1",)} if kind in ("first", "further", "final") else {}
    about |= {"period": "2026-11"} if kind == "monthly" else {"title": "专报"} if kind == "special" else {}
    return b.DraftBriefing(**({"briefing_id": id, "kind": kind, "recipients": ("县委办",)} | about | more))


def sign(number: int = 1, id: str = "B1", year: int = 2026, **more: Any) -> b.SignBriefing:
    fields = {"document": DOCUMENT, "stated": "b" * 64, "figure_count": 3, "attachments": (FILE,)}
    return b.SignBriefing(briefing_id=id, year=year, number=number, **(fields | more))


def refusal(desk: RunningDesk, body: CommandBody, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        desk.give(body, **more)
    return refused.value.code


def issued(desk: RunningDesk, kind: BriefingKind, id: str, number: int, **more: Any) -> None:
    desk.give(draft(kind, id, **more))
    desk.give(b.CheckBriefing(briefing_id=id))
    desk.give(sign(number, id), by=LEADER)


def test_a_briefing_goes_from_draft_over_checked_and_signed_to_sent(desk: RunningDesk) -> None:
    [drafted] = desk.give(draft())
    assert (state(desk).state, state(desk).as_of_seq, state(desk).as_of_ms) == ("draft", drafted.seq, NOON_MS)
    desk.give(b.CheckBriefing(briefing_id="B1", answers=(FindingAnswer(rule="L7", place="p1", note="台账"),)))
    desk.give(sign(), by=LEADER)
    signed = state(desk)
    assert (signed.state, signed.issue_no, signed.document, signed.signer) == (
        "signed", "〔2026〕第1期", DOCUMENT, "leader-1",
    )  # fmt: skip
    assert [one.note for one in signed.answers] == ["台账"]
    sent, noted = desk.give(b.SendBriefing(briefing_id="B1"))
    assert (state(desk).state, sent.body.recipients) == ("sent", ("县委办",))
    assert (noted.body.event_id, noted.body.kind, noted.body.note) == ("E1", "first", "〔2026〕第1期")


def test_a_report_that_was_noted_by_hand_is_not_noted_again(desk: RunningDesk) -> None:
    desk.give(SendSituationReport(event_id="E1", kind="first", note="电话报送"))
    issued(desk, "first", "B1", 1)
    assert [type(record.body) for record in desk.give(b.SendBriefing(briefing_id="B1"))] == [b.BriefingSent]


def test_the_record_of_the_signature_says_what_was_signed(desk: RunningDesk) -> None:
    [drafted] = desk.give(draft())
    desk.give(b.CheckBriefing(briefing_id="B1"))
    [record] = desk.give(sign(), by=LEADER)
    body = record.body
    assert (body.document, body.stated, body.figure_count, body.as_of_seq, body.year, body.number) == (
        DOCUMENT, "b" * 64, 3, drafted.seq, 2026, 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        b.EditBriefing(briefing_id="B1", texts=(BriefText(place="losses", wording="无"),)),
        b.UpdateBriefing(briefing_id="B1"),
        b.AddBriefingFigure(briefing_id="B1", figure=FIGURE),
        b.CheckBriefing(briefing_id="B1"),
        b.WithdrawBriefing(briefing_id="B1", note="x"),
        sign(2),
    ],
)
def test_a_signed_briefing_cannot_change(desk: RunningDesk, body: CommandBody) -> None:
    issued(desk, "special", "B1", 1)
    assert refusal(desk, body, by=LEADER) == "case_transition_forbidden"
    desk.give(b.SendBriefing(briefing_id="B1"))
    assert refusal(desk, body, by=LEADER) == "case_transition_forbidden"


def test_what_changed_since_it_was_read_is_not_checked(desk: RunningDesk) -> None:
    desk.give(draft())
    desk.give(b.UpdateBriefing(briefing_id="B1"))
    assert refusal(desk, b.CheckBriefing(briefing_id="B1", steps=1)) == "briefing_changed"
    assert desk.give(b.CheckBriefing(briefing_id="B1", steps=2))


def test_only_leaders_and_directors_sign(desk: RunningDesk) -> None:
    desk.give(draft())
    desk.give(b.CheckBriefing(briefing_id="B1"))
    assert refusal(desk, sign()) == "not_authorised"
    wall = Principal(id="wall", roles=frozenset({Role.WALL}))
    assert refusal(desk, draft(id="B2"), by=wall) == "not_authorised"


def test_numbers_of_a_year_have_no_gaps_and_begin_anew(desk: RunningDesk) -> None:
    issued(desk, "first", "B1", 1)
    desk.give(draft("special", "B2"))
    desk.give(b.WithdrawBriefing(briefing_id="B2", note="不发"))
    desk.give(draft("special", "B3"))
    desk.give(b.CheckBriefing(briefing_id="B3"))
    assert refusal(desk, sign(3, "B3"), by=LEADER) == "briefing_number"
    desk.give(sign(2, "B3"), by=LEADER)
    next_year_ms = NOON_MS + 60 * DAY_MS
    desk.give(draft("special", "B4"), at_ms=next_year_ms)
    desk.give(b.CheckBriefing(briefing_id="B4"), at_ms=next_year_ms)
    desk.give(sign(1, "B4", 2027), by=LEADER, at_ms=next_year_ms)
    assert state(desk, "B4").issue_no == "〔2027〕第1期"


def test_two_drafts_signed_at_once_get_one_number_each(desk: RunningDesk) -> None:
    for id in ("B1", "B2"):
        desk.give(draft("special", id))
        desk.give(b.CheckBriefing(briefing_id=id))
    desk.give(sign(1, "B1"), by=LEADER)
    assert refusal(desk, sign(1, "B2"), by=LEADER) == "briefing_number"


def test_what_blocks_is_not_checked_and_every_question_has_an_answer(desk: RunningDesk) -> None:
    desk.give(draft())
    assert refusal(desk, b.CheckBriefing(briefing_id="B1", blocking=2)) == "briefing_has_errors"
    answered = FindingAnswer(rule="L1", place="p1", note="无妨")
    assert refusal(desk, b.CheckBriefing(briefing_id="B1", answers=(answered,))) == "briefing_has_errors"
    silent = FindingAnswer(rule="L7", place="p1", note=" ")
    assert refusal(desk, b.CheckBriefing(briefing_id="B1", answers=(silent,))) == "briefing_unanswered"
    assert refusal(desk, sign(), by=LEADER) == "case_transition_forbidden"


def test_a_change_after_the_check_needs_another_check(desk: RunningDesk) -> None:
    desk.give(draft())
    desk.give(b.CheckBriefing(briefing_id="B1", answers=(FindingAnswer(rule="L7", place="p1", note="台账"),)))
    desk.give(b.EditBriefing(briefing_id="B1", texts=(BriefText(place="losses", wording="无人员伤亡"),)))
    assert (state(desk).state, state(desk).answers, state(desk).text_at("losses")) == ("draft", (), "无人员伤亡")
    desk.give(b.EditBriefing(briefing_id="B1", texts=(BriefText(place="losses", wording=""),)))
    assert state(desk).texts == ()


def test_old_data_are_signed_with_a_reason_only(desk: RunningDesk) -> None:
    desk.give(draft())
    desk.give(b.CheckBriefing(briefing_id="B1"))
    late_ms = NOON_MS + AS_OF_MAX_MS + 1
    assert refusal(desk, sign(), by=LEADER, at_ms=late_ms) == "briefing_as_of_old"
    desk.give(b.UpdateBriefing(briefing_id="B1"), at_ms=late_ms)
    assert (state(desk).state, state(desk).as_of_ms) == ("draft", late_ms)


def test_a_signature_names_a_stored_document(desk: RunningDesk) -> None:
    desk.give(draft())
    desk.give(b.CheckBriefing(briefing_id="B1"))
    for more in ({"document": "x"}, {"document": "c" * 64}, {"stated": ""}, {"attachments": ()}):
        assert refusal(desk, sign(**more), by=LEADER) == "briefing_no_document"
    without = RunningDesk()
    without.give(report())
    without.give(draft())
    without.give(b.CheckBriefing(briefing_id="B1"))
    assert refusal(without, sign(), by=LEADER) == "file_missing"


def test_reports_about_an_event_follow_one_another(desk: RunningDesk) -> None:
    assert refusal(desk, draft("further")) == "situation_not_first"
    desk.give(draft("first"))
    assert refusal(desk, draft("further", "B2")) == "briefing_report_open"
    desk.give(b.CheckBriefing(briefing_id="B1"))
    desk.give(sign(), by=LEADER)
    assert refusal(desk, draft("first", "B2")) == "situation_has_first"
    for number, id in ((2, "B2"), (3, "B3")):
        issued(desk, "further", id, number)
    assert [(state(desk, id).part, state(desk, id).follows) for id in ("B2", "B3")] == [(1, "B1"), (2, "B2")]
    issued(desk, "final", "B4", 4)
    assert refusal(desk, draft("further", "B5")) == "situation_ended"


def test_a_signed_report_is_replaced_by_a_corrected_one_in_its_place(desk: RunningDesk) -> None:
    issued(desk, "first", "B1", 1)
    issued(desk, "first", "B2", 2, supersedes="B1")
    assert (state(desk, "B2").supersedes, state(desk, "B2").number) == ("B1", 2)
    for wrong in (draft("special", "B3", supersedes="B1"), draft("first", "B3", supersedes="B9")):
        assert refusal(desk, wrong) == "briefing_supersedes_none"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (draft(event_ids=("E9",)), "event_unknown"),
        (draft(event_ids=()), "briefing_one_event"),
        (draft("monthly", period="2026-13"), "period_invalid"),
        (draft("monthly", period="2027-01"), "period_ahead"),
        (draft("weekly", period="2026-11"), "period_invalid"),
        (draft("special", title=" "), "briefing_title_missing"),
        (draft(recipients=("张三 13800138000",)), "recipient_is_number"),
        (draft(recipients=("",)), "briefing_recipient_invalid"),
        (draft("special", period="2026-11"), "period_invalid"),
    ],
)
def test_a_draft_is_about_something_and_names_no_phone(desk: RunningDesk, body: CommandBody, code: str) -> None:
    assert refusal(desk, body) == code


def test_figures_are_put_into_special_reports_once(desk: RunningDesk) -> None:
    desk.give(draft("special"))
    desk.give(draft("monthly", "B2"))
    add = b.AddBriefingFigure(briefing_id="B1", figure=FIGURE)
    desk.give(add)
    assert state(desk).figures == (FIGURE,)
    assert refusal(desk, add) == "briefing_has_figure"
    assert refusal(desk, b.AddBriefingFigure(briefing_id="B2", figure=FIGURE)) == "briefing_not_special"
    desk.give(b.RemoveBriefingFigure(briefing_id="B1", figure=FIGURE))
    assert state(desk).figures == ()
    assert refusal(desk, b.RemoveBriefingFigure(briefing_id="B1", figure=FIGURE)) == "briefing_no_figure"


def test_a_figure_that_no_catalogue_defines_cannot_be_chosen(desk: RunningDesk) -> None:
    desk.give(draft("special"))
    unknown = replace(FIGURE, metric="luck")
    assert refusal(desk, b.AddBriefingFigure(briefing_id="B1", figure=unknown)) == "briefing_figure_unknown"


@pytest.mark.parametrize(("more", "code"), [
    ({"caption": "x" * 201}, "text_too_long"), ({"group": "a\u202eb"}, "text_unseen"),
    ({"scope": Scope(unit="x" * 201)}, "text_too_long"),
])  # fmt: skip
def test_the_texts_of_a_chosen_figure_have_the_limits_of_all_texts(more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_texts(b.AddBriefingFigure(briefing_id="B1", figure=replace(FIGURE, **more)))
    assert refused.value.code == code


def test_one_without_recipients_is_neither_checked_nor_signed(desk: RunningDesk) -> None:
    desk.give(draft(recipients=()))
    assert refusal(desk, b.CheckBriefing(briefing_id="B1")) == "briefing_no_recipient"
    desk.give(b.EditBriefing(briefing_id="B1", recipients=("县委办",)))
    desk.give(b.CheckBriefing(briefing_id="B1"))
    desk.give(b.EditBriefing(briefing_id="B1", recipients=()))
    assert refusal(desk, sign(), by=LEADER) == "case_transition_forbidden"


@pytest.mark.parametrize(
    ("place", "wording", "code"),
    [
        ("urgency", "特急", ""), ("urgency", "", ""), ("urgency", "急", "briefing_urgency_invalid"),
        ("secrecy_term", "10年", ""), ("secrecy_term", "30年", "briefing_term_invalid"),
        ("copy_number", "000012", ""), ("copy_number", "0", "briefing_copy_number_invalid"),
        ("copies", "县纪委监委、县信访局", ""), ("copies", "王主任 13800138000", "recipient_is_number"),
    ],
)  # fmt: skip
def test_what_an_official_document_bears_is_written_as_the_standard_has_it(
    desk: RunningDesk, place: str, wording: str, code: str
) -> None:
    desk.give(draft())
    edit = b.EditBriefing(briefing_id="B1", texts=(BriefText(place=place, wording=wording),))
    if code:
        assert refusal(desk, edit) == code
    else:
        desk.give(edit)
        assert state(desk).text_at(place) == wording


def test_a_classification_is_lowered_with_a_reason_only(desk: RunningDesk) -> None:
    desk.give(draft(classification="internal"))
    desk.give(b.EditBriefing(briefing_id="B1", classification="confidential"))
    lower = b.EditBriefing(briefing_id="B1", classification="public")
    assert refusal(desk, lower) == "briefing_lowered"
    desk.give(b.CheckBriefing(briefing_id="B1"))
    [record] = desk.give(replace(lower, note="经批准公开"))
    assert (state(desk).classification, state(desk).state, record.body.note) == ("public", "draft", "经批准公开")


def test_an_event_that_ended_before_any_report_has_a_final_one_only(desk: RunningDesk) -> None:
    desk.give(c.RejectEvent(event_id="E1", note="重复"))
    assert refusal(desk, draft("first")) == "briefing_event_ended"
    assert refusal(desk, draft("further")) == "situation_not_first"
    issued(desk, "final", "B1", 1)
    assert refusal(desk, draft("final", "B2")) == "situation_ended"


def test_an_event_of_another_division_is_not_reported(desk: RunningDesk) -> None:
    elsewhere = Principal(id="town", roles=frozenset({Role.OPERATOR}), divisions=("990123200000",))
    assert refusal(desk, draft(), by=elsewhere) == "other_division"


def test_periods_of_days_weeks_and_months_have_names() -> None:
    assert period_containing("weekly", NOON_MS) == "2026-W47"
    assert period_name("weekly", "2026-W47") == "2026年11月16日至22日（第47周）"
    assert period_name("weekly", "2026-W53") == "2026年12月28日至2027年1月3日（第53周）"
    assert period_name("daily", "2026-11-22") == "2026年11月22日"
    assert period_name("monthly", "2026-11") == "2026年11月"
    assert (earlier("weekly", "2027-W01"), earlier("daily", "2026-03-01")) == ("2026-W53", "2026-02-28")
    span = briefing_span("weekly", "2026-W47")
    assert span is not None
    assert (span.stop - span.start, NOON_MS in span) == (7 * DAY_MS, True)
    assert briefing_span("weekly", "2026-W54") is None
    assert briefing_span("daily", "2026-11") is None
