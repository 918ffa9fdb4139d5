"""Questions that persons answer: two working hours, no numbers of people, and words that two persons agree on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from county import commands as c
from county.policy.tickets import (
    POLICY_QUESTIONS,
    AcceptPolicyWord,
    AnswerPolicyQuestion,
    ArticleRef,
    AskPolicyQuestion,
    PolicyQuestionAnswered,
    PolicyQuestionAsked,
    PolicyTicket,
    PolicyWordAccepted,
    PolicyWordWithdrawn,
    RejectPolicyWord,
    WithdrawPolicyQuestion,
    WithdrawPolicyWord,
)
from county.refusals import Refused
from services.analysis.accepted_lessons import AcceptedLessons
from services.analysis.policy_replies import LOOKED_AT_MS, NoSuchDay, PolicyReplies
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.policies.lessons import Lessons
from services.protocol.policy_messages import PolicyReply, PolicyRequest
from services.store.upcast import RecordReader
from tests.recorded_journals import numbered
from tests.timelines import log_of, timeline_of
from tests.unit.running_desk import NOON_MS, RunningDesk

HOUR_MS = 3_600_000
MONDAY_MS = NOON_MS + 22 * HOUR_MS
"""10:00 of a working day."""
ARTICLE = ArticleRef(doc_id="allowance-2024", no="第六条", title="高龄津贴发放办法")
ASK = AskPolicyQuestion(
    question_id="Q1", question="补助啥时打卡上", on="2026-11-23", reason="unanswered", cites=(ARTICLE,)
)
ANSWER = AnswerPolicyQuestion(question_id="Q1", note="每月十五日前", spoken="打卡上", written="划入")
ACCEPT = AcceptPolicyWord(question_id="Q1")
REJECT = RejectPolicyWord(question_id="Q1", note="各村叫法不同")
STOP = WithdrawPolicyWord(question_id="Q1", note="“打卡上”也指上班")
DAY_MS = 24 * HOUR_MS
DOC = """format = 1
id = "{id}"
title = "轮椅补助办法"
in_force_from = 2024-01-01
[[articles]]
no = "第一条"
text = "{text}"
"""


def ask(question: str, **more: Any) -> AskPolicyQuestion:
    return replace(ASK, question_id="Q", question=question, **more)


def refused(running: RunningDesk, body: c.CommandBody, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        running.give(body, **more)
    return caught.value.code


def ticket(running: RunningDesk) -> PolicyTicket:
    found = running.desk.fold.states["policy_question"]["Q1"]
    assert isinstance(found, PolicyTicket)
    return found


def asked(folder: Path, question: str, replies: PolicyReplies | None = None, on: str = "2026-06-01") -> PolicyReply:
    replies = replies or PolicyReplies(folder, synthetic=False)
    return replies.answer(PolicyRequest(request="r", question=question, on=on))


def write_doc(package: Path, id: str, text: str) -> None:
    (package / "policies").mkdir(exist_ok=True)
    (package / "policies" / f"{id}.toml").write_text(DOC.format(id=id, text=text), "utf-8")


def test_a_question_is_answered_within_two_working_hours() -> None:
    running = RunningDesk()
    running.give(ASK, at_ms=MONDAY_MS)
    assert ticket(running).due_ms == {"answer": MONDAY_MS + 2 * HOUR_MS}


def test_the_limit_of_a_question_of_a_sunday_ends_on_monday() -> None:
    running = RunningDesk()
    running.give(ASK)
    assert ticket(running).due_ms["answer"] > NOON_MS + 12 * HOUR_MS


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (ask(" "), "question_missing"),
        (ask("几号发", on="2026-02-30"), "question_day_invalid"),
        (ask("几号发", cites=(ARTICLE,) * 9), "too_many_cited"),
        (AnswerPolicyQuestion(question_id="Q1", note=" "), "case_note_missing"),
        (AnswerPolicyQuestion(question_id="Q1", note="x", spoken="打卡上"), "word_incomplete"),
        (AnswerPolicyQuestion(question_id="Q1", note="x", spoken="到账", written="划入"), "word_not_asked"),
        (AnswerPolicyQuestion(question_id="Q1", note="x", spoken="卡", written="划入"), "word_too_general"),
        (AnswerPolicyQuestion(question_id="Q1", note="x", spoken="啥时", written="划入"), "word_too_general"),
        (AnswerPolicyQuestion(question_id="Q1", note="x", spoken="打卡上", written="每月"), "word_too_general"),
        (AnswerPolicyQuestion(question_id="Q1", note="x", answered_by=(ARTICLE,) * 9), "too_many_cited"),
        (REJECT, "case_transition_forbidden"), (STOP, "case_transition_forbidden"),
        (WithdrawPolicyQuestion(question_id="Q1"), "case_note_missing"),
        (ACCEPT, "case_transition_forbidden"),
    ],
)  # fmt: skip
def test_what_no_question_answer_or_word_can_be_is_refused(body: c.CommandBody, code: str) -> None:
    running = RunningDesk()
    running.give(ASK)
    assert refused(running, body) == code


@pytest.mark.parametrize(
    "body",
    [
        ask("请回电13800000001"), ask("几号发", note="0730-8000000"),
        ask("几号发", cites=(ArticleRef(doc_id="a", no="第一条", title="13800000001"),)),
        AnswerPolicyQuestion(question_id="Q1", note="已回电13800000001"),
        AnswerPolicyQuestion(question_id="Q1", note="x", answered_by=(ArticleRef(doc_id="a", no="8000000", title=""),)),
        AnswerPolicyQuestion(question_id="Q1", note="x", spoken="打卡上", written="13800000001"),
        WithdrawPolicyQuestion(question_id="Q1", note="打13800000001没人接"),
    ],
)  # fmt: skip
def test_no_text_of_a_question_has_a_telephone_number(body: c.CommandBody) -> None:
    running = RunningDesk()
    running.give(ASK)
    assert refused(running, body) == "text_has_number"


@pytest.mark.parametrize("body", [ACCEPT, REJECT, STOP])
def test_no_note_on_a_word_has_a_telephone_number(body: c.CommandBody) -> None:
    running = RunningDesk()
    running.give(ASK)
    running.give(ANSWER)
    if body is STOP:
        running.give(ACCEPT, for_="other")
    assert refused(running, replace(body, note="问13800000001"), for_="other") == "text_has_number"


def test_a_question_keeps_the_day_whose_law_was_asked_for_and_the_articles_that_were_found_and_answered_by() -> None:
    running = RunningDesk()
    running.give(ASK)
    running.give(replace(ANSWER, answered_by=(ARTICLE,)))
    found = ticket(running)
    assert (found.on, found.cites, found.answered_by) == ("2026-11-23", (ARTICLE,), (ARTICLE,))


def test_a_word_is_accepted_once_and_by_another_person() -> None:
    running = RunningDesk()
    running.give(ASK)
    running.give(ANSWER)
    assert refused(running, ACCEPT) == "word_accepted_by_other"
    assert ticket(running).word == "proposed"
    running.give(ACCEPT, for_="other")
    assert ticket(running).word == "accepted"
    assert refused(running, ACCEPT, for_="other") == "word_not_proposed"


def test_a_proposed_word_is_rejected_and_waits_no_longer() -> None:
    running = RunningDesk()
    running.give(ASK)
    running.give(ANSWER)
    assert refused(running, RejectPolicyWord(question_id="Q1")) == "case_note_missing"
    running.give(REJECT, for_="other")
    assert ticket(running).word == "rejected"
    assert refused(running, ACCEPT, for_="other") == "word_not_proposed"


def test_an_accepted_word_is_withdrawn_even_a_year_later() -> None:
    running = RunningDesk()
    running.give(ASK)
    running.give(ANSWER)
    assert refused(running, STOP) == "word_not_accepted"
    running.give(ACCEPT, for_="other")
    at_ms = ticket(running).steps[-1].recorded_ms
    assert POLICY_QUESTIONS.expires_ms(ticket(running)) is None, "it stays on the desk while its word counts"
    assert refused(running, REJECT) == "word_not_proposed"
    running.give(STOP, at_ms=at_ms + 365 * DAY_MS)
    assert ticket(running).word == "withdrawn"
    assert POLICY_QUESTIONS.expires_ms(ticket(running)) == at_ms + (365 + 30) * DAY_MS


def test_a_question_whose_word_was_not_accepted_leaves_the_desk_after_thirty_days() -> None:
    running = RunningDesk()
    running.give(ASK)
    running.give(ANSWER)
    answered_ms = ticket(running).steps[-1].recorded_ms
    running.give(REJECT)
    assert POLICY_QUESTIONS.expires_ms(ticket(running)) == answered_ms + 30 * DAY_MS


def test_an_answer_that_proposes_no_word_has_none_to_accept() -> None:
    running = RunningDesk()
    running.give(ASK)
    running.give(AnswerPolicyQuestion(question_id="Q1", note="每月十五日前"))
    assert refused(running, ACCEPT, for_="other") == "word_not_proposed"


def test_words_and_examples_are_those_that_were_accepted_in_the_journal_and_follow_it(tmp_path: Path) -> None:
    first = numbered([
        (1_000, PolicyQuestionAsked(question_id="Q1", question="补助啥时打卡上", on="2026-11-23", reason="unanswered")),
        (2_000, PolicyQuestionAnswered(question_id="Q1", note="x", spoken="打卡上", written="划入", as_example=True,
                                       answered_by=(ARTICLE,))),
    ])  # fmt: skip
    log = log_of(first)
    timeline = timeline_of(log, tmp_path / "timeline")
    accepted = AcceptedLessons(timeline, log, RecordReader())
    assert accepted.lessons() == Lessons(), "nobody has accepted it"
    assert accepted.lessons() is accepted.lessons()
    log_of(numbered([(3_000, PolicyWordAccepted(question_id="Q1"))], first=3), log)
    TimelineWriter(timeline, log, RecordReader()).go_on(10, log.head)
    assert accepted.lessons() == Lessons({"打卡上": ("划入",)}, {(ARTICLE.doc_id, ARTICLE.no): ("补助啥时打卡上",)})
    log_of(numbered([(4_000, PolicyWordWithdrawn(question_id="Q1", note="x"))], first=4), log)
    TimelineWriter(timeline, log, RecordReader()).go_on(10, log.head)
    assert accepted.lessons() == Lessons(), "somebody has withdrawn it"
    timeline.close()


def test_an_accepted_word_lets_the_article_answer(tmp_path: Path) -> None:
    write_doc(tmp_path, "doc", "轮椅补助每月十五日前划入社会保障卡。")
    question = "轮椅补助几号进腰包"
    assert asked(tmp_path, question).kind == "none"
    replies = PolicyReplies(tmp_path, synthetic=False).with_lessons(lambda: Lessons({"进腰包": ("划入",)}))
    found = asked(tmp_path, question, replies)
    assert (found.kind, found.cited[0].no) == ("answer", "第一条")


def test_an_accepted_example_lets_its_article_answer_questions_like_it(tmp_path: Path) -> None:
    question = "老爷子岁数大了，公家每个月塞给他的那点养老钱，啥时候能进腰包呀"
    sample = PolicyReplies(tmp_path, synthetic=True)
    assert asked(tmp_path, question, sample).kind != "answer"
    taught = sample.with_lessons(lambda: Lessons(asked={("advanced-age-allowance-2024", "第六条"): (question,)}))
    found = asked(tmp_path, question, taught)
    assert (found.kind, found.cited[0].no, found.cited[0].like) == ("answer", "第六条", question)


def test_an_accepted_question_that_nothing_answers_keeps_articles_from_answering_it(tmp_path: Path) -> None:
    question = "高龄津贴每个月几号到账"
    sample = PolicyReplies(tmp_path, synthetic=True)
    assert asked(tmp_path, question, sample).kind == "answer"
    refused = sample.with_lessons(lambda: Lessons(unanswered=(question,)))
    assert asked(tmp_path, question, refused).kind != "answer"


def test_a_question_is_an_example_of_one_article_and_counts_once_it_was_accepted() -> None:
    running = RunningDesk()
    running.give(ASK)
    of_two = replace(ANSWER, spoken="", written="", as_example=True, answered_by=(ARTICLE, ARTICLE))
    assert refused(running, of_two) == "example_of_many"
    running.give(replace(of_two, answered_by=(ARTICLE,)))
    assert (ticket(running).word, ticket(running).as_example) == ("proposed", True)
    running.give(ACCEPT, for_="other")
    assert ticket(running).word == "accepted"


def test_a_file_that_was_written_anew_is_read_again(tmp_path: Path) -> None:
    clock = iter(range(0, 100 * LOOKED_AT_MS, LOOKED_AT_MS))
    replies = PolicyReplies(tmp_path, synthetic=False, monotonic=lambda: next(clock))
    assert asked(tmp_path, "轮椅补助多少钱", replies).documents == 0
    write_doc(tmp_path, "doc", "轮椅补助每人五百元。")
    assert "五百元" in asked(tmp_path, "轮椅补助多少钱", replies).cited[0].text
    write_doc(tmp_path, "doc", "轮椅补助每人八百元整。")
    assert "八百元" in asked(tmp_path, "轮椅补助多少钱", replies).cited[0].text
    (tmp_path / "policies" / "bad.toml").write_text("[", "utf-8")
    assert asked(tmp_path, "轮椅补助多少钱", replies).unreadable == 1


def test_a_file_that_vanishes_while_it_is_looked_for_is_told_and_the_others_answer(tmp_path: Path) -> None:
    write_doc(tmp_path, "doc", "轮椅补助每人五百元。")
    (tmp_path / "policies" / "gone.toml").symlink_to(tmp_path / "nowhere")
    found = asked(tmp_path, "轮椅补助多少钱")
    assert (found.kind, found.documents, found.unreadable) == ("answer", 1, 1)


def test_a_day_that_is_not_in_the_calendar_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSuchDay):
        asked(tmp_path, "轮椅补助多少钱", on="2026-02-30")
    assert asked(tmp_path, "轮椅补助多少钱", on=date.min.isoformat()).kind == "none"
