"""The numbers of a day are the same on the wall, in the header and in the analysis, whatever happened to the events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.catalog import Catalog
from county.figures.metric import FigureValue
from county.figures.text import short_text
from county.package.open import CountyPackage
from county.records import Record
from desktop import theme
from desktop.figures.closing_rate import CLOSING_RATE, today
from desktop.moments import day_of
from desktop.session import Session
from desktop.wall.show import WallShow
from desktop.wall.tiles.numbers import NumbersContent
from desktop.window.header import Header
from desktop.window.main_window import MainWindow
from services.analysis.figures.figures import CountedCounty, Figures
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import FiguresRequest
from services.protocol.replay import BY_TIME, ReplayMoment
from services.replay.clip_making import make_clip
from services.replay.local import LocalReplay
from services.store.upcast import RecordReader
from tests.analysed_journals import AnalysedJournal
from tests.gui.conftest import MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.replay_desk import shown_replay_bar, shown_replay_desk
from tests.gui.shown_panel import shown_panel
from tests.gui.shown_walls import a_wall, real, scene, shown_wall, tile
from tests.gui.test_panels_archive import say
from tests.number_days import DAY_MS, steps_until
from tests.plain_figures import PlainJournal, of_events
from tests.recorded_journals import numbered, write_journal
from tests.timelines import log_of, timeline_of

START_MS = MONDAY_MORNING_MS
DAYS_MS = 40 * DAY_MS
METRICS = ("reported", "overdue_stock", "waiting_stock", "in_hand_stock", "to_verify_stock", CLOSING_RATE)
SHOWN = ("reported", "overdue", "waiting", "in_hand", "to_verify", "closed")
IN_HEADER = ("reported_today", "overdue", "waiting", "in_hand", "to_verify", "closing_rate")
"""In the same order."""
LEFT = Qt.MouseButton.LeftButton


def counted(figures: Figures, seq: int, at_ms: int) -> list[FigureValue]:
    """What the analysis counts for the day of ``at_ms`` as of a record."""
    [values] = figures.table(FiguresRequest(
        request="r", metrics=METRICS, periods=(today(at_ms),), as_of_seq=seq
    )).totals  # fmt: skip
    return values


def written(catalog: Catalog, values: list[FigureValue]) -> list[str]:
    """Numbers without units, of a rate its percentage or the two numbers of a small sample."""
    counts = [f"{value.num:.0f}" for value in values[:-1]]
    return [*counts, short_text(catalog.metrics[CLOSING_RATE], values[-1]).zh]


def in_header(header: Header) -> list[str]:
    header.count_now()
    return [header.figures[name].value.text() for name in IN_HEADER]


def on_wall(show: WallShow) -> list[str]:
    show.tick()
    [numbers] = show.tiles
    content = numbers.content
    assert isinstance(content, NumbersContent)
    return [number.value + ("%" if number.unit == "%" else "") for number in content.numbers]


def numbers_wall(session: Session) -> Any:
    numbers = tile("numbers", (0, 0, 960, 540), sources=("desk",), params={"show": SHOWN})
    return shown_wall(real(session), a_wall(scene("day", numbers)))


class RandomDay:
    """A desk and an analysis that get the same records."""

    def __init__(self, scripted: ScriptedDesktop, folder: Path, seed: int) -> None:
        self.scripted, self.steps = scripted, steps_until(START_MS + DAYS_MS, seed)
        self.records: list[Record[Any]] = numbered(self.steps)
        self.log = log_of(self.records)
        self.timeline = timeline_of(self.log, folder)
        county = CountedCounty(scripted.session.catalog, tuple)
        self.figures = Figures(self.timeline, county, self.log, RecordReader())
        self._answered = 0

    @property
    def seq(self) -> int:
        return self.scripted.source.seq

    def go_to(self, seq: int) -> None:
        """So many records are recorded, each at its time; the clock stands at that of the last one."""
        for at_ms, body in self.steps[self.seq : seq]:
            self.scripted.clock.advance(at_ms - self.scripted.clock.now_ms())
            self.scripted.source.record(body)
        while self.scripted.session.layers.fold.seq < seq:  # a tick applies only as many as it has time for
            self.scripted.tick()
        say(self.scripted, AnalysisHealth("ready", self.scripted.clock.now_ms(), self.seq, self.seq))

    def answer(self) -> None:
        """The analysis answers everything that was asked, as of the newest record."""
        source = self.scripted.source
        for asked in source.figure_requests[self._answered :]:
            source.answer(self.figures.table(_as_of(asked, asked.as_of_seq or self.seq)))
        self._answered = len(source.figure_requests)
        self.scripted.tick()


@contextmanager
def shown_numbers(scripted: ScriptedDesktop, day: RandomDay, qtbot: QtBot) -> Iterator[tuple[Header, WallShow]]:
    """The header and a wall of that desk; the timeline of ``day`` is closed afterwards."""
    with (
        closing(day.timeline),
        shown_panel(Header(scripted.session), qtbot) as header,
        numbers_wall(scripted.session) as show,
    ):
        show.show_scene("day")
        yield header, show


def _as_of(asked: FiguresRequest, seq: int) -> FiguresRequest:
    return FiguresRequest(
        request=asked.request, metrics=asked.metrics, scope=asked.scope, periods=asked.periods, grain=asked.grain,
        as_of_seq=seq,
    )  # fmt: skip


@dataclass
class Seen:
    """Which fates events that are due on a compared day had."""

    before: int = 0
    after: int = 0
    suspended: int = 0
    later: int = 0
    old: int = 0

    def note(self, journal: PlainJournal, now_ms: int) -> None:
        day = day_of(now_ms)
        for event in journal.events():
            if day.start <= event.due_ms < day.stop:
                closed = event.state in ("closed", "evaluated")
                self.before += closed and event.ended_ms < event.due_ms
                self.after += closed and event.ended_ms >= event.due_ms
                self.suspended += event.state == "suspended"
                self.later += event.due_ms > now_ms
                self.old += closed and event.ended_ms < now_ms - 14 * DAY_MS


@pytest.mark.parametrize("seed", range(6))
def test_wall_and_header_show_the_numbers_of_the_analysis_at_random_moments(
    scripted: ScriptedDesktop, tmp_path: Path, qtbot: QtBot, seed: int
) -> None:
    day, seen = RandomDay(scripted, tmp_path / "timeline", seed), Seen()
    last = len(day.steps)
    moments = [*sorted(Random(seed).sample(range(last * 4 // 5, last), 7)), last]
    catalog = scripted.session.catalog
    with shown_numbers(scripted, day, qtbot) as (header, show):
        for seq in moments:
            day.go_to(seq)
            show.sources.figures.ask()
            header.closing_rate.follow()
            day.answer()
            now_ms = scripted.clock.now_ms()
            values = counted(day.figures, seq, now_ms)
            assert in_header(header) == on_wall(show) == written(catalog, values)
            journal = PlainJournal(day.log.records(1, seq), seq)
            seen.note(journal, now_ms)
            span = today(now_ms)
            rate = of_events(journal, CLOSING_RATE, span.from_ms, span.to_ms, lambda event: "")["*"]
            assert (values[-1].num, values[-1].den, values[-1].value) == rate
    assert min(seen.before, seen.after, seen.suspended, seen.later, seen.old) > 0, seen


def test_a_replay_shows_the_numbers_that_the_analysis_counts_as_of_its_moment(
    package: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    steps = steps_until(START_MS, seed=11)
    records = numbered(steps)
    folder = write_journal(tmp_path / "data", package, records)
    log = log_of(records)
    with (
        closing(timeline_of(log, tmp_path / "counted")) as timeline,
        closing(AnalysedJournal(folder, package)) as served,
    ):
        figures = Figures(timeline, CountedCounty(package.catalog, tuple), log, RecordReader())
        with (
            shown_replay_desk(served.replay(), package, tmp_path / "replay.ini") as desk,
            shown_replay_bar(desk, qtbot) as bar,
            shown_panel(Header(desk.session), qtbot) as header,
        ):
            for seq in (len(steps), len(steps) * 2 // 3, len(steps) * 5 // 6):
                at_ms = records[seq - 1].recorded_ms
                bar.go(ReplayMoment(BY_TIME, at_ms))
                desk.at_rest(bar)
                assert (desk.source.moment.seq, desk.session.clock.now_ms()) == (seq, at_ms)
                desk.until(
                    lambda seq=seq: (f := header.closing_rate.figure()) is not None and f.as_of_seq == seq, "the figure"
                )
                assert in_header(header) == written(desk.session.catalog, counted(figures, seq, at_ms))


def test_a_clip_says_why_it_has_no_rate(scripted: ScriptedDesktop, tmp_path: Path, qtbot: QtBot) -> None:
    package = scripted.session.package
    first_ms, last_ms = START_MS, START_MS + DAY_MS
    data = write_journal(tmp_path / "data", package, numbered(steps_until(last_ms, 3)))
    clip = make_clip(data, package, first_ms, last_ms, lambda share, text: None)
    with (
        shown_replay_desk(LocalReplay(clip), package, tmp_path / "replay.ini") as desk,
        shown_panel(Header(desk.session), qtbot) as header,
    ):
        assert in_header(header)[-1] == "–"
        tile = header.figures["closing_rate"]
        desk.until(lambda: in_header(header) and "本记录没有分析服务可用" in tile.toolTip(), "the reason")
        assert tile.toolTip().split("\n")[0] == "数字由分析服务统计，本记录没有分析服务可用"


def test_the_rate_is_a_dash_until_the_analysis_answers_and_after_midnight(
    scripted: ScriptedDesktop, tmp_path: Path, qtbot: QtBot
) -> None:
    day = RandomDay(scripted, tmp_path / "timeline", 1)
    with shown_numbers(scripted, day, qtbot) as (header, show):
        day.go_to(len(day.steps))
        assert (in_header(header)[-1], on_wall(show)[-1]) == ("–", "–")
        assert header.figures["closing_rate"].toolTip().startswith("正在统计…\n结案率")
        assert not show.tiles[0].freshness.is_lost, "the counts of the desk are what they are"
        show.sources.figures.ask()
        day.answer()
        assert "–" not in (*in_header(header), *on_wall(show))
        assert header.figures["closing_rate"].toolTip().startswith("结案率")
        now_ms = scripted.clock.now_ms()
        scripted.clock.advance(day_of(now_ms).stop - now_ms)
        assert (in_header(header)[-1], on_wall(show)[-1]) == ("–", "–"), "what was asked for yesterday is not of today"


def test_a_rate_of_an_analysis_that_is_gone_is_shown_as_old(
    scripted: ScriptedDesktop, tmp_path: Path, qtbot: QtBot
) -> None:
    day = RandomDay(scripted, tmp_path / "timeline", 2)
    with shown_numbers(scripted, day, qtbot) as (header, show):
        day.go_to(len(day.steps))
        in_header(header)
        show.sources.figures.ask()
        day.answer()
        known = in_header(header), on_wall(show)
        rate = header.figures["closing_rate"].value
        assert theme.MUTED not in rate.styleSheet()
        say(scripted, AnalysisHealth("offline", scripted.clock.now_ms(), day.seq, day.seq))
        assert (in_header(header), on_wall(show)) == known
        assert theme.MUTED in rate.styleSheet()
        assert theme.MUTED not in header.figures["overdue"].value.styleSheet(), "the desk goes on counting"
        assert show.tiles[0].freshness.is_lost


def test_a_click_on_the_rate_lists_the_events_that_the_figure_counts(
    window: MainWindow, scripted: ScriptedDesktop, tmp_path: Path, qtbot: QtBot
) -> None:
    day = RandomDay(scripted, tmp_path / "timeline", 3)
    with closing(day.timeline):
        day.go_to(len(day.steps))
        in_header(window.header)
        day.answer()
        qtbot.mouseClick(window.header.figures["closing_rate"], LEFT)
        counted_by = scripted.source.pages[-1][0].counted_by
        assert counted_by is not None
        assert (counted_by.metric, counted_by.period) == (CLOSING_RATE, today(scripted.clock.now_ms()))
        assert (counted_by.part, counted_by.as_of_seq) == ("denominator", day.seq)
        [value] = counted(day.figures, day.seq, scripted.clock.now_ms())[-1:]
        assert len(day.figures.seqs(counted_by)) == value.den
