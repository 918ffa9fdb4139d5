"""Towns and villages coloured by a metric: chosen in the layer tree, asked of the analysis, shown on the map."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QGraphicsView, QToolButton, QTreeWidget
from pytestqt.qtbot import QtBot

from county.explained import ExplainedLine
from county.figures.metric import FigureValue
from county.package.open import CountyPackage
from desktop.map.area_colouring import AGE_MS, GRAIN_OF_LAYER, REFRESH_MS, REST_MS, AreaChoice, AreaColouring
from desktop.map.area_style_row import AreaStyleRow
from desktop.map.layer_tree import LayerTree
from desktop.map.legend import Legend
from desktop.map.view import MapView
from layers.area_figures import FIGURE_STYLES, NONE, AreaFigures
from layers.batches import Polygons
from layers.division import DivisionLayer
from layers.events import EventsLayer
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import FiguresRequest, FigureTable
from services.protocol.messages import Trouble
from tests.analysed_journals import AnalysedJournal
from tests.gui.conftest import MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.replay_desk import HOUR, T0, day, shown_replay_bar, shown_replay_desk
from tests.gui.test_panels_archive import say
from tests.recorded_journals import numbered, write_journal


@dataclass
class ColouredMap:
    """A map, the layer tree and the legend of a session, and the figures that its analysis answers."""

    scripted: ScriptedDesktop
    colouring: AreaColouring
    map: MapView
    tree: LayerTree
    rows: dict[str, AreaStyleRow]

    def layer(self, key: str) -> DivisionLayer:
        layer = self.scripted.session.layers[key]
        assert isinstance(layer, DivisionLayer)
        return layer

    @property
    def asked(self) -> list[FiguresRequest]:
        return self.scripted.source.figure_requests

    def answer(self, *numbers: int, seq: int = 70) -> None:
        """Answer the last request with one number a town or village, in the order of the layer."""
        request = self.asked[-1]
        layer = next(key for key, grain in GRAIN_OF_LAYER.items() if grain == request.grain)
        groups = list(self.layer(layer).codes)[: len(numbers)]
        values = [FigureValue(n, None, n, quality="ok") for n in numbers]
        total = FigureValue(sum(numbers), None, sum(numbers), quality="ok")
        self.scripted.session.feed.arrived.emit(FigureTable(
            request=request.request, as_of_seq=seq, as_of_ms=MONDAY_MORNING_MS, head_hash="00", groups=groups,
            totals=[[total]], values=[[values]],
        ))  # fmt: skip
        self.scripted.tick()

    def styles(self, key: str) -> dict[str, str]:
        """What each area of a layer is filled with; nothing while only borders are drawn."""
        fills = self.layer(key).batches()[0]
        assert isinstance(fills, Polygons)
        if fills.styles != FIGURE_STYLES:
            return {}
        return {str(code): fills.styles[style] for code, style in zip(fills.ids, fills.style, strict=True)}

    def choose(self, box: QComboBox, key: str) -> None:
        """As a hand does it without a mouse: the list is opened, and a line of it taken."""
        box.setFocus()
        box.showPopup()
        box.view().setCurrentIndex(box.model().index(box.findData(key), 0))
        QTest.keyClick(box.view(), Qt.Key.Key_Return)


@pytest.fixture
def shown(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[ColouredMap]:
    say(scripted, AnalysisHealth("ready", MONDAY_MORNING_MS, 70, 70))
    session = scripted.session
    colouring = AreaColouring(session)
    rows = {layer: AreaStyleRow(layer, colouring) for layer in GRAIN_OF_LAYER}
    view = MapView(session.layers, session.focus, session.styles, session.package)
    tree = LayerTree(session.layers, session.styles, rows)
    for widget, size in ((view, (900, 700)), (tree, (360, 900))):
        qtbot.addWidget(widget)
        widget.resize(*size)
        widget.show()
        qtbot.waitExposed(widget)
    yield ColouredMap(scripted, colouring, view, tree, rows)
    colouring.release()
    tree.close()
    view.close()


def test_a_metric_chosen_below_a_layer_colours_its_areas(shown: ColouredMap, qtbot: QtBot) -> None:
    shown.choose(shown.rows["towns"].indicator, "reported")
    assert (shown.asked[-1].metrics, shown.asked[-1].grain) == (("reported",), "town")
    assert shown.styles("towns") == {}
    shown.answer(5)
    styles = shown.styles("towns")
    assert set(styles) == set(shown.layer("towns").codes)
    assert NONE not in styles.values(), "towns of which nothing is told have no events"
    qtbot.waitUntil(lambda: shown.map.settled and shown.map.values.isVisible())
    before = shown.map.snapshot().toImage()
    shown.choose(shown.rows["towns"].indicator, "")
    shown.scripted.tick()
    assert shown.styles("towns") == {}
    assert before != shown.map.snapshot().toImage()
    qtbot.waitUntil(lambda: not shown.map.values.isVisible())


def test_period_and_classes_are_offered_once_a_metric_is_chosen(shown: ColouredMap) -> None:
    row = shown.rows["villages"]
    assert row.span.isHidden()
    assert row.classing.isHidden()
    shown.choose(row.indicator, "reported")
    shown.answer(5)
    shown.choose(row.span, "day")
    [period] = shown.asked[-1].periods
    assert period.to_ms - period.from_ms == 24 * HOUR
    shown.answer(5)
    shown.choose(row.classing, "equal")
    shown.answer(5)
    figures = shown.layer("villages").figures
    assert figures is not None
    assert (figures.classing, figures.period.zh) == ("equal", "近 24 小时")


def test_metrics_stand_below_the_headings_of_their_themes(shown: ColouredMap) -> None:
    box = shown.rows["towns"].indicator
    lines = [(box.itemText(n), box.itemData(n)) for n in range(box.count())]
    headings = [text for text, key in lines if key is None]
    assert headings[:2] == ["受理", "时效"]
    assert lines.index(("受理", None)) < lines.index(("受理数", "reported")) < lines.index(("时效", None))
    box.setFocus()
    for _ in lines:
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentText() not in headings, "a heading cannot be chosen"


def test_boxes_that_a_choice_opens_are_scrolled_into_view(shown: ColouredMap, qtbot: QtBot) -> None:
    tree, row = shown.tree.tree, shown.rows["towns"]
    shown.tree.resize(360, 200)
    shown.tree.activateWindow()
    qtbot.waitUntil(shown.tree.isActiveWindow)
    line = shown.tree.row("towns").child(0)
    assert line is not None
    tree.scrollToItem(line, QTreeWidget.ScrollHint.PositionAtBottom)
    shown.choose(row.indicator, "reported")
    shown.answer(5)
    qtbot.waitUntil(lambda: tree.viewport().rect().adjusted(0, 0, 0, 1).contains(tree.visualItemRect(line)))
    tree.verticalScrollBar().setValue(0)
    layer = shown.tree.row("towns")
    layer.setExpanded(False)
    tree.scrollToItem(layer, QTreeWidget.ScrollHint.PositionAtBottom)
    layer.setExpanded(True)
    qtbot.waitUntil(lambda: tree.viewport().rect().adjusted(0, 0, 0, 1).contains(tree.visualItemRect(line)))


def test_only_one_layer_is_coloured_and_the_boxes_of_the_other_say_so(shown: ColouredMap) -> None:
    shown.choose(shown.rows["towns"].indicator, "reported")
    shown.answer(5)
    shown.choose(shown.rows["villages"].indicator, "reported")
    shown.answer(5)
    assert shown.styles("towns") == {}
    assert shown.styles("villages")
    assert shown.rows["towns"].indicator.currentData() == ""


def test_below_a_heat_map_areas_have_only_borders_and_the_boxes_say_so(shown: ColouredMap) -> None:
    shown.choose(shown.rows["towns"].indicator, "reported")
    shown.answer(5)
    events, note = shown.scripted.session.layers.of(EventsLayer), shown.rows["towns"].note
    events.draw_as("heat", 24 * HOUR)
    shown.scripted.tick()
    assert shown.styles("towns") == {}
    assert shown.layer("towns").values_legend() == ()
    assert (note.text(), note.isHidden()) == ("事件热力图显示期间只画界线", False)
    shown.choose(shown.rows["villages"].indicator, "reported")
    shown.answer(5)
    assert shown.styles("villages") == {}, "whichever is chosen last"
    events.visible = False
    shown.scripted.tick()
    assert shown.styles("villages")
    assert note.isHidden()
    events.visible = True
    events.draw_as("amounts", 24 * HOUR)
    shown.scripted.tick()
    assert shown.styles("villages"), "circles leave the colours to be seen"


def test_legend_and_map_say_the_same_words(shown: ColouredMap, qtbot: QtBot) -> None:
    session = shown.scripted.session
    legend = Legend(session.layers, session.styles)
    qtbot.addWidget(legend)
    shown.choose(shown.rows["towns"].indicator, "reported")
    shown.answer(5)
    qtbot.waitUntil(lambda: shown.map.values.isVisible())
    on_map, in_panel = shown.map.values.texts, legend.texts()
    assert "受理数（件）" in on_map
    assert set(on_map) <= set(in_panel)
    assert shown.rows["towns"].indicator.currentText() in on_map[1]
    legend.close()


def test_the_tip_of_an_area_tells_its_value_and_rank(shown: ColouredMap, qtbot: QtBot) -> None:
    shown.choose(shown.rows["towns"].indicator, "reported")
    shown.answer(5)
    towns = shown.layer("towns")
    xy_m = towns.batches()[-1].xy_m[0]  # type: ignore[union-attr]
    for layer in shown.scripted.session.layers:
        layer.visible = layer is towns
    shown.map.box.look_at(*xy_m, shown.map.viewport.m_per_px)
    glass = shown.map.findChild(QGraphicsView)
    assert isinstance(glass, QGraphicsView)
    QTest.mouseMove(glass.viewport(), QPoint(3, 3))
    QTest.mouseMove(glass.viewport(), QPoint(glass.width() // 2 + 9, glass.height() // 2 + 9))
    qtbot.waitUntil(lambda: shown.map.tip.isVisible())
    assert "受理数（近 30 天）: 5 件，排名 1／" in shown.map.tip.text()


def test_it_is_asked_again_for_new_records_and_as_time_passes_but_not_while_hidden(shown: ColouredMap) -> None:
    shown.colouring.choose(AreaChoice("towns", "reported"))
    shown.answer(5)
    shown.colouring.follow()
    assert len(shown.asked) == 1
    shown.scripted.clock.advance(REFRESH_MS)
    shown.colouring.follow()
    assert len(shown.asked) == 1, "no new record"
    say(shown.scripted, AnalysisHealth("ready", MONDAY_MORNING_MS, 71, 71))
    shown.colouring.follow()
    assert len(shown.asked) == 2
    shown.answer(6, seq=71)
    shown.layer("towns").visible = False
    shown.scripted.clock.advance(AGE_MS)
    shown.colouring.follow()
    assert len(shown.asked) == 2
    shown.layer("towns").visible = True
    assert len(shown.asked) == 3, "at once"


def test_equal_figures_change_the_legend_and_leave_the_painted_ground(shown: ColouredMap, qtbot: QtBot) -> None:
    shown.choose(shown.rows["towns"].indicator, "reported")
    shown.answer(5)
    qtbot.waitUntil(lambda: shown.map.settled)
    fills = shown.layer("towns").batches()[0]
    told: list[str] = []
    shown.layer("towns").changed.connect(lambda: told.append(shown.layer("towns").values_legend()[0].note.zh))
    shown.scripted.clock.advance(AGE_MS)
    shown.colouring.follow()
    shown.answer(5)
    assert "截至 10:01" in told[0]
    assert shown.layer("towns").batches()[0] is fills
    assert shown.map.settled, "nothing is painted again"
    shown.scripted.clock.advance(AGE_MS)
    shown.colouring.follow()
    shown.answer(5, 9)
    assert shown.layer("towns").batches()[0] is not fills
    assert not shown.map.settled


def test_classes_stay_while_records_come_until_one_click_computes_them_anew(shown: ColouredMap, qtbot: QtBot) -> None:
    shown.choose(shown.rows["villages"].indicator, "reported")
    number = len(shown.layer("villages").codes)
    shown.answer(*range(number))
    before = shown.styles("villages")
    shown.scripted.clock.advance(AGE_MS)
    shown.colouring.follow()
    shown.answer(*range(number - 1), 900)
    assert shown.styles("villages") == before
    qtbot.waitUntil(lambda: any("分级截至 10:00" in text for text in shown.map.values.texts))
    qtbot.waitUntil(shown.map.values.isVisible)
    qtbot.waitUntil(lambda: len(shown.map.values.findChildren(QToolButton)) == 1)  # that of the rows before is deleted
    [anew] = shown.map.values.findChildren(QToolButton)
    qtbot.mouseClick(anew, Qt.MouseButton.LeftButton)
    shown.scripted.tick()
    assert shown.styles("villages") != before
    qtbot.waitUntil(lambda: not any("分级截至" in text for text in shown.map.values.texts))


def test_another_choice_computes_other_classes(shown: ColouredMap) -> None:
    shown.choose(shown.rows["towns"].indicator, "reported")
    shown.answer(0, 5)
    shown.choose(shown.rows["towns"].classing, "equal")
    shown.answer(0, 900)
    figures = shown.layer("towns").figures
    assert figures is not None
    assert figures.breaks == (0, 900)


def test_a_month_that_begins_is_coloured_in_classes_of_its_own(shown: ColouredMap) -> None:
    shown.colouring.choose(AreaChoice("towns", "reported", "this_month"))

    def breaks_with(*numbers: int) -> tuple[float, ...]:
        shown.answer(*numbers)
        figures = shown.layer("towns").figures
        assert figures is not None
        return figures.breaks

    november = breaks_with(0, 900)
    shown.scripted.clock.advance(7 * 24 * HOUR)
    shown.colouring.follow()
    assert breaks_with(0, 990) == november, "the 30th"
    shown.scripted.clock.advance(24 * HOUR)
    shown.colouring.follow()
    assert breaks_with(0, 5) == (0, 5)


def test_however_fast_time_runs_the_analysis_rests_between_two_questions(shown: ColouredMap) -> None:
    shown.scripted.clock.rate = 60
    shown.colouring.choose(AreaChoice("towns", "reported"))
    shown.answer(5)
    shown.scripted.clock.advance(60 * (REST_MS - 1))
    shown.colouring.follow()
    assert len(shown.asked) == 1
    shown.scripted.clock.advance(60)
    shown.colouring.follow()
    assert len(shown.asked) == 2


def test_the_legend_says_as_of_when_and_the_boxes_why_it_is_not_current(shown: ColouredMap) -> None:
    shown.choose(shown.rows["towns"].indicator, "reported")
    shown.answer(5)
    figures = shown.layer("towns").figures
    assert figures is not None
    assert figures.as_of.zh == "截至 10:00"
    assert shown.rows["towns"].note.isHidden()
    say(shown.scripted, AnalysisHealth("offline", MONDAY_MORNING_MS, 70, 70))
    shown.colouring.follow()
    assert "10:00" in shown.rows["towns"].note.text()
    assert shown.layer("towns").figures is figures


def test_what_cannot_be_answered_leaves_no_colours_and_says_why(shown: ColouredMap) -> None:
    shown.choose(shown.rows["towns"].indicator, "reported")
    shown.answer(5)
    shown.scripted.clock.advance(AGE_MS)
    shown.colouring.follow()
    refused = ExplainedLine("there is no metric {name}; see catalog/metrics.toml", name="'x'")
    shown.scripted.session.feed.arrived.emit(Trouble.of(refused, shown.asked[-1].request))
    assert shown.styles("towns") == {}
    assert not shown.rows["towns"].note.isHidden()


@pytest.mark.parametrize("visible", [True, False])
def test_another_moment_of_a_replay_colours_the_areas_anew(
    package: CountyPackage, tmp_path: Path, qtbot: QtBot, *, visible: bool
) -> None:
    folder = write_journal(tmp_path / "data", package, numbered(day(package)))
    with (
        closing(AnalysedJournal(folder, package)) as analysis,
        shown_replay_desk(analysis.replay(), package, tmp_path / "replay.ini") as desk,
        shown_replay_bar(desk, qtbot) as bar,
    ):
        colouring = AreaColouring(desk.session)
        layer = desk.session.layers["towns"]
        assert isinstance(layer, DivisionLayer)

        def counted() -> float:
            colouring.follow()
            figures = layer.figures
            return -1 if figures is None else sum(figures.numbers.values()) + figures.elsewhere

        bar.go(desk.replay.extent.last)
        desk.at_rest(bar)
        colouring.choose(AreaChoice("towns", "reported"))
        desk.until(lambda: counted() == 101, "the figures of the end")
        layer.visible = visible
        shown: list[AreaFigures | None] = []
        desk.session.feed.sought.connect(lambda: shown.append(layer.figures))
        bar.go(desk.replay.moment_at(T0 + 30_000))
        desk.at_rest(bar)
        assert shown == [None], "what was counted later is not shown, not for a moment"
        layer.visible = True
        desk.until(lambda: counted() == 51, "the figures of that moment")
        colouring.release()
