"""简报: drafted from an event by one key or for a period, checked with answers, signed and sent; a page shows what is
found beside its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from threading import Event, current_thread, main_thread

import pytest
from msgspec.structs import replace as replace_struct
from PySide6.QtCore import QDeadlineTimer, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from county.authority import Role
from county.briefing import commands as b
from county.briefing.briefing import BriefText, chosen
from county.events.event import LONGEST_NOTE, TimelineEntry
from county.figures.metric import Figure, FigureValue, Period, Scope
from county.response.evacuations import Arrival, EvacueesArrived, EvacueesCorrected
from desktop import theme
from desktop.briefings import place_shots
from desktop.briefings.briefings import Briefings
from desktop.briefings.check_dialog import CheckDialog
from desktop.briefings.drafted import PageSource
from desktop.briefings.export import ExportDialog
from desktop.briefings.page_html import EDIT, REMOVE
from desktop.briefings.signing import SigningDialog
from desktop.map.place_picture import TOO_LATE, NotPainted
from desktop.printing.paper_job import png_of
from desktop.session import Session
from desktop.steps.reason_dialog import ReasonDialog
from desktop.window.main_window import MainWindow
from services.brief.documents import SUFFIXES
from services.brief.linting import plain_text
from services.protocol.analysis_messages import LinkedAnswer
from tests.gui.conftest import MONDAY_MORNING_MS, OpenDesk, ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.scripted_dialogs import ScriptedDialogs
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_archive import say
from tests.gui.test_panels_evaluation import READY, FigureAnswers
from tests.memory_realm import OWNER

LEADER = replace_struct(OWNER, roles=frozenset({Role.OPERATOR, Role.LEADER}))
LEFT = Qt.MouseButton.LeftButton
SIZE = (1_100, 800)
NARROW_PX = 410
"""As wide as the pane of the card, where the page stands below the list."""
FIGURE = Figure(
    metric="reported", scope=Scope(), period=Period(MONDAY_MORNING_MS - 86_400_000, MONDAY_MORNING_MS), grain="county",
    group="", as_of_seq=70, value=FigureValue(),
)


@pytest.fixture
def panel(scripted: ScriptedDesktop, dialogs: ScriptedDialogs, qtbot: QtBot) -> Iterator[Briefings]:
    with shown_panel(Briefings(replace(scripted.session, dialogs=dialogs)), qtbot, SIZE) as panel:
        panel.inputs.recipients.setText("县委办公室、县应急管理局")
        yield panel


def settled(panel: Briefings) -> Briefings:
    """The panel once the page that it wants is made."""
    limit = QDeadlineTimer(20_000)
    while panel.shown.maker.is_busy and not limit.hasExpired():
        QTest.qWait(5)
    return panel


def text_of(panel: Briefings) -> str:
    return settled(panel).shown.page.browser.toPlainText()


def write(panel: Briefings, place: str) -> None:
    """Follow the link beside a place of the page."""
    settled(panel).shown.page.browser.anchorClicked.emit(QUrl(f"{EDIT}{place}"))


def check(panel: Briefings, qtbot: QtBot) -> None:
    qtbot.mouseClick(settled(panel).step_buttons[b.CheckBriefing], LEFT)


def drafted(scripted: ScriptedDesktop) -> b.DraftBriefing:
    body = scripted.source.commands[-1].body
    assert isinstance(body, b.DraftBriefing)
    record = b.BriefingDrafted(
        briefing_id=body.briefing_id, kind=body.kind, event_ids=body.event_ids, period=body.period, title=body.title,
        classification=body.classification, recipients=body.recipients, supersedes="", part=0, follows="",
    )  # fmt: skip
    scripted.accept(record)
    return body


def report_about(scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot, title: str = "道路塌方") -> str:
    """The first report about an event of that title is drafted by the button; returns its id."""
    scripted.session.focus.select("events", scripted.report(title))
    qtbot.mouseClick(panel.button, LEFT)
    return drafted(scripted).briefing_id


def test_a_first_report_is_drafted_from_the_selected_event_and_shown_as_a_page(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    event_id = scripted.report("道路塌方")
    scripted.session.focus.select("events", event_id)
    qtbot.mouseClick(panel.button, LEFT)
    body = drafted(scripted)
    assert (body.kind, body.event_ids, body.recipients) == ("first", (event_id,), ("县委办公室", "县应急管理局"))
    text = text_of(panel)
    assert "关于道路塌方的首报" in text
    assert "七、损失/伤亡：待核" in text
    assert panel.chosen == body.briefing_id


def test_a_text_is_written_at_its_place_and_goes_back_to_the_records(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    id = report_about(scripted, panel, qtbot)
    write(panel, "losses")
    assert panel.shown.page.editor.isVisible()
    panel.shown.page.text.setPlainText("无人员伤亡")
    qtbot.mouseClick(panel.shown.page.save, LEFT)
    body = scripted.source.commands[-1].body
    assert isinstance(body, b.EditBriefing)
    assert [(one.place, one.wording) for one in body.texts] == [("losses", "无人员伤亡")]
    edited = b.BriefingEdited(
        briefing_id=id, texts=body.texts, title="", classification="internal", recipients=("县委办公室",)
    )
    scripted.accept(edited)
    assert "七、损失/伤亡：无人员伤亡" in text_of(panel)
    write(panel, "losses")
    qtbot.mouseClick(panel.shown.page.restore, LEFT)
    assert scripted.source.commands[-1].body.texts[0].wording == ""  # type: ignore[attr-defined]


def test_what_is_to_be_verified_is_counted_named_and_written_one_after_the_other(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    id = report_about(scripted, panel, qtbot)
    open_ones = text_of(panel).count("：待核")
    button, page = panel.shown.to_verify, panel.shown.page
    assert button.text() == f"{open_ones} 项待核"
    named = button.toolTip().splitlines()
    assert len(named) == open_ones
    assert "损失/伤亡" in named
    qtbot.mouseClick(button, LEFT)
    assert page.editor.isVisible()
    first = page.name.text()
    page.text.setPlainText("已核实")
    qtbot.mouseClick(page.save, LEFT)
    body = scripted.source.commands[-1].body
    assert isinstance(body, b.EditBriefing)
    scripted.accept(b.BriefingEdited(
        briefing_id=id, texts=body.texts, title="", classification="internal", recipients=("县委办公室",)
    ))  # fmt: skip
    settled(panel)
    assert button.text() == f"{open_ones - 1} 项待核"
    qtbot.mouseClick(button, LEFT)
    assert page.name.text() != first


def test_an_empty_list_says_how_one_is_begun_and_has_nothing_to_scroll_to(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    panel.resize(420, 700)
    assert panel.hint.isVisible()
    assert panel.hint.text() == "尚无简报：在上方选择事件或时段，再按“起草”"
    bar = panel.table.horizontalScrollBar()
    assert bar.maximum() > 0, "the headings alone are wider"
    assert not bar.isVisible()
    scripted.happen(b.BriefingDrafted(
        briefing_id="A", kind="special", event_ids=(), period="", title="季度通报", classification="internal",
        recipients=(), supersedes="", part=0, follows="",
    ))  # fmt: skip
    qtbot.waitUntil(bar.isVisible)
    assert not panel.hint.isVisible()


def test_a_briefing_that_another_part_of_the_window_wants_shown_is_chosen(
    scripted: ScriptedDesktop, panel: Briefings
) -> None:
    for id, title in (("A", "季度通报"), ("B", "整改情况")):
        scripted.happen(b.BriefingDrafted(
            briefing_id=id, kind="special", event_ids=(), period="", title=title, classification="internal",
            recipients=(), supersedes="", part=0, follows="",
        ))  # fmt: skip
    for id, title in (("A", "季度通报"), ("B", "整改情况")):
        panel.session.briefings.show(id)
        assert panel.chosen == id
        assert title in text_of(panel)


def test_the_key_that_sends_a_form_saves_the_text_that_is_written(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    report_about(scripted, panel, qtbot)
    write(panel, "losses")
    panel.shown.page.text.setPlainText("无人员伤亡")
    qtbot.keyClick(panel.shown.page.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    body = scripted.source.commands[-1].body
    assert isinstance(body, b.EditBriefing)
    assert [one.wording for one in body.texts] == ["无人员伤亡"]
    assert not panel.shown.page.editor.isVisible()


def test_a_text_that_is_too_long_says_so_and_cannot_be_saved(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    report_about(scripted, panel, qtbot)
    write(panel, "losses")
    name = panel.shown.page.name.text()
    panel.shown.page.text.setPlainText("字" * (LONGEST_NOTE + 1))
    assert "4,001" in panel.shown.page.name.text()
    assert not panel.shown.page.save.isEnabled()
    panel.shown.page.text.setPlainText("字" * LONGEST_NOTE)
    assert panel.shown.page.name.text() == name
    assert panel.shown.page.save.isEnabled()


def test_errors_stand_beside_their_place_and_forbid_the_check(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    report_about(scripted, panel, qtbot, "道路塌方，启动红色响应")
    assert "L11" in text_of(panel)
    sent = len(scripted.source.commands)
    check(panel, qtbot)
    assert "L11" in panel.problem.text()
    assert len(scripted.source.commands) == sent


def test_questions_are_answered_before_a_briefing_counts_as_checked(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    id = report_about(scripted, panel, qtbot)
    texts = (BriefText(place="losses", wording="转移 12 人"),)
    scripted.happen(b.BriefingEdited(
        briefing_id=id, texts=texts, title="", classification="internal", recipients=("县委办公室",)
    ))  # fmt: skip
    check(panel, qtbot)
    [dialog] = panel.findChildren(CheckDialog)
    assert not dialog.take.isEnabled()
    dialog.answers[0].setText("乡镇电话核实")
    qtbot.mouseClick(dialog.take, LEFT)
    body = scripted.source.commands[-1].body
    assert isinstance(body, b.CheckBriefing)
    assert [(one.rule, one.place, one.note) for one in body.answers] == [("L7", "losses", "乡镇电话核实")]


def test_a_monthly_bulletin_is_shown_with_figures_as_of_its_draft(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    say(scripted, READY)
    answers = FigureAnswers(scripted)
    panel.inputs.kind.setCurrentIndex(panel.inputs.kind.findData("monthly"))
    assert panel.inputs.about.text() == "2026-11"
    qtbot.mouseClick(panel.button, LEFT)
    drafted(scripted)
    assert "正在统计" in text_of(panel)
    answers.answer()
    settled(panel)
    [state] = panel.drafted.known.values()
    assert {request.as_of_seq for request in scripted.source.figure_requests} == {state.as_of_seq}
    assert "网格事件处置月度通报" in text_of(panel)
    assert "80.0%" in text_of(panel)


@pytest.mark.parametrize(("kind", "about"), [("daily", "2026-11"), ("weekly", "2026-W60"), ("special", "")])
def test_a_period_or_title_is_asked_for(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot, kind: str, about: str
) -> None:
    panel.inputs.kind.setCurrentIndex(panel.inputs.kind.findData(kind))
    panel.inputs.about.setText(about)
    qtbot.mouseClick(panel.button, LEFT)
    assert panel.problem.isVisible()
    assert not scripted.source.commands


def test_a_figure_goes_into_the_open_special_report_or_begins_one(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    panel.session.briefings.add_figure(FIGURE, "昨日受理")
    body = drafted(scripted)
    assert (body.kind, body.title) == ("special", "昨日受理")
    figure = chosen(FIGURE, "昨日受理")
    assert scripted.source.commands[-1].body == b.AddBriefingFigure(briefing_id=body.briefing_id, figure=figure)
    scripted.accept(b.BriefingFigureAdded(briefing_id=body.briefing_id, figure=figure))
    panel.session.briefings.add_figure(replace_struct(FIGURE, metric="overdue_stock"))
    more = scripted.source.commands[-1].body
    assert isinstance(more, b.AddBriefingFigure)
    assert (more.briefing_id, more.figure.metric) == (body.briefing_id, "overdue_stock")


def test_the_files_of_a_draft_are_exported_and_named_as_one(
    scripted: ScriptedDesktop, panel: Briefings, dialogs: ScriptedDialogs, qtbot: QtBot
) -> None:
    event_id = scripted.report("道路塌方")
    scripted.session.focus.select("events", event_id)
    qtbot.mouseClick(panel.button, LEFT)
    drafted(scripted)
    qtbot.mouseClick(settled(panel).shown.export, LEFT)
    [dialog] = panel.findChildren(ExportDialog)
    qtbot.waitUntil(lambda: dialog.open_folder.isVisible(), timeout=20_000)
    made = {path.name for path in dialogs.folder.glob("首报*")}
    assert made == {f"首报-{event_id}-草稿{suffix}" for suffix in SUFFIXES}
    qtbot.mouseClick(dialog.leave, LEFT)


def test_an_export_that_is_cancelled_writes_nothing(
    scripted: ScriptedDesktop, panel: Briefings, dialogs: ScriptedDialogs, qtbot: QtBot
) -> None:
    report_about(scripted, panel, qtbot)
    qtbot.mouseClick(settled(panel).shown.export, LEFT)
    [dialog] = panel.findChildren(ExportDialog)
    qtbot.mouseClick(dialog.leave, LEFT)
    assert not list(dialogs.folder.glob("首报*"))


def test_a_briefing_is_signed_under_the_next_number_and_its_files_can_be_fetched(
    open_desk: OpenDesk, dialogs: ScriptedDialogs, qtbot: QtBot
) -> None:
    desk: LiveDesktop = open_desk(principals=(LEADER,)).live()
    event_id = desk.report("道路塌方")
    session: Session = replace(desk.session, dialogs=dialogs)
    with shown_panel(Briefings(session), qtbot, SIZE) as panel:
        panel.inputs.recipients.setText("县委办公室")
        asked: list[PaintedPlace] = []
        session.briefings.picture_of = lambda x_m, y_m: PaintedPlace(asked, x_m, y_m)  # type: ignore[assignment,return-value]
        session.briefings.report(event_id)
        desk.until(lambda: bool(panel.chosen) and bool(asked), "the draft")
        asked[0].paint()
        check(panel, qtbot)
        desk.until(panel.step_buttons[b.SignBriefing].isEnabled, "the check")
        qtbot.mouseClick(panel.step_buttons[b.SignBriefing], LEFT)
        [dialog] = panel.findChildren(SigningDialog)
        assert "〔2026〕第1期" in dialog.says.text()
        qtbot.mouseClick(dialog.sign, LEFT)
        desk.until(panel.step_buttons[b.SendBriefing].isEnabled, "the signature")
        [one] = panel.drafted.known.values()
        assert (one.state, one.issue_no, len(one.attachments)) == ("signed", "〔2026〕第1期", 3)
        assert one.document == one.attachments[0].sha256
        desk.until(lambda: "事件位置图" in text_of(panel), "the map of the stored document")
        assert "〔2026〕第1期" in text_of(panel)
        qtbot.mouseClick(settled(panel).shown.export, LEFT)
        [export] = panel.findChildren(ExportDialog)
        desk.until(export.open_folder.isVisible, "the files")
        export.reject()
        assert (dialogs.folder / one.attachments[0].name).stat().st_size == one.attachments[0].size
        qtbot.mouseClick(panel.step_buttons[b.SendBriefing], LEFT)
        desk.until(lambda: panel.drafted.known[one.id].state == "sent", "the sending")


def test_a_signed_one_is_replaced_by_a_corrected_draft_with_its_texts(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    event_id = scripted.report("道路塌方")
    scripted.session.focus.select("events", event_id)
    qtbot.mouseClick(panel.button, LEFT)
    id = drafted(scripted).briefing_id
    assert not panel.shown.correct.isEnabled(), "it is a draft itself"
    texts = (BriefText(place="losses", wording="无人员伤亡"),)
    edited = b.BriefingEdited(
        briefing_id=id, texts=texts, title="", classification="internal", recipients=("县委办公室",)
    )
    signed = b.BriefingSigned(
        briefing_id=id, year=2026, number=1, document="", stated="", figure_count=0, as_of_seq=1, attachments=()
    )
    scripted.happen(edited, b.BriefingChecked(briefing_id=id, answers=()), signed)
    qtbot.mouseClick(panel.shown.correct, LEFT)
    begun = scripted.source.commands[-1].body
    assert isinstance(begun, b.DraftBriefing)
    assert (begun.supersedes, begun.event_ids, begun.recipients) == (id, (event_id,), ("县委办公室",))
    new = drafted(scripted).briefing_id
    assert scripted.source.commands[-1].body == b.EditBriefing(briefing_id=new, texts=texts)


def tell_linked(scripted: ScriptedDesktop, people: int) -> None:
    """The analysis answers what was asked last: so many people arrived for the event."""
    asked = scripted.source.linked_requests
    step = TimelineEntry("EvacueesArrived", MONDAY_MORNING_MS, MONDAY_MORNING_MS, "seat", "")
    arrival = Arrival(id="A1", state="left", steps=(step,), people=people, about=asked[-1][0])
    scripted.session.feed.arrived.emit(
        LinkedAnswer(request=f"linked {len(asked)}", plans=[], arrivals=[arrival], site=[])
    )


def test_a_report_about_an_old_event_tells_what_has_left_the_desk(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    event_id = scripted.report("道路塌方")
    scripted.clock.advance(20 * 86_400_000)
    scripted.session.focus.select("events", event_id)
    qtbot.mouseClick(panel.button, LEFT)
    id = drafted(scripted).briefing_id
    assert scripted.source.linked_requests == [(event_id, panel.drafted.known[id].as_of_seq)]
    assert text_of(panel) == "正在查找该事件的其他记录…"
    tell_linked(scripted, 120)
    assert "累计转移安置 120 人" in text_of(panel)


def test_a_number_that_was_corrected_since_is_neither_on_a_signed_page_nor_signed(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    event_id = scripted.report("道路塌方")
    scripted.session.focus.select("events", event_id)
    scripted.happen(EvacueesArrived(arrival_id="A1", village="", shelter="S", people=120, about=event_id))
    qtbot.mouseClick(panel.button, LEFT)
    id = drafted(scripted).briefing_id
    scripted.happen(b.BriefingChecked(briefing_id=id, answers=()))
    assert "累计转移安置 120 人" in text_of(panel)
    scripted.clock.advance(60_000)
    scripted.happen(EvacueesCorrected(arrival_id="A1", people=150, note="重复登记"))
    dialog = SigningDialog(panel.session, panel.drafted, panel.drafted.known[id], panel)
    qtbot.addWidget(dialog)
    qtbot.mouseClick(dialog.sign, LEFT)
    assert not dialog.sign.isEnabled(), "it waits for what was known then"
    tell_linked(scripted, 120)
    assert not dialog.progress.isHidden(), "the files are being made"
    assert "120 人" in text_of(panel)
    dialog.reject()
    as_of_seq = panel.drafted.known[id].as_of_seq
    scripted.happen(b.BriefingSigned(
        briefing_id=id, year=2026, number=1, document="", stated="", figure_count=0, as_of_seq=as_of_seq, attachments=()
    ))  # fmt: skip
    assert "120 人" in text_of(panel)


def test_one_key_drafts_the_next_report_about_the_selected_event(
    scripted: ScriptedDesktop, open_window: object, qtbot: QtBot
) -> None:
    window: MainWindow = open_window(scripted.session)  # type: ignore[operator]
    event_id = scripted.report("道路塌方")
    scripted.session.focus.select("events", event_id)
    window.card.event_card.setFocus()
    qtbot.keyClick(window.card.event_card, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    body = drafted(scripted)
    assert (body.kind, body.event_ids) == ("first", (event_id,))
    assert not window.workspace.docks["briefings"].isHidden()
    sent = len(scripted.source.commands)
    qtbot.keyClick(window.card.event_card, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert len(scripted.source.commands) == sent, "the open draft is shown"


class PaintedPlace(QObject):
    """A picture of the map that is painted when the test says so."""

    made, failed = Signal(QImage), Signal(object)

    def __init__(self, places: list[PaintedPlace], x_m: float, y_m: float) -> None:
        super().__init__()
        self.place = x_m, y_m
        self.stopped = False
        places.append(self)

    def paint(self) -> None:
        image = QImage(4, 2, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.red)
        self.made.emit(image)

    def fail(self) -> None:
        self.failed.emit(NotPainted(str(TOO_LATE), limit=30))

    def stop(self) -> None:
        self.stopped = True


def test_a_map_that_cannot_be_painted_is_told_and_its_report_says_that_it_has_none(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    asked: list[PaintedPlace] = []
    panel.session.briefings.picture_of = lambda x_m, y_m: PaintedPlace(asked, x_m, y_m)  # type: ignore[assignment,return-value]
    report_about(scripted, panel, qtbot)
    settled(panel)
    asked[0].fail()
    settled(panel)
    assert panel.problem.text() == "事件位置图在 30 秒内未绘制完成；本页显示期间每 60 秒重绘一次"
    assert "未附事件位置图。" in text_of(panel)
    panel.refresh()
    assert len(asked) == 1
    panel.show_problem("")
    for attempt in (1, 2):
        panel.drafted.shots.retry.timeout.emit()
        settled(panel)
        assert len(asked) == 1 + attempt
        assert "未附事件位置图。" in text_of(panel), "nobody waits for the next attempt"
        if attempt == 1:
            asked[-1].fail()
            settled(panel)
            assert panel.problem.text() == "", "told once"
    asked[-1].paint()
    settled(panel)
    assert "未附事件位置图。" not in text_of(panel)
    assert "事件位置图" in text_of(panel)


def test_the_map_around_the_event_is_painted_once_for_a_draft_and_shown_on_its_page(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[PaintedPlace] = []
    panel.session.briefings.picture_of = lambda x_m, y_m: PaintedPlace(asked, x_m, y_m)  # type: ignore[assignment,return-value]
    report_about(scripted, panel, qtbot)
    assert "事件位置图" not in text_of(panel)
    [place] = asked
    encoded: list[object] = []
    monkeypatch.setattr(place_shots, "png_of", lambda image: encoded.append(current_thread()) or png_of(image))
    place.paint()
    assert "事件位置图" in text_of(panel)
    panel.resize(theme.px(NARROW_PX), panel.height())
    qtbot.waitUntil(lambda: panel.shown.page.browser.horizontalScrollBar().maximum() == 0)  # room for the links
    assert len(encoded) == 1
    assert encoded != [main_thread()], "the window goes on meanwhile"
    panel.refresh()
    assert asked == [place]
    panel.resize(440, 900)
    browser = panel.shown.page.browser
    qtbot.waitUntil(lambda: 0 < browser.viewport().width() < 440)
    assert browser.horizontalScrollBar().maximum() == 0, "findings and links stay in view beside the map"


def test_a_report_is_signed_with_its_map_or_says_that_it_has_none(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[PaintedPlace] = []
    panel.session.briefings.picture_of = lambda x_m, y_m: PaintedPlace(asked, x_m, y_m)  # type: ignore[assignment,return-value]
    scripted.session.focus.select("events", scripted.report("道路塌方"))
    qtbot.mouseClick(panel.button, LEFT)
    id = drafted(scripted).briefing_id
    scripted.happen(b.BriefingChecked(briefing_id=id, answers=()))
    settled(panel)
    made: list[PageSource] = []
    monkeypatch.setattr(SigningDialog, "_make", lambda self, source: made.append(source))
    for without in (True, False):
        dialog = SigningDialog(panel.session, panel.drafted, panel.drafted.known[id], panel)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.mouseClick(dialog.sign, LEFT)
        assert "事件位置图正在绘制" in dialog.says.text()
        assert dialog.sign.text() == "不附位置图签发"
        if without:
            qtbot.mouseClick(dialog.sign, LEFT)
        else:
            asked[-1].paint()
        dialog.reject()
    texts = [plain_text(one.document(), panel.session.catalog) for one in made]
    assert ["未附事件位置图。" in text for text in texts] == [True, False]
    assert [one.shot is None for one in made] == [True, False]
    panel.session.briefings.picture_of = None
    bare = SigningDialog(panel.session, panel.drafted, panel.drafted.known[id], panel)
    qtbot.addWidget(bare)
    assert "本窗口没有地图" in bare.says.text()


def test_a_map_that_is_being_painted_is_given_up_with_the_panel(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    asked: list[PaintedPlace] = []
    panel.session.briefings.picture_of = lambda x_m, y_m: PaintedPlace(asked, x_m, y_m)  # type: ignore[assignment,return-value]
    report_about(scripted, panel, qtbot)
    settled(panel)
    panel.drafted.shots.release()
    assert [one.stopped for one in asked] == [True]


def special(scripted: ScriptedDesktop, panel: Briefings) -> str:
    """A 专报 with one figure is shown."""
    panel.session.briefings.add_figure(FIGURE, "昨日受理")
    id = drafted(scripted).briefing_id
    scripted.accept(b.BriefingFigureAdded(briefing_id=id, figure=chosen(FIGURE, "昨日受理")))
    return id


def test_a_figure_of_a_special_report_is_removed_by_the_link_in_its_row(
    scripted: ScriptedDesktop, panel: Briefings
) -> None:
    say(scripted, READY)
    answers = FigureAnswers(scripted)
    id = special(scripted, panel)
    answers.answer()
    assert "移除" in text_of(panel)
    panel.shown.page.browser.anchorClicked.emit(QUrl(f"{REMOVE}0"))
    removed = scripted.source.commands[-1].body
    assert removed == b.RemoveBriefingFigure(briefing_id=id, figure=chosen(FIGURE, "昨日受理"))


def give_reason(panel: Briefings, qtbot: QtBot, reason: str) -> None:
    """Write it into the open form, and take it by the Enter key."""
    asks = next(one for one in panel.findChildren(ReasonDialog) if one.isVisible())
    asks.reason.setText(reason)
    qtbot.keyClick(asks.reason, Qt.Key.Key_Return)


def test_a_draft_is_withdrawn_with_a_reason_and_the_window_goes_on_meanwhile(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    scripted.session.focus.select("events", scripted.report("道路塌方"))
    qtbot.mouseClick(panel.button, LEFT)
    id = drafted(scripted).briefing_id
    qtbot.mouseClick(settled(panel).step_buttons[b.WithdrawBriefing], LEFT)
    panel.refresh()  # what arrives meanwhile is shown: no loop of its own waits for the reason
    give_reason(panel, qtbot, "误建")
    assert scripted.source.commands[-1].body == b.WithdrawBriefing(briefing_id=id, note="误建")


def test_the_classification_of_a_draft_is_raised_at_once_and_lowered_with_a_reason(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    report_about(scripted, panel, qtbot)
    box = settled(panel).shown.classification
    assert box.currentText() == "内部"
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    raised = scripted.source.commands[-1].body
    assert isinstance(raised, b.EditBriefing)
    assert (raised.classification, raised.note) == ("confidential", "")
    scripted.accept(b.BriefingEdited(
        briefing_id=raised.briefing_id, texts=(), title="", classification="confidential", recipients=("县委办公室",)
    ))  # fmt: skip
    sent = len(scripted.source.commands)
    qtbot.keyClick(settled(panel).shown.classification, Qt.Key.Key_Up)
    [asks] = panel.findChildren(ReasonDialog)
    assert not asks.take.isEnabled()
    qtbot.mouseClick(asks.leave, LEFT)
    assert panel.shown.classification.currentText() == "秘密"
    assert len(scripted.source.commands) == sent
    qtbot.keyClick(panel.shown.classification, Qt.Key.Key_Up)
    give_reason(panel, qtbot, "经批准")
    lowered = scripted.source.commands[-1].body
    assert isinstance(lowered, b.EditBriefing)
    assert (lowered.classification, lowered.note) == ("internal", "经批准")


def test_a_briefing_without_recipients_is_not_checked_and_their_line_opens(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    panel.inputs.recipients.clear()
    report_about(scripted, panel, qtbot)
    sent = len(scripted.source.commands)
    check(panel, qtbot)
    assert "主送" in panel.problem.text()
    assert panel.shown.page.editor.isVisible()
    assert len(scripted.source.commands) == sent


def test_a_key_that_cannot_sign_reads_who_can(open_desk: OpenDesk, dialogs: ScriptedDialogs, qtbot: QtBot) -> None:
    desk: LiveDesktop = open_desk(principals=(OWNER,)).live()
    event_id = desk.report("道路塌方")
    with shown_panel(Briefings(replace(desk.session, dialogs=dialogs)), qtbot, SIZE) as panel:
        panel.inputs.recipients.setText("县委办公室")
        panel.session.briefings.report(event_id)
        desk.until(lambda: bool(panel.chosen), "the draft")
        assert not panel.shown.waits.isVisible()
        check(panel, qtbot)
        desk.until(panel.shown.waits.isVisible, "the check")
        assert "领导" in panel.shown.waits.text()
        assert not panel.step_buttons[b.SignBriefing].isEnabled()


def test_the_list_and_the_document_name_the_briefing(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    id = report_about(scripted, panel, qtbot)
    assert panel.rows()[0].cells[2] == id[:8]
    assert id in text_of(panel)


def test_a_text_that_is_being_written_is_not_saved_into_another_briefing(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot
) -> None:
    for id in ("A", "B"):
        scripted.happen(b.BriefingDrafted(
            briefing_id=id, kind="special", event_ids=(), period="", title=id, classification="internal",
            recipients=(), supersedes="", part=0, follows="",
        ))  # fmt: skip
    panel.session.briefings.show("A")
    write(panel, "body")
    panel.shown.page.text.setPlainText("甲的正文")
    panel.session.briefings.show("B")
    assert not panel.shown.page.editor.isVisible()


def test_closing_an_export_does_not_wait_for_it(
    scripted: ScriptedDesktop, panel: Briefings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is made runs until it is let go; the window has closed its dialog before."""
    let_go = Event()
    report_about(scripted, panel, qtbot)
    settled(panel)
    monkeypatch.setattr(PageSource, "document", lambda self: let_go.wait(20) or None)
    qtbot.mouseClick(panel.shown.export, LEFT)
    [dialog] = panel.findChildren(ExportDialog)
    qtbot.mouseClick(dialog.leave, LEFT)
    assert not dialog.isVisible()
    assert not let_go.is_set()
    let_go.set()
