"""A county that cannot be opened or built is reported for any error, so that no user waits for it; a program that is
closed while it opens a county does nothing more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import shapely
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.explained import ExplainedLine
from county.realm import LIVE
from desktop.app import Program
from desktop.process.demo_county import WindowBuild
from desktop.process.opening import CountyOpener
from tests.tiny_county import write_tiny_county


def failing(*_: object, **__: object) -> Any:
    raise shapely.errors.GEOSException("side location conflict")


def failure_of(work: CountyOpener, qtbot: QtBot) -> ExplainedLine:
    work.opened.connect(work.go_on)
    with qtbot.waitSignal(work.failed) as reported:
        work.start()
    work.stop()
    (why,) = reported.args
    assert isinstance(why, ExplainedLine)
    return why


def test_any_error_while_a_sound_county_is_read_is_reported(qtbot: QtBot, small_county: Path) -> None:
    why = failure_of(CountyOpener(small_county, failing), qtbot)
    assert str(small_county) in why
    assert "GEOSException: side location conflict" in why


def test_a_library_that_cannot_be_imported_is_reported(qtbot: QtBot, tmp_path: Path) -> None:
    write_tiny_county(tmp_path / "county")
    work = CountyOpener(tmp_path / "county", lambda package: package.catalog, later=["no_such_library"])
    why = failure_of(work, qtbot)
    assert str(tmp_path / "county") in why
    assert "ModuleNotFoundError: No module named 'no_such_library'" in why


def test_any_error_while_the_demo_county_is_built_is_reported(qtbot: QtBot) -> None:
    why = WindowBuild(failing).run()
    assert "GEOSException: side location conflict" in why


def test_a_program_closed_before_it_learns_that_its_county_is_read_does_nothing_more(
    qtbot: QtBot, tmp_path: Path
) -> None:
    write_tiny_county(tmp_path / "county")
    program = Program(scene="operator", off_screen=True, settings=tmp_path / "desktop.ini")
    program.open(tmp_path / "county", connect=None, keys=None, realm=LIVE)
    assert program.opening is not None
    program.opening.go_on()
    program.opening.wait()  # both signals are emitted, and neither is delivered
    program.close()
    QApplication.processEvents()
    assert program.source is None
    assert program.window.session is None


def test_a_program_closed_before_it_learns_that_its_county_cannot_be_read_does_nothing_more(
    qtbot: QtBot, tmp_path: Path
) -> None:
    write_tiny_county(tmp_path / "county")
    program = Program(scene="operator", off_screen=True, settings=tmp_path / "desktop.ini")
    (tmp_path / "county" / "map.gpkg").write_bytes(b"")
    program.open(tmp_path / "county", connect=None, keys=None, realm=LIVE)
    assert program.opening is not None
    program.opening.wait()
    program.close()
    QApplication.processEvents()
    assert program.failure == ""
