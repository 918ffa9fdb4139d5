"""Standard output whose errors name it: a report that nobody can read must not look like work that was done."""

from __future__ import annotations

import errno
import io
import os
import sys

NAME = "standard output"


class StandardOutput(io.TextIOWrapper):
    """Text to standard output.  Raises OSError with NAME as the path."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError as error:
            raise _named(error) from error

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            raise _named(error) from error


class _NoOutput(io.RawIOBase):
    """Takes nothing."""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def name_standard_output() -> None:
    """Make ``sys.stdout`` a StandardOutput, also when the process was started without one, unless something else than
    the process's own is in its place."""
    stdout = sys.stdout
    if stdout is not sys.__stdout__ or isinstance(stdout, StandardOutput):
        return
    if isinstance(stdout, io.TextIOWrapper):
        encoding, lines, through = stdout.encoding, stdout.line_buffering, stdout.write_through
        sys.stdout = StandardOutput(
            stdout.detach(), encoding, line_buffering=lines, write_through=through
        )
    elif os.name == "posix":  # Windows starts programs with windows without one
        sys.stdout = StandardOutput(io.BufferedWriter(_NoOutput(), 1), "utf-8", write_through=True)


def discarded_output(error: OSError) -> bool:
    """Whether ``error`` only says that nobody reads the output any more.

    After an error of standard output, what is left in its buffer goes nowhere, instead of failing again at the exit.
    """
    if error.filename != NAME:
        return False
    if error.errno != errno.EBADF:  # else it is closed, and descriptor 1 may be that of another file
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return error.errno == errno.EPIPE


def _named(error: OSError) -> OSError:
    return OSError(error.errno, error.strerror, NAME)
