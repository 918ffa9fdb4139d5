"""Unusual conditions are shown in the status bar; a wrong or stale display marks the whole window."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from county import store_faults
from county.aggregates import subject_of
from county.clock import ManualClock, PacedClock, SystemClock
from county.explained import ExplainedLine
from county.package.open import CountyPackage
from county.realm import Realm
from county.records import EventFiled
from county.system_errors import text_of
from desktop import i18n, theme
from desktop.session import Session
from desktop.window.main_window import MainWindow
from desktop.window.stale_mark import StaleFrame
from desktop.window.status_bar import FreshnessBar
from desktop.wording import explained, fault, refusal
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.client import UNANSWERED
from services.protocol.codec import payload
from services.protocol.session import GAP_STALE_MS
from services.store.memory import MemoryLog
from services.store.ports import Commit, Entry
from tests.adjustable_clock import AdjustableClock
from tests.gui.conftest import MONDAY_MORNING_MS, OpenDesk, ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.readable import texts
from tests.gui.shown_panel import shown_panel
from tests.memory_realm import MemoryRealm
from tests.unit.scripted_backend import Linked, linked
from tests.unit.session_fixture import record

OpenWindow = Callable[[Session], MainWindow]
DAY_MS = 86_400_000


@pytest.fixture
def bar(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[FreshnessBar]:
    with shown_panel(FreshnessBar(scripted.session), qtbot, (1900, 40)) as panel:
        yield panel


def set_condition(scripted: ScriptedDesktop, bar: FreshnessBar, **condition: Any) -> None:
    scripted.source.condition = replace(scripted.source.condition, **condition)
    bar.refresh()


def test_a_screen_whose_commands_do_not_arrive_is_not_live_and_says_so_in_chinese(
    scripted: ScriptedDesktop, bar: FreshnessBar
) -> None:
    i18n.set_language("zh")
    stale_marks: list[str] = []
    bar.stale.connect(stale_marks.append)
    set_condition(scripted, bar, state="live", heartbeat_age_ms=50.0)
    detail = ExplainedLine(UNANSWERED, address="tcp://10.0.0.5:5570")
    set_condition(scripted, bar, state="unanswered", detail=detail, heartbeat_age_ms=50.0)
    for text in (bar.link.text(), stale_marks[-1]):
        assert "指令" in text
        assert "tcp://10.0.0.5:5570" in text
        assert "data arrives" not in text
    assert bar.mode.text() == "非实时"


def frames(window: MainWindow) -> list[str]:
    return [frame.why for frame in window.findChildren(StaleFrame) if frame.isVisible()]


def test_no_condition_is_shown_in_normal_operation(scripted: ScriptedDesktop, bar: FreshnessBar) -> None:
    set_condition(scripted, bar, clock_skew_ms=0.0, verified=(7, 7))
    assert bar.note.isHidden()
    assert bar.fault.isHidden()


@pytest.mark.parametrize(
    ("skew_ms", "text"),
    [
        (2_000.0, ""),
        (-2_000.0, ""),
        (2_001.0, "本机时钟比后台快 2 秒"),
        (-3_600_000.0, "本机时钟比后台慢 1 小时 0 分"),
        (DAY_MS, "本机时钟比后台快 1 天 0 小时"),
    ],
)
def test_a_clock_difference_of_more_than_two_seconds_is_shown(
    scripted: ScriptedDesktop, bar: FreshnessBar, skew_ms: float, text: str
) -> None:
    set_condition(scripted, bar, clock_skew_ms=skew_ms)
    assert bar.note.text() == text


@pytest.mark.parametrize(
    ("own", "backends", "skew_ms", "text"),
    [
        (False, True, DAY_MS, "本机时钟快 1 天 0 小时"),
        (False, True, -DAY_MS, "本机时钟慢 1 天 0 小时"),
        (True, False, DAY_MS, "后台时钟慢 1 天 0 小时"),
        (True, False, -DAY_MS, "后台时钟快 1 天 0 小时"),
        (True, True, DAY_MS, "本机时钟比后台快 1 天 0 小时"),
        (None, False, -DAY_MS, "本机时钟比后台慢 1 天 0 小时"),
        (True, None, DAY_MS, "本机时钟比后台快 1 天 0 小时"),
    ],
)
def test_the_wrong_clock_is_named_where_only_the_other_one_is_synchronised(
    scripted: ScriptedDesktop,
    qtbot: QtBot,
    own: bool | None,
    backends: bool | None,
    skew_ms: float,
    text: str,
) -> None:
    with shown_panel(FreshnessBar(scripted.session, synchronized=lambda: own), qtbot, (1900, 40)) as bar:
        set_condition(scripted, bar, clock_skew_ms=skew_ms, backend_synchronized=backends)
        assert bar.note.text() == text


@pytest.mark.parametrize(("verified", "text"), [((0, 10), "0 %"), ((999, 1_000), "99 %"), ((10, 10), "")])
def test_the_journals_verification_is_shown_until_it_is_done(
    scripted: ScriptedDesktop, bar: FreshnessBar, verified: tuple[int, int], text: str
) -> None:
    set_condition(scripted, bar, verified=verified)
    assert bar.note.text() == (f"日志校验中 {text}" if text else "")


def test_an_analysis_that_is_offline_costs_a_note_until_it_is_back(
    scripted: ScriptedDesktop, bar: FreshnessBar
) -> None:
    set_condition(scripted, bar, state="live", analysis=AnalysisHealth("offline", MONDAY_MORNING_MS))
    assert bar.note.text() == "分析服务离线，数字停在 10:00"
    assert bar.mode.text() == "实时"
    set_condition(scripted, bar, analysis=AnalysisHealth("ready", MONDAY_MORNING_MS))
    assert bar.note.text() == ""


def test_a_fault_of_the_journal_is_shown_instead_of_its_verification(
    scripted: ScriptedDesktop, bar: FreshnessBar
) -> None:
    set_condition(scripted, bar, fault="record_changed", fault_params={"record": "7"}, verified=(6, 10))
    assert bar.fault.text() == "后台异常：第 7 条记录写入后被改动"
    assert bar.fault.isVisible()
    assert bar.note.isHidden()


@pytest.mark.parametrize("code", store_faults.TEMPLATES)
def test_every_fault_of_the_backend_is_shown_in_chinese_without_texts_of_its_log(code: str) -> None:
    i18n.set_language("zh")
    named = re.findall(r"{(\w+)}", store_faults.TEMPLATES[code])
    params = dict.fromkeys(named, "17") | {"reason": "database disk image is malformed", "stream": "positions"}
    text = fault(code, params)
    assert set(re.findall("[A-Za-z]+", text)) <= {"main", "py", "journal", "verify", "restore"}
    assert re.search("[\u4e00-\u9fff]", text)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EIO, errno.EMFILE])
def test_an_error_of_the_system_is_shown_in_chinese_without_its_number(number: int) -> None:
    i18n.set_language("zh")
    why = OSError(number, os.strerror(number), "/data/keys")
    line = explained(ExplainedLine("{folder}: the keys cannot be created ({why}); choose a writable folder",
                                   folder="/data", why=why))  # fmt: skip
    assert re.findall("[A-Za-z]+", line) == ["data"]
    assert str(number) not in line
    refused = refusal("journal_failed", {"reason": text_of(why)})
    assert not re.search("[A-Za-z0-9]", refused)


@pytest.mark.parametrize(
    ("code", "mode", "color"),
    [
        ("record_missing", "实时 · 日志损坏", theme.DANGER),
        ("commits_missing", "实时 · 日志损坏", theme.DANGER),
        ("history_not_compacted", "实时", theme.WARNING),
        ("a code of a later version", "实时", theme.WARNING),
    ],
)
def test_nothing_is_green_during_a_fault_and_all_is_green_after_it(
    scripted: ScriptedDesktop, bar: FreshnessBar, code: str, mode: str, color: str
) -> None:
    set_condition(scripted, bar, fault=code, fault_params={"record": "7", "commit": "2", "reason": "x"})
    assert bar.mode.text() == mode
    for part in (bar.mode, bar.dot):
        assert color in part.styleSheet()
        assert theme.GOOD not in part.styleSheet()
    set_condition(scripted, bar, fault="", fault_params={})
    assert bar.mode.text() == "实时"
    for part in (bar.mode, bar.dot):
        assert theme.GOOD in part.styleSheet()


@pytest.mark.parametrize("code", ["disk_full", "journal_failed"])
def test_nothing_is_green_while_the_backend_cannot_store_commands(
    scripted: ScriptedDesktop, bar: FreshnessBar, code: str
) -> None:
    set_condition(scripted, bar, refusing=code, refusing_reason="disk I/O error")
    assert bar.mode.text() == "实时 · 无法入库"
    for part in (bar.mode, bar.dot):
        assert theme.DANGER in part.styleSheet()
        assert theme.GOOD not in part.styleSheet()
    set_condition(scripted, bar, realm="drill:7")
    assert bar.mode.text() == "演练 · 无法入库"
    assert theme.DANGER in bar.mode.styleSheet()
    set_condition(scripted, bar, realm="live", refusing="", refusing_reason="")
    assert bar.mode.text() == "实时"
    for part in (bar.mode, bar.dot):
        assert theme.GOOD in part.styleSheet()


def test_a_band_below_the_header_states_why_commands_are_refused_while_they_are(
    scripted: ScriptedDesktop, open_window: OpenWindow
) -> None:
    window = open_window(scripted.session)
    scripted.source.condition = replace(
        scripted.source.condition, refusing="journal_failed", refusing_reason="attempt to write a readonly database"
    )
    window.fault_band.refresh()
    assert window.fault_band.text.isVisible()
    assert window.fault_band.text.text() == (
        "后台无法入库：日志无法写入：数据库为只读，无法写入；请查看后台的运行日志。恢复之前，后台拒收一切指令和读数。请通知管理员。"
    )
    scripted.source.condition = replace(scripted.source.condition, refusing="", refusing_reason="")
    window.fault_band.refresh()
    assert not window.fault_band.isVisible()


def test_an_alarm_without_an_event_is_shown_below_the_header_with_the_reason_while_it_is_active(
    scripted: ScriptedDesktop, open_window: OpenWindow
) -> None:
    window = open_window(scripted.session)
    place = {"x_m": "359990", "y_m": "1", "lon": "111.00000", "lat": "28.00000", "km": "0.010", "county": "山水县"}
    params = place | {"count": "1", "alarmed": "桥头桶 S0", "refusal": "place_outside", "why": "The location …"}
    scripted.source.condition = replace(scripted.source.condition, fault="event_not_opened", fault_params=params)
    window.fault_band.refresh()
    assert window.fault_band.text.isVisible()
    assert window.fault_band.text.text() == (
        "请注意：有 1 条活动告警未能自动立为事件，最近一条来自 桥头桶 S0："
        "位置 东经 111.00000°、北纬 28.00000° 不在山水县范围内，"
        "距县界 0.010 公里；请选择县域内的位置；请人工上报该事件"
    )
    scripted.source.condition = replace(scripted.source.condition, fault="", fault_params={})
    window.fault_band.refresh()
    assert not window.fault_band.isVisible()


def test_a_broken_chain_of_the_journal_is_shown_below_the_header_with_the_remedy(
    open_desk: OpenDesk, open_window: OpenWindow, package: CountyPackage
) -> None:
    before = open_desk().live()
    before.report("garbage")
    records, log = before.realm.records(), MemoryLog()
    for one in records:
        log.begin(Commit(one.recorded_ms, [Entry(payload(one), subject_of(one.body), one.recorded_ms)]))
        log.done(0)
    last = records[-1]
    log.damage(last.seq, payload(msgspec.structs.replace(last, for_="another person")))
    realm = MemoryRealm(package, clock=AdjustableClock(MONDAY_MORNING_MS), log=log)
    desk = open_desk(realm).live()
    window = open_window(desk.session)
    desk.until(lambda: desk.health.fault and desk.health.state == "live", "the fault")
    window.fault_band.refresh()
    window.freshness.refresh()
    assert window.fault_band.text.isVisible()
    for part in (f"第 {last.seq} 条记录写入后被改动", "通知管理员", "main.py journal … verify", "restore", "repair"):
        assert part in window.fault_band.text.text()
    assert window.freshness.mode.text() == "实时 · 日志损坏"


def test_an_intact_journal_shows_no_band_below_the_header(desk: LiveDesktop, open_window: OpenWindow) -> None:
    window = open_window(desk.session)
    window.fault_band.refresh()
    assert not window.fault_band.isVisible()


@pytest.mark.parametrize(
    ("rate", "text"), [(60.0, "时间流速 60×"), (0.5, "时间流速 0.5×"), (0.0, "时间流速 0×"), (1.0, "")]
)
def test_a_realm_with_another_time_rate_shows_it(
    scripted: ScriptedDesktop, bar: FreshnessBar, rate: float, text: str
) -> None:
    set_condition(scripted, bar, rate=rate)
    assert bar.note.text() == text


def test_a_record_that_could_not_be_applied_is_shown_until_the_next_snapshot(
    scripted: ScriptedDesktop, bar: FreshnessBar
) -> None:
    scripted.happen(EventFiled(event_id="20261123-UNKNOWN"))
    bar.refresh()
    assert bar.fault.isVisible()
    for part in ("EventFiled", "本窗口的数据不符", "请关闭窗口后重新打开"):
        assert part in bar.fault.text()
    assert bar.fault.toolTip() == bar.fault.text()
    scripted.source.begin({})
    scripted.tick()
    bar.refresh()
    assert bar.fault.isHidden()


def test_a_long_line_is_elided_with_its_full_text_in_the_tooltip_and_widens_nothing(
    scripted: ScriptedDesktop, bar: FreshnessBar
) -> None:
    narrow = bar.minimumSizeHint().width()
    long = ExplainedLine(
        "{path}: the journal is broken in so many ways that no status bar has room for it", path="x" * 400
    )
    broken = {"fault": "record_changed", "fault_params": {"record": long}}
    set_condition(scripted, bar, state="refused", detail=long, clock_skew_ms=9e9, **broken)
    assert bar.fault.toolTip() == bar.fault.text()
    assert long in bar.fault.text()
    assert bar.link.text().endswith(long)
    assert bar.link.toolTip() == bar.link.text()
    assert bar.minimumSizeHint().width() < narrow + 400


def test_the_skew_of_a_real_link_is_that_of_this_machine(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    machine = SystemClock().now_ms
    desk = open_desk(wall_ms=lambda: machine() + 3_630_000).live()  # half a minute for a slow machine
    window = open_window(desk.session)
    window.freshness.refresh()
    assert "本机时钟比后台快 1 小时 0 分" in window.freshness.note.text()


def unreadable(seq: int) -> bytes:
    """A record of a kind from a later version."""
    plain: dict[str, Any] = msgspec.to_builtins(record(seq))
    return payload(plain | {"body": {"type": "EventForwarded", "event_id": "E", "to": "city"}})


def test_an_unreadable_record_marks_the_window_after_two_seconds_with_the_line(
    scripted: ScriptedDesktop, open_window: OpenWindow
) -> None:
    with linked() as link:
        window = open_window(replace(scripted.session, source=link.client, commander=link.client, enrolment=None))
        live(link, window)
        assert frames(window) == []
        link.backend.write(unreadable(1))
        link.receive_heartbeats()
        link.wait(GAP_STALE_MS - 200)
        window.freshness.refresh()
        assert frames(window) == []
        link.wait(400)
        window.freshness.refresh()
        [why] = frames(window)
        assert why.startswith("画面停在 ")
        for part in ("记录 1（EventForwarded）在此无法读取", "请将本程序升级到后台的版本"):
            assert part in why
            assert part in window.freshness.link.text()
        assert window.freshness.mode.text() == "非实时"
        assert "心跳中断" not in window.freshness.link.text()


def live(link: Linked, window: MainWindow) -> None:
    link.live()
    window.freshness.refresh()


def test_a_drill_is_marked_and_nothing_is_shown_as_live(
    open_desk: OpenDesk, open_window: OpenWindow, desk: LiveDesktop
) -> None:
    realm = MemoryRealm(desk.realm.package, realm=Realm("drill:7"), clock=ManualClock(MONDAY_MORNING_MS))
    drill = open_desk(realm).live()
    window = open_window(drill.session)
    live(drill, window)
    assert window.freshness.mode.text() == "演练"
    assert window.windowTitle() == f"演练 · drill:7 · {desk.realm.package.manifest.name}"
    assert frames(window) == []
    assert "实时" not in "\n".join(texts(window))
    event_id = drill.report("simulated")
    [reported] = drill.records_of(event_id)
    assert reported.realm == "drill:7"
    assert desk.event(event_id) is None


def test_a_stale_drill_is_not_shown_as_live_either(scripted: ScriptedDesktop, open_window: OpenWindow) -> None:
    scripted.source.condition = replace(scripted.source.condition, realm="drill:7")
    window = open_window(scripted.session)
    scripted.source.condition = replace(scripted.source.condition, state="stale", heartbeat_age_ms=5_000.0)
    window.freshness.refresh()
    assert window.freshness.mode.text() == "演练"
    assert len(frames(window)) == 1
    assert "实时" not in "\n".join(texts(window))


def test_a_drill_at_another_rate_shows_its_rate(
    open_desk: OpenDesk, open_window: OpenWindow, desk: LiveDesktop
) -> None:
    realm = MemoryRealm(desk.realm.package, realm=Realm("drill:8"), clock=PacedClock(MONDAY_MORNING_MS, rate=60.0))
    window = open_window(open_desk(realm).live().session)
    window.freshness.refresh()
    assert window.freshness.note.text() == "时间流速 60×"


def test_the_age_of_the_data_outlives_a_restart_of_the_backend_and_of_the_window(
    open_desk: OpenDesk, open_window: OpenWindow, package: CountyPackage
) -> None:
    clock = ManualClock(MONDAY_MORNING_MS)
    realm = MemoryRealm(package, clock=clock)
    first = open_desk(realm).live()
    first.report("garbage")
    clock.advance(2 * 3_600_000)
    again = open_desk(MemoryRealm(package, clock=clock, before=realm)).live()
    again.until(lambda: again.health.newest_data_ms, "the data")
    window = open_window(again.session)
    window.freshness.refresh()
    assert window.freshness.age.text() == "最新数据 2 小时 0 分前"
def test_messages_that_could_not_be_read_are_counted_on_the_screen(
    scripted: ScriptedDesktop, bar: FreshnessBar
) -> None:
    set_condition(scripted, bar, unreadable_frames=3, refused_frames=40_000, rejected_connections=5)
    assert "40003" in bar.drops.text()
    lines = bar.drops.toolTip().splitlines()
    assert [re.findall(r"\d+$", line) for line in lines[3:6]] == [["3"], ["40000"], ["5"]]
