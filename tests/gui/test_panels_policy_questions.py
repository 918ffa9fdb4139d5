"""Policy questions: the article is there while one types; what no article answers goes to a person, with a limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from county.policy.documents import QUESTION_MAX
from county.policy.tickets import (
    AcceptPolicyWord,
    AnswerPolicyQuestion,
    ArticleRef,
    AskPolicyQuestion,
    PolicyQuestionAnswered,
    PolicyQuestionAsked,
    PolicyWordAccepted,
    PolicyWordWithdrawn,
    RejectPolicyWord,
    WithdrawPolicyWord,
)
from desktop.policies.policy_questions import PolicyQuestions
from services.analysis.policy_replies import PolicyReplies
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.policy_messages import PolicyRequest
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton
DAY = "2026-11-24"


def write(line: QLineEdit, text: str) -> None:
    """As an input method does it."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(line, event)


class Hotline:
    """The panel, and the analysis with the sample policies behind it."""

    def __init__(self, scripted: ScriptedDesktop, panel: PolicyQuestions, folder: Path) -> None:
        self.scripted, self.panel = scripted, panel
        self.replies = PolicyReplies(folder, synthetic=True)
        self.told = 0

    def type(self, text: str) -> None:
        """Keys are pressed, and the analysis answers whatever it is then asked."""
        self.panel.question.clear()
        write(self.panel.question, text)
        QTest.keyClick(self.panel.question, Qt.Key.Key_Return)
        self.settle()

    def settle(self) -> None:
        asked = self.scripted.source.policy_questions
        while self.told < len(asked):
            self.told += 1
            question, on = asked[self.told - 1]
            request = PolicyRequest(request=f"policy {self.told}", question=question, on=on.isoformat())
            self.scripted.source.answer(self.replies.answer(request))
            self.scripted.tick()

    @property
    def text(self) -> str:
        return self.panel.answer.text()


@pytest.fixture
def hotline(scripted: ScriptedDesktop, qtbot: QtBot, tmp_path: Path) -> Iterator[Hotline]:
    health = AnalysisHealth("ready", 1, 1, 1)
    scripted.source.condition = replace(scripted.source.condition, analysis=health)
    with shown_panel(PolicyQuestions(scripted.session), qtbot, (1_000, 700)) as panel:
        yield Hotline(scripted, panel, tmp_path)


def cells(panel: PolicyQuestions, row: int) -> list[str]:
    items = (panel.table.item(row, column) for column in range(panel.table.columnCount()))
    return [item.text() for item in items if item is not None]


def test_an_article_is_shown_word_by_word_with_its_number_and_since_when_it_is_in_force(hotline: Hotline) -> None:
    hotline.type("农机补贴多久能兑付")
    assert "《样本县农业机械购置与应用补贴规定》第六条" in hotline.text
    assert "自 2024-03-01 起施行" in hotline.text
    assert "十五个工作日内完成核验" in hotline.text
    assert "样本文件" in hotline.text, "nobody takes a sample for a policy"


def test_it_is_asked_after_a_pause_in_typing_without_a_key_that_sends(hotline: Hotline, qtbot: QtBot) -> None:
    write(hotline.panel.question, "产假多少天")
    assert hotline.scripted.source.policy_questions == []
    qtbot.waitUntil(lambda: len(hotline.scripted.source.policy_questions) == 1)
    assert hotline.panel.waiting.text() == "正在查找条文…"
    hotline.settle()
    assert "一百五十八天" in hotline.text
    assert hotline.panel.waiting.isHidden()


def test_the_answer_to_other_words_than_those_typed_is_not_shown(hotline: Hotline) -> None:
    hotline.type("产假多少天")
    write(hotline.panel.question, "工资")
    assert hotline.text == ""


def test_a_wrong_premise_is_contradicted(hotline: Hotline) -> None:
    hotline.type("住院报销90%对吧")
    assert "提问说 90%，条文中没有；条文为 85%、75%、60%" in hotline.text


def test_the_law_of_another_day_is_asked_for_by_its_date_and_the_former_one_is_struck_out(hotline: Hotline) -> None:
    hotline.type("高龄津贴每个月几号到账")
    assert "每月十五日前" in hotline.text
    hotline.type("九十五岁高龄津贴每月多少钱")
    assert "一百五十元" in hotline.text.partition("<s>")[0]
    assert "每人每月一百元" in hotline.text.partition("<s>")[2]
    hotline.panel.on.setDate(QDate(2022, 6, 1))
    hotline.settle()
    assert "每人每月一百元" in hotline.text
    assert "<s>" not in hotline.text


def test_articles_that_differ_are_both_shown_and_go_to_a_person(hotline: Hotline, qtbot: QtBot) -> None:
    hotline.type("老年人坐公交车免费要满多少岁")
    assert "现行条文不一致" in hotline.text
    assert "六十五周岁" in hotline.text
    assert "六十周岁" in hotline.text
    qtbot.mouseClick(hotline.panel.button, LEFT)
    [command] = hotline.scripted.source.commands
    body = command.body
    assert isinstance(body, AskPolicyQuestion)
    assert (body.question, body.reason, body.on) == ("老年人坐公交车免费要满多少岁", "conflict", "2026-11-23")
    assert sorted((cited.doc_id, cited.no) for cited in body.cites) == [
        ("bus-fares", "第二条"), ("elderly-preferential-treatment", "第二条")
    ]  # fmt: skip


def test_what_no_article_answers_becomes_a_question_with_a_limit(hotline: Hotline, qtbot: QtBot) -> None:
    hotline.type("火星上有没有生命")
    assert "没有条文能回答" in hotline.text
    qtbot.mouseClick(hotline.panel.button, LEFT)
    [command] = hotline.scripted.source.commands
    body = command.body
    assert isinstance(body, AskPolicyQuestion)
    assert (body.reason, body.cites) == ("unanswered", ())
    now_ms = hotline.scripted.clock.now_ms()
    hotline.scripted.accept(PolicyQuestionAsked(
        question_id="Q1", question=body.question, on=body.on, reason=body.reason,
        due_ms={"answer": now_ms + 2 * HOUR_MS},
    ))  # fmt: skip
    assert hotline.panel.question.text() == ""
    assert cells(hotline.panel, 0)[:4] == ["待答复", "12:00", "火星上有没有生命", "没有条文回答"]
    hotline.scripted.clock.advance(3 * HOUR_MS)
    hotline.panel.age()
    assert cells(hotline.panel, 0)[1] == "12:00，已超时"


def test_a_question_that_is_sent_before_it_was_searched_says_so_and_leaves_the_next_one(
    hotline: Hotline, qtbot: QtBot
) -> None:
    write(hotline.panel.question, "火星上有没有生命")
    qtbot.mouseClick(hotline.panel.button, LEFT)
    [command] = hotline.scripted.source.commands
    body = command.body
    assert isinstance(body, AskPolicyQuestion)
    assert (body.reason, body.cites) == ("not_searched", ())
    write(hotline.panel.question, "，月球呢")
    asked = PolicyQuestionAsked(question_id="Q1", question=body.question, on=body.on, reason=body.reason)
    hotline.scripted.accept(asked)
    assert hotline.panel.question.text() == "火星上有没有生命，月球呢"
    assert cells(hotline.panel, 0)[3] == "未经检索"


def test_an_answered_question_proposes_a_word_that_another_person_accepts(hotline: Hotline, qtbot: QtBot) -> None:
    panel, scripted = hotline.panel, hotline.scripted
    scripted.happen(PolicyQuestionAsked(question_id="Q1", question="钱啥时打卡上", on=DAY, reason="unanswered"))
    panel.table.selectRow(0)
    qtbot.mouseClick(panel.step_buttons[AnswerPolicyQuestion], LEFT)
    assert panel.problem.text() == "请填写答复内容"
    for line, text in ((panel.reply, "每月十五日前"), (panel.spoken, "打卡上"), (panel.written, "划入")):
        write(line, text)
    qtbot.mouseClick(panel.step_buttons[AnswerPolicyQuestion], LEFT)
    body = scripted.source.commands[-1].body
    assert isinstance(body, AnswerPolicyQuestion)
    assert (body.note, body.spoken, body.written) == ("每月十五日前", "打卡上", "划入")
    scripted.accept(PolicyQuestionAnswered(question_id="Q1", note=body.note, spoken="打卡上", written="划入"))
    assert cells(panel, 0)[3:] == ["每月十五日前", "打卡上 → 划入，待采纳"]
    panel.table.selectRow(0)
    qtbot.mouseClick(panel.step_buttons[AcceptPolicyWord], LEFT)
    assert isinstance(scripted.source.commands[-1].body, AcceptPolicyWord)
    scripted.accept(PolicyWordAccepted(question_id="Q1"))
    assert cells(panel, 0)[4] == "打卡上 → 划入，已采纳"
    assert not panel.step_buttons[AcceptPolicyWord].isEnabled()
    assert not panel.step_buttons[RejectPolicyWord].isEnabled()
    panel.table.selectRow(0)
    qtbot.mouseClick(panel.step_buttons[WithdrawPolicyWord], LEFT)
    assert panel.problem.text() == "请填写该说法为何不妥"
    write(panel.reply, "也指上班")
    qtbot.mouseClick(panel.step_buttons[WithdrawPolicyWord], LEFT)
    assert isinstance(scripted.source.commands[-1].body, WithdrawPolicyWord)
    scripted.accept(PolicyWordWithdrawn(question_id="Q1", note="也指上班"))
    assert cells(panel, 0)[3:] == ["每月十五日前", "打卡上 → 划入，已停用"]


def test_a_proposed_word_is_rejected_with_a_reason(hotline: Hotline, qtbot: QtBot) -> None:
    panel, scripted = hotline.panel, hotline.scripted
    scripted.happen(PolicyQuestionAsked(question_id="Q1", question="钱啥时打卡上", on=DAY, reason="unanswered"))
    scripted.happen(PolicyQuestionAnswered(question_id="Q1", note="十五日前", spoken="打卡上", written="划入"))
    panel.table.selectRow(0)
    write(panel.reply, "也指上班")
    qtbot.mouseClick(panel.step_buttons[RejectPolicyWord], LEFT)
    body = scripted.source.commands[-1].body
    assert isinstance(body, RejectPolicyWord)
    assert body.note == "也指上班"


def test_an_answer_names_the_articles_that_answer_the_question_on_its_day(hotline: Hotline, qtbot: QtBot) -> None:
    panel, scripted = hotline.panel, hotline.scripted
    asked = "九十五岁高龄津贴每月多少钱"
    scripted.happen(PolicyQuestionAsked(question_id="Q1", question=asked, on="2022-06-01", reason="doubtful"))
    panel.open_row("Q1")
    QTest.keyClick(panel.question, Qt.Key.Key_Return)
    hotline.settle()
    assert panel.other_day.text() == "按 2022-06-01 的规定查找，不是今天"
    panel.table.selectRow(0)
    write(panel.reply, "每月一百元")
    qtbot.mouseClick(panel.step_buttons[AnswerPolicyQuestion], LEFT)
    body = scripted.source.commands[-1].body
    assert isinstance(body, AnswerPolicyQuestion)
    [article] = body.answered_by
    assert isinstance(article, ArticleRef)
    assert article.doc_id == "advanced-age-allowance-2021"


def test_an_answered_question_is_proposed_as_an_example_of_the_article_that_is_chosen(
    hotline: Hotline, qtbot: QtBot
) -> None:
    panel, scripted = hotline.panel, hotline.scripted
    asked = "老人那点高龄钱每月哪天进腰包"
    scripted.happen(PolicyQuestionAsked(question_id="Q1", question=asked, on=DAY, reason="unanswered"))
    panel.table.selectRow(0)
    write(panel.reply, "每月十五日前")
    panel.example.setChecked(True)
    qtbot.mouseClick(panel.step_buttons[AnswerPolicyQuestion], LEFT)
    assert "请先打开该问题" in panel.problem.text()
    panel.open_row("Q1")
    QTest.keyClick(panel.question, Qt.Key.Key_Return)
    hotline.settle()
    assert panel.article.currentText() == "不依据所列条文", "no article answers it so far"
    [place] = [n for n in range(panel.article.count()) if panel.article.itemText(n).startswith("第六条")]
    panel.article.setCurrentIndex(place)
    panel.table.selectRow(0)
    qtbot.mouseClick(panel.step_buttons[AnswerPolicyQuestion], LEFT)
    body = scripted.source.commands[-1].body
    assert isinstance(body, AnswerPolicyQuestion)
    assert body.as_example
    assert [ref.no for ref in body.answered_by] == ["第六条"]
    scripted.accept(
        PolicyQuestionAnswered(question_id="Q1", note="每月十五日前", as_example=True, answered_by=body.answered_by)
    )
    assert cells(panel, 0)[4] == "《样本县高龄津贴发放办法（2023年修订）》第六条的问法，待采纳"
    assert not panel.example.isChecked()


def test_other_words_typed_while_an_answer_comes_never_get_that_answer(hotline: Hotline) -> None:
    panel, source = hotline.panel, hotline.scripted.source
    panel.question.setText("产假多少天")
    QTest.keyClick(panel.question, Qt.Key.Key_Return)
    panel.question.setText("农机补贴多久能兑付")
    QTest.keyClick(panel.question, Qt.Key.Key_Return)
    panel.question.setText("高龄津贴每个月几号到账")  # the pause in typing has not ended
    hotline.settle()
    assert [question for question, _ in source.policy_questions] == ["产假多少天", "农机补贴多久能兑付"]
    assert hotline.text == ""
    panel.question.setText("农机补贴多久能兑付")
    QTest.keyClick(panel.question, Qt.Key.Key_Return)
    hotline.settle()
    assert "十五个工作日内完成核验" in hotline.text


def test_the_law_of_today_is_that_of_the_clock_at_every_midnight(hotline: Hotline, qtbot: QtBot) -> None:
    panel, clock = hotline.panel, hotline.scripted.clock
    hotline.type("产假多少天")
    before = panel.wanted[1]
    clock.advance(24 * HOUR_MS)
    qtbot.waitUntil(lambda: panel.wanted[1] != before)
    hotline.settle()
    assert [on.isoformat() for _, on in hotline.scripted.source.policy_questions] == [before, panel.wanted[1]]
    assert panel.other_day.isHidden()
    assert "一百五十八天" in hotline.text


def test_a_day_that_a_person_picked_stays_and_is_told_until_today_is_chosen_again(
    hotline: Hotline, qtbot: QtBot
) -> None:
    panel = hotline.panel
    today = panel.wanted[1]
    assert panel.today.isHidden()
    panel.on.setDate(QDate(2022, 6, 1))
    hotline.scripted.clock.advance(24 * HOUR_MS)
    panel._follow_today()
    assert panel.wanted[1] == "2022-06-01"
    assert panel.other_day.text() == "按 2022-06-01 的规定查找，不是今天"
    qtbot.mouseClick(panel.today, LEFT)
    assert panel.wanted[1] > today
    assert panel.other_day.isHidden()


def test_whoever_types_is_told_that_no_person_is_named(hotline: Hotline) -> None:
    assert hotline.panel.private.isVisible()
    assert "姓名" in hotline.panel.private.text()


def test_a_pasted_text_of_10_000_characters_is_cut_to_what_is_read(hotline: Hotline) -> None:
    hotline.panel.question.insert("高龄津贴每个月几号到账" + "，" * 10_000)
    QTest.keyClick(hotline.panel.question, Qt.Key.Key_Return)
    hotline.settle()
    assert len(hotline.scripted.source.policy_questions[-1][0]) <= QUESTION_MAX
    assert "每月十五日前" in hotline.text


def test_files_that_cannot_be_read_are_told_with_every_answer(hotline: Hotline, tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "bad.toml").write_text("[", "utf-8")
    (tmp_path / "policies" / "good.toml").write_text(
        'format = 1\nid = "good"\ntitle = "轮椅办法"\nin_force_from = 2024-01-01\n'
        '[[articles]]\nno = "第一条"\ntext = "购买轮椅补助八百元。"\n', "utf-8",
    )  # fmt: skip
    hotline.type("轮椅补助多少钱")
    assert "1 份政策文件无法读取" in hotline.text
    assert "八百元" in hotline.text


def test_a_county_without_policies_says_so(hotline: Hotline, tmp_path: Path) -> None:
    hotline.replies = PolicyReplies(tmp_path, synthetic=False)
    hotline.type("轮椅补助多少钱")
    assert "本县尚无政策文件" in hotline.text


def test_markup_in_a_question_is_no_markup_of_the_window(hotline: Hotline) -> None:
    hotline.type("<b>产假</b>多少天")
    assert "<b>产假" not in hotline.text
