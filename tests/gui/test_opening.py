"""A county that cannot be opened or built is reported for any error, so that no user waits for it."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from pytestqt.qtbot import QtBot

from county.explained import ExplainedLine
from county.package.demo import build
from desktop import opening
from desktop.demo_county import WindowBuild
from desktop.opening import CountyOpener
from tests.tiny_county import write_tiny_county


def failing(error: Exception) -> object:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("build_layers", shapely.errors.GEOSException("side location conflict")),
        ("import_module", ImportError("libGL.so.1: cannot open shared object file")),
        ("CountyPackage", KeyError("villages")),
    ],
)
def test_any_error_while_a_county_is_read_or_prepared_is_reported(
    qtbot: QtBot, tmp_path: Path, step: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tiny_county(tmp_path / "county")
    monkeypatch.setattr(opening, step, failing(error))
    work = CountyOpener(tmp_path / "county", lambda package: package.catalog)
    work.opened.connect(work.go_on)
    with qtbot.waitSignal(work.failed) as reported:
        work.start()
    work.stop()
    (why,) = reported.args
    assert isinstance(why, ExplainedLine)
    assert str(tmp_path / "county") in why
    assert type(error).__name__ in why
    assert str(error) in why


def test_any_error_while_the_demo_county_is_built_is_reported(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_county", failing(shapely.errors.GEOSException("side location conflict")))
    why = WindowBuild().run()
    assert "GEOSException: side location conflict" in why
