"""What logs say of failures: kind and place, never what people wrote."""

from __future__ import annotations

import errno

from services.failure_trace import trace


def traced(error: Exception) -> str:
    try:
        raise error
    except Exception as raised:
        return trace(raised)


def test_a_failure_is_logged_by_kind_and_place_without_its_text() -> None:
    line = traced(KeyError("张三 13800000000"))
    assert line.startswith("KeyError at ")
    assert "test_failure_trace.py:" in line
    assert "1380" not in line


def test_an_error_of_the_system_keeps_its_code() -> None:
    assert traced(OSError(errno.ENOSPC, "No space left", "/home/zhang/a")).startswith("OSError (ENOSPC) at ")


def test_a_failure_that_was_never_raised_has_no_place() -> None:
    assert trace(ValueError("x")) == "ValueError at ?"
