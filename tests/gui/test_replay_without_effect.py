"""Replays have no effect outside their window, and leave nothing behind: short forms of tests/hard."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.package.open import CountyPackage
from desktop import moments
from desktop.events.export import write_events
from services.protocol.replay import BY_TIME, ReplayMoment
from tests.contract.test_replays import OpenReplay, analysis_replay, journal_replay
from tests.gui.random_seeks import seek_at_random
from tests.gui.realm_rounds import go_round
from tests.gui.replay_desk import HOUR, MINUTE, T0, day, shown_replay_bar, shown_replay_desk
from tests.recorded_journals import numbered, write_journal
from tests.tiny_county import write_tiny_county


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("without-effect") / "county")


@pytest.mark.parametrize("opened", [journal_replay, analysis_replay])
def test_seeks_in_random_order_have_no_effect_outside_the_window(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path, qapp: QApplication
) -> None:
    seek_at_random(opened, package, tmp_path, 15, lambda done: None)


def test_an_export_of_a_moment_holds_nothing_later(package: CountyPackage, tmp_path: Path, qtbot: QtBot) -> None:
    folder = write_journal(tmp_path / "data", package, numbered(day(package)))
    counts = []
    with (
        journal_replay(folder, package) as replay,
        shown_replay_desk(replay, package, tmp_path / "s.ini") as desk,
        shown_replay_bar(desk, qtbot) as bar,
    ):
        for at_ms in (T0 + MINUTE // 2, T0 + 12 * HOUR):
            bar.go(ReplayMoment(BY_TIME, at_ms))
            desk.at_rest(bar)
            path = tmp_path / f"{at_ms}.csv"
            list(write_events(desk.session, sorted(desk.events()), path))
            with path.open(encoding="utf-8-sig", newline="") as file:
                [above], _, *rows = csv.reader(file)
            assert above == f"回放：{moments.full(at_ms)}（当时所知）"
            assert [row[0] for row in rows] == sorted(desk.events())
            assert all(event.happened_ms <= at_ms for event in desk.session.layers.states("event").values())
            counts.append(len(rows))
    first, last = counts
    assert first < last


def test_live_replay_drill_and_live_again_leave_no_mode_behind(
    package: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    go_round(package, tmp_path, qtbot, rounds=1)
