"""Errors of the system in lines for the user: fixed texts that can be translated, without number and path."""

from __future__ import annotations

import errno
import json

import pytest

from county.explained import Explained, ExplainedLine, of_os_error
from county.system_errors import TEXTS
from services.supervision.exit_reason import MARK, line_of, reported
from services.supervision.guard import SUPERVISED

READ_ONLY = OSError(errno.EROFS, "Read-only file system", "/data/keys")


def test_an_error_of_the_system_in_a_line_is_a_text_that_can_be_translated() -> None:
    line = ExplainedLine("{path}: cannot be written ({why})", path="/data", why=READ_ONLY)
    assert line == "/data: cannot be written (Read-only file system)"
    why = line.params["why"]
    assert isinstance(why, ExplainedLine)
    assert why.template in TEXTS


def test_an_unknown_error_of_the_system_keeps_the_systems_own_text_in_one_line() -> None:
    assert ExplainedLine("{why}", why=OSError(9_999, "something new", "/data")) == "something new"
    assert ExplainedLine("{why}", why=OSError("no number,\nno text")) == "no number, no text"


def test_a_message_of_the_database_in_a_line_can_be_translated() -> None:
    line = ExplainedLine("{path}: {why}", path="x", why=ValueError("attempt to write a readonly database"))
    assert isinstance(line.params["why"], ExplainedLine)


def test_an_error_without_a_file_names_a_place_that_can_be_translated() -> None:
    line = of_os_error(OSError(errno.ENOSPC, ""))
    assert line == "input or output: No space left on device; fix it or choose another path"
    assert isinstance(line.params["where"], ExplainedLine)


def test_the_exit_reason_of_a_child_keeps_the_lines_within_its_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(SUPERVISED, "1")
    inner = Explained("{path}: cannot be opened ({why})", path="contacts", why=READ_ONLY)
    with pytest.raises(Explained), reported():
        raise Explained("{folder}: {why}", folder="/data", why=inner)
    said = capsys.readouterr().err.strip()
    json.loads(said.removeprefix(MARK))
    line = line_of(said)
    assert line == "/data: contacts: cannot be opened (Read-only file system)"
    why = line.params["why"]
    assert isinstance(why, ExplainedLine)
    assert why.template == "{path}: cannot be opened ({why})"
    assert isinstance(why.params["why"], ExplainedLine)
