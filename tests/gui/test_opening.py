"""A county that cannot be opened or built is reported for any error, so that no user waits for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import shapely
from pytestqt.qtbot import QtBot

from county.explained import ExplainedLine
from desktop.demo_county import WindowBuild
from desktop.opening import CountyOpener
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
