"""The tiles of walls: what each shows, how old it is, and that nothing lost looks well."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from county import records as r
from county.duty_log import DutyEntryWritten
from county.events.emergency import emergency_subclasses
from county.figures.metric import FigureValue, share_of
from county.wall.kinds import EVENT_NUMBERS, KINDS
from county.wall.states import STATE_COLORS
from desktop import moments
from desktop.figures.closing_rate import CLOSING_RATE
from desktop.wall.contents.held_place import HeldPlace
from desktop.wall.contents.places import leading_place, marks_of
from desktop.wall.contents.provider import ContentProvider
from desktop.wall.freshness import SourceAge, freshness_of
from desktop.wall.look import NIGHT_LOOK
from desktop.wall.show import ShownTile, WallShow
from desktop.wall.tiles.bars import BarsContent
from desktop.wall.tiles.funnel import FunnelContent
from desktop.wall.tiles.header import HeaderContent
from desktop.wall.tiles.headline import HeadlineContent
from desktop.wall.tiles.numbers import NumbersContent
from desktop.wall.tiles.picture import PictureContent
from desktop.wall.tiles.registry import TILES
from desktop.wall.tiles.rows import ListContent
from desktop.wall.tiles.trend import TrendContent
from desktop.wall.tiles.villages import VillagesContent
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import FigureTable
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.shown_walls import a_wall, real, scene, shown_wall, tile
from tests.gui.test_panels_archive import say
from tests.gui.test_panels_assessment import READY

PLAIN = tuple(kind for kind in KINDS if kind not in ("map", "twin"))
NOW = 1_795_399_200_000
SIZE = (960, 540)
SHOWN = {"numbers": {"sources": ("desk",), "params": {"show": ("reported", "overdue")}}}


def test_every_kind_has_a_painter_and_every_painter_a_kind() -> None:
    assert KINDS.keys() == TILES.keys()


def only(show: WallShow) -> ShownTile:
    [shown] = show.tiles
    return shown


def painted(show: WallShow) -> QImage:
    width, height = show.wall.canvas_px
    image = QImage(width, height, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        show.paint(painter, QRect(0, 0, width, height))
    return image


def colors(image: QImage) -> set[str]:
    """All colours of a picture."""
    values = np.frombuffer(image.constBits(), np.uint32)
    return {QColor.fromRgb(int(value)).name() for value in np.unique(values)}


def content(scripted: ScriptedDesktop, kind: str, **more: object) -> object:
    """What a tile of this kind shows now."""
    wall = a_wall(scene("day", tile(kind, (0, 0, *SIZE), **(SHOWN.get(kind, {}) | more))))
    with shown_wall(scripted.session, wall) as show:
        show.show_scene("day")
        return only(show).content


# ---- freshness


@pytest.mark.parametrize(
    ("age_s", "state", "text"),
    [(0, "fresh", "刚刚"), (20, "fresh", "20 秒前"), (21, "late", "20 秒前"), (50, "late", "50 秒前"),
     (51, "lost", "截至 09:59")],
)  # fmt: skip
def test_a_source_is_late_after_two_periods_and_lost_after_five(
    scripted: ScriptedDesktop, age_s: int, state: str, text: str
) -> None:
    freshness = freshness_of([SourceAge("desk", NOW - 1000 * age_s, 10.0)], NOW)
    assert (freshness.state, freshness.text) == (state, text)


def test_the_worst_source_says_how_fresh_a_tile_is(scripted: ScriptedDesktop) -> None:
    ages = [SourceAge("a", NOW, 10.0), SourceAge("b", NOW - 30_000, 10.0), SourceAge("c", NOW - 5_000, 600.0)]
    assert freshness_of(ages, NOW).state == "late"
    assert freshness_of([*ages, SourceAge("d", NOW, 10.0, is_lost=True)], NOW).state == "lost"
    assert freshness_of([], NOW).state == "lost"
    assert freshness_of([SourceAge("e", None, 10.0)], NOW).text == "无数据"


def test_a_difference_of_clocks_of_more_than_two_seconds_is_shown(scripted: ScriptedDesktop) -> None:
    ages = [SourceAge("a", NOW, 10.0)]
    assert freshness_of(ages, NOW, 1_900.0).text == "刚刚"
    assert "时钟差 +3 秒" in freshness_of(ages, NOW, 3_000.0).text


def test_ages_move_in_steps_that_do_not_distract(scripted: ScriptedDesktop) -> None:
    ages = [moments.ago(1_000 * seconds) for seconds in (9, 19, 59, 60, 3_600)]
    assert ages == ["刚刚", "10 秒前", "50 秒前", "1 分钟前", "1 小时前"]


# ---- every kind


@pytest.mark.parametrize("kind", PLAIN)
def test_a_tile_paints_inside_its_rectangle_only(scripted: ScriptedDesktop, kind: str) -> None:
    scripted.dispatch(scripted.report("垃圾堆积"), due_ms=NOW - HOUR_MS)
    rect = (100, 60, 700, 420)
    with shown_wall(real(scripted.session), a_wall(scene("day", tile(kind, rect, **SHOWN.get(kind, {}))))) as show:
        show.show_scene("day")
        image = painted(show)
        inside = image.copy(QRect(*rect))
        with QPainter(image) as painter:
            painter.fillRect(QRect(*rect), NIGHT_LOOK["ground"])
        assert colors(image) == {NIGHT_LOOK.palette.ground}
        assert len(colors(inside)) > 1


@pytest.mark.parametrize("kind", PLAIN)
def test_a_lost_tile_has_no_colour_of_a_state(scripted: ScriptedDesktop, kind: str) -> None:
    scripted.dispatch(scripted.report("垃圾堆积"), due_ms=NOW - HOUR_MS)
    wall = a_wall(scene("day", tile(kind, (0, 0, *SIZE), **SHOWN.get(kind, {}))))
    with shown_wall(real(scripted.session), wall) as show:
        show.show_scene("day")
        scripted.source.condition = replace(scripted.source.condition, state="stale", heartbeat_age_ms=60_000.0)
        show.tick()
        assert only(show).freshness.is_lost
        assert not colors(painted(show)) & {NIGHT_LOOK.palette.good, NIGHT_LOOK.palette.alarm, NIGHT_LOOK.palette.late}


@pytest.mark.parametrize("kind", PLAIN)
def test_what_is_equal_is_not_painted_again(scripted: ScriptedDesktop, kind: str) -> None:
    with shown_wall(scripted.session, a_wall(scene("day", tile(kind, (0, 0, *SIZE), **SHOWN.get(kind, {}))))) as show:
        show.show_scene("day")
        marked: list[QRect] = []
        show.dirty.connect(marked.append)
        show.tick()
        assert marked == []


# ---- sources


def test_a_source_that_stops_changes_exactly_its_tiles(scripted: ScriptedDesktop) -> None:
    key = scripted.session.package.sensors[0].kind
    tiles = (tile("weather", (0, 0, 480, 540), sources=(f"readings:{key}",)), tile("funnel", (480, 0, 480, 540)))

    sensor = next(sensor for sensor in scripted.session.package.sensors if sensor.kind == key)
    channel = scripted.session.catalog.sensor_kinds[key].channels[0].key

    def measure() -> None:
        scripted.source.receive([(sensor.id, channel, 1.0, 0)])
        scripted.tick()

    measure()
    with shown_wall(scripted.session, a_wall(scene("day", *tiles))) as show:
        show.show_scene("day")
        weather, funnel = show.tiles
        kind = scripted.session.catalog.sensor_kinds[key]
        assert (weather.freshness.state, funnel.freshness.state) == ("fresh", "fresh")
        before = funnel.freshness, funnel.content
        scripted.clock.advance(round(1000 * kind.stale_s))
        show.tick()
        assert weather.freshness.state == "late"
        scripted.clock.advance(1_000)
        marked: list[QRect] = []
        show.dirty.connect(marked.append)
        show.tick()
        assert weather.freshness.is_lost
        assert marked == [weather.rect]
        assert (funnel.freshness, funnel.content) == before
        measure()
        show.tick()
        assert weather.freshness.state == "fresh"


def test_figures_are_as_old_as_their_answer_and_lost_without_the_analysis(scripted: ScriptedDesktop) -> None:
    source = scripted.source
    source.condition = replace(source.condition, analysis=AnalysisHealth("ready"))
    with shown_wall(scripted.session, a_wall(scene("day", tile("trend", (0, 0, *SIZE))))) as show:
        show.show_scene("day")
        trend = only(show)
        assert trend.freshness.is_lost
        show.sources.figures.ask()
        asked = source.figure_requests[-1]
        values = [[FigureValue(float(n), None, float(n), quality="ok")] for n in range(len(asked.periods))]
        values[2] = [FigureValue(0.0, 0)]  # a share of none
        source.answer(FigureTable(
            request=asked.request, as_of_seq=1, as_of_ms=NOW, head_hash="", groups=[], totals=values,
            values=[[[]] for _ in values],
        ))  # fmt: skip
        scripted.tick()
        show.tick()
        assert trend.freshness.state == "fresh"
        assert isinstance(trend.content, TrendContent)
        assert trend.content.points == (1.0, None, 3.0, 4.0, 5.0, 6.0, 7.0)
        assert trend.content.incomplete == (False,) * 6 + (True,), "today goes on"
        today, week_ago = asked.periods[-2], asked.periods[-1]
        assert week_ago.from_ms == today.from_ms - 7 * 24 * HOUR_MS
        assert 0 < week_ago.to_ms + 7 * 24 * HOUR_MS - NOW <= 60_000, "up to the same time of day"
        source.condition = replace(source.condition, analysis=AnalysisHealth("offline"))
        show.tick()
        assert trend.freshness.is_lost
        assert trend.freshness.text == "截至 10:00"


def answered(scripted: ScriptedDesktop, kind: str, known: int) -> object:
    """The content of a tile of figures of which only the last ``known`` periods have values."""
    source = scripted.source
    source.condition = replace(source.condition, analysis=AnalysisHealth("ready"))
    with shown_wall(scripted.session, a_wall(scene("day", tile(kind, (0, 0, *SIZE))))) as show:
        show.show_scene("day")
        show.sources.figures.ask()
        asked = source.figure_requests[-1]
        values = [
            [FigureValue(7.0, None, 7.0, quality="ok") if len(asked.periods) - n <= known else FigureValue()
             for _ in asked.metrics]
            for n in range(len(asked.periods))
        ]
        source.answer(FigureTable(
            request=asked.request, as_of_seq=1, as_of_ms=NOW, head_hash="", groups=[], totals=values,
            values=[[[] for _ in asked.metrics] for _ in values],
        ))  # fmt: skip
        scripted.tick()
        show.tick()
        return only(show).content


def test_a_trend_of_a_first_day_says_that_there_is_nothing_to_compare_with(scripted: ScriptedDesktop) -> None:
    first, eighth = answered(scripted, "trend", 0), answered(scripted, "trend", 9)
    assert isinstance(first, TrendContent)
    assert (first.note, first.lacking) == ("上周同期 无数据", ("7 日中 0 日有数", "尚无可比"))
    assert isinstance(eighth, TrendContent)
    assert (eighth.note, eighth.lacking) == ("上周同期 7 件", ())
    assert (eighth.name, eighth.value) == ("今日", "7"), "the title speaks of seven days"


def test_the_numbers_of_the_hotline_are_named_as_such_beside_those_of_all_channels(scripted: ScriptedDesktop) -> None:
    hotline = answered(scripted, "hotline", 2)
    assert isinstance(hotline, NumbersContent)
    assert [number.name for number in hotline.numbers] == ["今日热线接通率", "今日热线受理数", "今日热线满意率"]


# ---- contents


def test_the_headline_is_calm_until_something_is_overdue_or_urgent(scripted: ScriptedDesktop) -> None:
    calm = content(scripted, "headline")
    assert isinstance(calm, HeadlineContent)
    assert (calm.grade, calm.sentence, calm.why) == ("unknown", "已知平稳，体征无数据", "0 起在办，无超期")
    scripted.dispatch(scripted.report("垃圾堆积"), due_ms=NOW - HOUR_MS)
    late = content(scripted, "headline")
    assert isinstance(late, HeadlineContent)
    assert (late.grade, late.sentence, late.why) == ("late", "1 件事件超期", "垃圾堆积")
    assert "超期" not in [fact.name for fact in late.facts], "the sentence has said it"
    subclass = min(emergency_subclasses(scripted.session.catalog))
    scripted.report("房屋起火", subclass=subclass)
    red = content(scripted, "headline")
    assert isinstance(red, HeadlineContent)
    assert (red.grade, red.sentence, red.why) == ("alarm", "1 起紧急事件待受理", "房屋起火")
    scripted.report("仓库起火", subclass=subclass)
    more = content(scripted, "headline")
    assert isinstance(more, HeadlineContent)
    assert (more.sentence, more.why) == ("2 起紧急事件待受理", "房屋起火 等")


def test_what_is_overdue_has_one_colour_in_headline_lists_numbers_and_on_the_map(scripted: ScriptedDesktop) -> None:
    scripted.dispatch(scripted.report("垃圾堆积"), due_ms=NOW - HOUR_MS)
    headline, listed = content(scripted, "headline"), content(scripted, "overdue")
    numbers = content(scripted, "numbers", params={"show": ("overdue",)})
    assert isinstance(headline, HeadlineContent)
    assert isinstance(listed, ListContent)
    assert isinstance(numbers, NumbersContent)
    wall = a_wall(scene("day", tile("overdue", (0, 0, *SIZE))))
    with shown_wall(real(scripted.session), wall) as show:
        show.show_scene("day")
        [mark] = marks_of(only(show).provider, NOW)
    colors_of = {headline.grade, listed.color, listed.rows[0].color, numbers.numbers[0].color, mark.color}
    assert colors_of == {STATE_COLORS["overdue"]}
    with shown_wall(real(scripted.session), a_wall(scene("day", tile("funnel", (0, 0, *SIZE))))) as show:
        show.show_scene("day")
        states = colors(painted(show)) & {NIGHT_LOOK.palette.alarm, NIGHT_LOOK.palette.late}
    assert states == {NIGHT_LOOK.palette.late}


def test_the_emergency_of_the_headline_is_named_on_the_map_besides_the_newest_ones(scripted: ScriptedDesktop) -> None:
    subclass = min(emergency_subclasses(scripted.session.catalog))
    for title in ("房屋起火", "仓库起火", "山林起火", "车辆起火", "草垛起火"):
        scripted.report(title, subclass=subclass)
        scripted.clock.advance(60_000)
    headline = content(scripted, "headline")
    assert isinstance(headline, HeadlineContent)
    assert headline.why == "房屋起火 等"
    with shown_wall(scripted.session, a_wall(scene("day", tile("overdue", (0, 0, *SIZE))))) as show:
        show.show_scene("day")
        named = {mark.text for mark in marks_of(only(show).provider, NOW)}
    assert named - {""} == {"房屋起火", "山林起火", "车辆起火", "草垛起火"}


def test_an_alarm_without_an_event_that_the_headline_names_leads_map_and_twin(scripted: ScriptedDesktop) -> None:
    subclass = min(emergency_subclasses(scripted.session.catalog))
    in_hand = scripted.report("房屋起火", subclass=subclass)
    scripted.dispatch(in_hand)
    rule = next(key for key, row in scripted.session.catalog.rules.items() if row.priority == "critical")
    sensor = scripted.session.package.sensors[0]
    scripted.happen(r.AlarmRaised(
        alarm_id=f"{sensor.id}/{rule}", sensor_id=sensor.id, channel="", rule=rule, priority="critical", value=1.0,
        limit=0.5,
    ))  # fmt: skip
    headline = content(scripted, "headline")
    assert isinstance(headline, HeadlineContent)
    assert headline.sentence == "1 条紧急告警待确认", "units may have been sent already"
    assert headline.why.startswith(sensor.name)
    with shown_wall(scripted.session, a_wall(scene("day", tile("overdue", (0, 0, *SIZE))))) as show:
        show.show_scene("day")
        provider = only(show).provider
        alarm_place = leading_place(provider, NOW)
        assert alarm_place is not None
        assert alarm_place.xy_m == (sensor.x_m, sensor.y_m)
        marks = {mark.text: mark for mark in marks_of(provider, NOW)}
        assert marks[headline.why].ringed
        scripted.session.focus.select("events", in_hand)
        pointed = leading_place(provider, NOW)
        assert pointed is not None
        assert pointed.xy_m == (marks["房屋起火"].x_m, marks["房屋起火"].y_m)


def test_a_twin_keeps_an_emergency_for_a_while_unless_it_is_over_or_an_event_is_pointed_at(
    scripted: ScriptedDesktop,
) -> None:
    subclass, seconds = min(emergency_subclasses(scripted.session.catalog)), [0]
    x_m, y_m = scripted.session.package.resources[0].x_m, scripted.session.package.resources[0].y_m
    with shown_wall(scripted.session, a_wall(scene("day", tile("overdue", (0, 0, *SIZE))))) as show:
        show.show_scene("day")
        held = HeldPlace(only(show).provider, lambda: 1_000 * seconds[0])

        def dx_m() -> float | None:
            """Of the place that is held."""
            place = held.xy_m(NOW)
            assert place is None or place[1] == y_m
            return None if place is None else round(place[0] - x_m)

        assert dx_m() is None
        first = scripted.report("房屋起火", subclass=subclass, dx_m=100)
        assert dx_m() == 100, "nothing was held"
        scripted.dispatch(first)
        second = scripted.report("仓库起火", subclass=subclass, dx_m=200)
        seconds[0] = 19
        assert dx_m() == 100, "the second leads, but the first is in hand"
        seconds[0] = 20
        assert dx_m() == 200
        scripted.session.focus.select("events", first)
        assert dx_m() == 100, "pointed at"
        scripted.session.focus.clear()
        assert dx_m() == 100, "held from then on"
        fed_back = r.HandlingFedBack(event_id=first, note="已扑灭")
        scripted.happen(r.TaskAccepted(event_id=first), fed_back, r.EventClosed(event_id=first))
        assert dx_m() == 200, "the first is over"
        scripted.happen(r.EventRejected(event_id=second))
        assert dx_m() is None


def test_an_emergency_is_red_until_somebody_takes_it_up_and_amber_from_then_on(scripted: ScriptedDesktop) -> None:
    subclass = min(emergency_subclasses(scripted.session.catalog))
    event_id = scripted.report("房屋起火", subclass=subclass)
    found = []
    for _ in range(2):
        headline = content(scripted, "headline")
        numbers = content(scripted, "numbers", params={"show": ("emergencies",)})
        assert isinstance(headline, HeadlineContent)
        assert isinstance(numbers, NumbersContent)
        with shown_wall(scripted.session, a_wall(scene("day", tile("overdue", (0, 0, *SIZE))))) as show:
            show.show_scene("day")
            [mark] = marks_of(only(show).provider, NOW)
        found.append({headline.grade, numbers.numbers[0].color, mark.color})
        scripted.dispatch(event_id)
    assert found == [{"alarm"}, {"late"}]


def test_a_longer_limit_that_was_asked_for_waits_for_a_decision(scripted: ScriptedDesktop) -> None:
    nothing = content(scripted, "decisions")
    assert isinstance(nothing, ListContent)
    assert (nothing.rows, nothing.total) == ((), 0)
    event_id = scripted.report("更换管道")
    scripted.dispatch(event_id)
    scripted.happen(r.ExtensionRequested(event_id=event_id, until_ms=NOW + 9 * HOUR_MS))
    waiting = content(scripted, "decisions")
    assert isinstance(waiting, ListContent)
    assert [(row.text, row.detail, row.right, row.color) for row in waiting.rows] == [
        ("更换管道", "申请延长 5 小时 0 分", "已等 0 秒", "late")
    ]
    scripted.happen(r.DeadlineExtended(event_id=event_id, due_ms=NOW + 9 * HOUR_MS, note="同意"))
    decided = content(scripted, "decisions")
    assert isinstance(decided, ListContent)
    assert (decided.rows, decided.total) == ((), 0)


def test_what_is_overdue_or_supervised_is_listed_with_how_long(scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾堆积")
    scripted.dispatch(event_id, due_ms=NOW - HOUR_MS)
    scripted.happen(r.EventSupervised(event_id=event_id, note="尽快"))
    supervised = content(scripted, "overdue")
    assert isinstance(supervised, ListContent)
    assert [row.right for row in supervised.rows] == ["超期 1 小时 0 分"]


def test_a_list_without_rows_shows_what_was_closed_last_and_what_is_due_next(scripted: ScriptedDesktop) -> None:
    first, second, waiting = scripted.report("一"), scripted.report("二"), scripted.report("三")
    for event_id in (first, second):
        scripted.dispatch(event_id)
        scripted.happen(
            r.TaskAccepted(event_id=event_id), r.HandlingFedBack(event_id=event_id, note="已清"),
            r.EventClosed(event_id=event_id),
        )  # fmt: skip
        scripted.clock.advance(60_000)
    scripted.dispatch(waiting, due_ms=scripted.clock.now_ms() + 2 * HOUR_MS)
    decisions, overdue, alarms = (content(scripted, kind) for kind in ("decisions", "overdue", "alarms"))
    assert isinstance(decisions, ListContent)
    assert isinstance(overdue, ListContent)
    assert isinstance(alarms, ListContent)
    assert (decisions.rows, overdue.rows, alarms.rows) == ((), (), ())
    assert [row.text for row in decisions.last] == ["二", "一"]
    assert not any("已" in row.detail for row in decisions.last), "the caption says that they are closed"
    assert [(row.text, row.right) for row in overdue.last] == [("三", "剩 2 小时 0 分")]
    assert alarms.last == (), "no sensor opened them"
    place = scripted.session.package.resources[0]
    scripted.happen(r.EventReported(
        event_id="E-sensor", subclass="exposed_garbage", title="垃圾桶满溢", source="sensor", x_m=place.x_m,
        y_m=place.y_m, division="", level="general",
    ))  # fmt: skip
    alarms = content(scripted, "alarms")
    assert isinstance(alarms, ListContent)
    assert [row.text for row in alarms.last] == ["垃圾桶满溢"]


def test_what_a_sensor_found_is_listed_once_while_its_alarm_lasts(scripted: ScriptedDesktop) -> None:
    bin_ = next(sensor for sensor in scripted.session.package.sensors if sensor.kind == "bin")
    alarm_id = f"{bin_.id}/bin_full"
    scripted.happen(
        r.AlarmRaised(
            alarm_id=alarm_id, sensor_id=bin_.id, channel="fill", rule="bin_full", priority="low", value=95.0,
            limit=90.0,
        ),
        r.EventReported(
            event_id="E-bin", subclass="exposed_garbage", title="垃圾桶满溢", source="sensor", x_m=bin_.x_m,
            y_m=bin_.y_m, division="", level="general", sensor_id=bin_.id, alarm_id=alarm_id,
        ),
    )  # fmt: skip
    scripted.clock.advance(5 * 60_000)
    lasting = content(scripted, "alarms")
    assert isinstance(lasting, ListContent)
    assert [row.right for row in lasting.rows] == ["持续 5 分钟"]
    assert lasting.last == (), "it is the same"
    scripted.happen(r.AlarmAcknowledged(alarm_id=alarm_id), r.AlarmCleared(alarm_id=alarm_id, value=10.0))
    over = content(scripted, "alarms")
    assert isinstance(over, ListContent)
    assert (over.rows, [row.text for row in over.last]) == ((), ["垃圾桶满溢"])


def test_what_a_sensor_found_for_another_alarm_is_listed_while_one_lasts(scripted: ScriptedDesktop) -> None:
    bin_ = next(sensor for sensor in scripted.session.package.sensors if sensor.kind == "bin")
    scripted.happen(
        r.EventReported(
            event_id="E-earlier", subclass="exposed_garbage", title="垃圾桶倾倒", source="sensor", x_m=bin_.x_m,
            y_m=bin_.y_m, division="", level="general", sensor_id=bin_.id, alarm_id=f"{bin_.id}/earlier",
        ),
        r.AlarmRaised(
            alarm_id=f"{bin_.id}/bin_full", sensor_id=bin_.id, channel="fill", rule="bin_full", priority="low",
            value=95.0, limit=90.0,
        ),
    )  # fmt: skip
    lasting = content(scripted, "alarms")
    assert isinstance(lasting, ListContent)
    assert [row.text for row in lasting.last] == ["垃圾桶倾倒"]


def test_the_funnel_counts_stages_and_what_is_overdue_there(scripted: ScriptedDesktop) -> None:
    scripted.report("一")
    scripted.dispatch(scripted.report("二"), due_ms=NOW - HOUR_MS)
    funnel = content(scripted, "funnel")
    assert isinstance(funnel, FunnelContent)
    assert [(s.count, s.overdue) for s in funnel.stages] == [(1, 0), (0, 0), (1, 1), (0, 0), (0, 0), (0, 0)]


def test_numbers_are_those_that_the_tile_names(scripted: ScriptedDesktop) -> None:
    scripted.report("一")
    shown = content(scripted, "numbers", params={"show": ("reported", "waiting", "closed")})
    assert isinstance(shown, NumbersContent)
    assert [(n.value, n.name) for n in shown.numbers] == [("1", "今日受理"), ("1", "待立案派遣"), ("–", "到期结案率")]


@pytest.mark.parametrize(
    ("closed", "due", "shown"),
    [(0, 0, ("–", "无数据", "")), (0, 1, ("0/1", "样本不足", "")), (19, 19, ("19/19", "样本不足", "")),
     (5, 20, ("25.0", "%", "5/20"))],
)  # fmt: skip
def test_of_few_events_that_are_due_no_percentage_is_shown(
    scripted: ScriptedDesktop, closed: int, due: int, shown: tuple[str, str, str]
) -> None:
    say(scripted, READY)
    numbers = tile("numbers", (0, 0, *SIZE), params={"show": ("closed",)})
    with shown_wall(scripted.session, a_wall(scene("day", numbers))) as show:
        show.show_scene("day")
        show.sources.figures.ask()
        [asked] = scripted.source.figure_requests
        least = scripted.session.catalog.metrics[CLOSING_RATE].min_denominator
        scripted.source.answer(FigureTable(
            request=asked.request, as_of_seq=1, as_of_ms=NOW, head_hash="", groups=[],
            totals=[[share_of(closed, due, least)]], values=[[[]]],
        ))  # fmt: skip
        scripted.tick()
        show.tick()
        content = show.tiles[0].content
        assert isinstance(content, NumbersContent)
        assert [(number.value, number.unit, number.note) for number in content.numbers] == [shown]


def test_every_number_that_a_file_can_name_is_shown(scripted: ScriptedDesktop) -> None:
    shown = content(scripted, "numbers", params={"show": EVENT_NUMBERS})
    assert isinstance(shown, NumbersContent)
    assert len({number.name for number in shown.numbers}) == len(EVENT_NUMBERS)


def test_the_header_tells_time_mode_and_county(scripted: ScriptedDesktop) -> None:
    header = content(scripted, "header", params={"secrecy": "内部"})
    assert isinstance(header, HeaderContent)
    assert (header.time, header.mode, header.secrecy) == ("10:00", "未启动响应", "内部")
    assert header.county == scripted.session.package.manifest.name


def test_villages_are_ranked_by_their_open_events(scripted: ScriptedDesktop) -> None:
    scripted.report("一")
    villages = content(scripted, "villages")
    assert isinstance(villages, VillagesContent)
    assert len(villages.shades) == len(scripted.session.package.table("villages"))
    assert [row.value for row in villages.ranking] in ([], ["1"])


def test_of_villages_with_as_many_open_events_those_with_overdue_ones_come_first(scripted: ScriptedDesktop) -> None:
    table = scripted.session.package.table("villages")
    codes = sorted(str(code) for code in table["code"].tolist())[:3]
    for number, code in enumerate(codes):
        scripted.happen(r.EventReported(
            event_id=code, subclass="exposed_garbage", title="一", source="hotline", x_m=0.0, y_m=0.0, division=code,
            level="general",
        ))  # fmt: skip
        scripted.dispatch(code, due_ms=NOW + HOUR_MS * (1 if number < 2 else -1))
    villages = content(scripted, "villages")
    assert isinstance(villages, VillagesContent)
    assert [row.value for row in villages.ranking] == ["超期 1，共 1", "1", "1"]


def test_units_are_counted_by_kind(scripted: ScriptedDesktop) -> None:
    units = content(scripted, "units")
    assert isinstance(units, BarsContent)
    assert all("待命" in row.value for row in units.rows)


def test_the_map_becomes_ready_and_marks_what_happens(scripted: ScriptedDesktop, qtbot: object) -> None:
    wall = a_wall(scene("day", tile("map", (0, 0, *SIZE))))
    with shown_wall(scripted.session, wall) as show:
        prepared = show.prepare("day")
        assert prepared is not None
        qtbot.waitUntil(lambda: prepared.is_ready, timeout=20_000)  # type: ignore[attr-defined]
        show.show_scene("day")
        empty = only(show).content
        assert isinstance(empty, PictureContent)
        assert empty.picture is not None
        assert (empty.picture.width(), empty.picture.height()) == SIZE
        assert empty.picture.pixelColor(1, 1) == NIGHT_LOOK["ground"]
        event_id = scripted.report("垃圾堆积")
        show.tick()
        marked = only(show).content
        assert isinstance(marked, PictureContent)
        assert len(marked.marks) == len(empty.marks) + 1
        scripted.session.focus.select("events", event_id)
        show.tick()
        pointed = only(show).content
        assert isinstance(pointed, PictureContent)
        assert [mark.text for mark in pointed.marks if mark.ringed] == ["垃圾堆积"]


def test_an_entry_of_the_duty_log_has_its_words_and_not_its_author(scripted: ScriptedDesktop) -> None:
    scripted.happen(DutyEntryWritten(entry_id="1", kind="call", note="气象台来电：\n夜间有小雨"))
    with shown_wall(scripted.session, a_wall(scene("day", tile("duty_log", (0, 0, *SIZE))))) as show:
        show.show_scene("day")
        content = only(show).content
        assert isinstance(content, ListContent)
        [row] = content.rows
        assert (row.text, row.detail) == ("气象台来电： 夜间有小雨", "来电")


def test_a_provider_without_parameters_uses_its_own(scripted: ScriptedDesktop) -> None:
    wall = a_wall(scene("day", tile("weather", (0, 0, *SIZE), params={"near": 0.5})))
    with shown_wall(scripted.session, wall) as show:
        show.show_scene("day")
        provider = only(show).provider
        assert isinstance(provider, ContentProvider)
        assert provider.share("near", 0.8) == 0.5
        assert provider.share("other", 0.8) == 0.8


def test_the_air_names_the_village_in_which_a_limit_is_exceeded(scripted: ScriptedDesktop) -> None:
    stations = list(scripted.session.package.sensors.of_kind("air"))
    limit = min(
        rule.above for rule in scripted.session.catalog.rules.values()
        if rule.kind == "air" and rule.channel == "pm25" and rule.above is not None
    )  # fmt: skip
    scripted.source.receive([(station.id, "pm25", limit - 1, 0) for station in stations])
    worst = stations[-1]
    scripted.source.receive([(worst.id, "pm25", limit + 9, 0)])
    scripted.tick()
    with shown_wall(scripted.session, a_wall(scene("day", tile("air", (0, 0, *SIZE))))) as show:
        show.show_scene("day")
        content = only(show).content
    assert isinstance(content, NumbersContent)
    [number] = [one for one in content.numbers if one.name == "PM2.5"]
    village = scripted.session.divisions.path(worst.division[:12]).split(" · ")[-1]
    assert village
    assert number.note == f"{village} {limit + 9:.0f}"
