"""A disk whose n-th operation fails, for the files below one folder: under SQLite itself, and under Python's files.

SQLite's own file system layer is wrapped by ctypes, so that real transactions, recoveries and checkpoints meet the
errors; nothing is compiled and no rights are needed.  Opening, renaming and deleting of files fail by an audit hook,
syncing by a wrapped ``os.fsync``.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_OK, _CANTOPEN, _FULL = 0, 14, 13
_IOERR = {"read": 266, "write": 778, "sync": 1034, "truncate": 1546, "delete": 2570}
_METHODS = ("close", "read", "write", "truncate", "sync")
"""The first entries of sqlite3_io_methods after its version."""
_READ = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_OPEN = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_int)
)
_DELETE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
# Names are passed on as pointers: SQLite keeps them, with more behind their end.
_TYPES: dict[str, Any] = {"read": _READ, "write": _READ, "truncate": _TRUNCATE, "sync": _SYNC}
_AUDITED = {"open", "os.rename", "os.remove", "os.link", "os.truncate", "os.mkdir", "os.utime"}


class _IoMethods(ctypes.Structure):
    _fields_ = [("version", ctypes.c_int), ("calls", ctypes.c_void_p * 18)]


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("version", ctypes.c_int), ("file_bytes", ctypes.c_int), ("path_max", ctypes.c_int),
        ("next", ctypes.c_void_p), ("name", ctypes.c_char_p), ("data", ctypes.c_void_p),
        ("open", ctypes.c_void_p), ("delete", ctypes.c_void_p), ("calls", ctypes.c_void_p * 14),
    ]  # fmt: skip


class _SqliteFile(ctypes.Structure):
    _fields_ = [("methods", ctypes.POINTER(_IoMethods))]


class FailingDisk:
    """``full``: writes fail for lack of space, else every operation with EIO."""

    def __init__(self) -> None:
        self.folder = ""
        self.full = False
        self.count = 0
        """Operations so far that can fail."""
        self.fails_from = self.fails_to = 0
        """Operations that fail: ``fails_from <= number < fails_to``."""
        self.failed: list[str] = []

    def begin(self, folder: Path, *, full: bool = False, at: int = 0, length: int = 0) -> None:
        """Count operations below ``folder`` from 1; ``length`` of them fail, from number ``at`` on."""
        self.folder, self.full, self.count, self.failed = str(folder), full, 0, []
        self.fails_from, self.fails_to = at, at + length

    def heal(self) -> None:
        """No operation fails any more."""
        self.fails_from = self.fails_to = 0

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """Operations of the block neither fail nor count."""
        folder, self.folder = self.folder, ""
        try:
            yield
        finally:
            self.folder = folder

    def fails(self, operation: str, name: str) -> bool:
        """Whether this operation fails, which counts it."""
        if not self.folder or not name.startswith(self.folder):
            return False
        if self.full and operation not in ("write", "sync", "open for writing"):
            return False
        self.count += 1
        failing = self.fails_from <= self.count < self.fails_to
        if failing:
            self.failed.append(f"{operation} of {Path(name).name}")
        return failing


DISK = FailingDisk()
"""The disk of this process."""


class _Layer:
    """SQLite's layer over the system's one, under a name of its own; the default while it is in use."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(_sqlite3.__file__)
        self._library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        self._system = self._library.sqlite3_vfs_find(None)
        self._vfs = _Vfs.from_buffer_copy(self._system.contents)
        self._vfs.name = b"failing"
        self._names: dict[int, str] = {}
        self._wrapped: dict[int, _IoMethods] = {}
        self._kept: list[object] = []
        self._open, self._delete = _OPEN(self._vfs.open), _DELETE(self._vfs.delete)
        for name, kind, call in (("open", _OPEN, self._opened), ("delete", _DELETE, self._deleted)):
            wrapper = kind(call)
            self._kept.append(wrapper)
            setattr(self._vfs, name, ctypes.cast(wrapper, ctypes.c_void_p).value)

    def use(self, *, used: bool) -> None:
        """Make this layer the default one, or the system's again."""
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs) if used else self._system, 1)

    def _opened(self, vfs: int, name: int | None, file: int, flags: int, out: Any) -> int:
        text = _text(name)
        if DISK.fails("open", text):
            ctypes.cast(file, ctypes.POINTER(_SqliteFile)).contents.methods = ctypes.POINTER(_IoMethods)()
            return _CANTOPEN
        result = self._open(vfs, name, file, flags, out)
        opened = ctypes.cast(file, ctypes.POINTER(_SqliteFile)).contents
        if result == _OK and opened.methods:
            self._names[file] = text
            opened.methods = ctypes.pointer(self._wrap(opened.methods))
        return int(result)

    def _deleted(self, vfs: int, name: int, sync: int) -> int:
        return _IOERR["delete"] if DISK.fails("delete", _text(name)) else int(self._delete(vfs, name, sync))

    def _wrap(self, methods: Any) -> _IoMethods:
        address = ctypes.addressof(methods.contents)
        if address not in self._wrapped:
            wrapped = _IoMethods.from_buffer_copy(methods.contents)
            for index, operation in enumerate(_METHODS):
                if operation in _TYPES:
                    call = self._call(operation, _TYPES[operation](methods.contents.calls[index]))
                    self._kept.append(call)
                    wrapped.calls[index] = ctypes.cast(call, ctypes.c_void_p).value
            self._wrapped[address] = wrapped
        return self._wrapped[address]

    def _call(self, operation: str, original: Callable[..., int]) -> Any:
        def run(file: int, *values: int) -> int:
            if DISK.fails(operation, self._names.get(file, "")):
                return _FULL if DISK.full and operation == "write" else _IOERR[operation]
            return original(file, *values)

        return _TYPES[operation](run)


def _text(name: int | None) -> str:
    return "" if name is None else (ctypes.cast(name, ctypes.c_char_p).value or b"").decode()


_layers: list[_Layer] = []


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not DISK.folder or event not in _AUDITED or not isinstance(arguments[0], str | os.PathLike):
        return
    operation = event.removeprefix("os.")
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        operation = "open for writing"
    name = os.fspath(arguments[0])
    if DISK.fails(operation, name if isinstance(name, str) else ""):
        raise _error()


def _error() -> OSError:
    code = errno.ENOSPC if DISK.full else errno.EIO
    return OSError(code, os.strerror(code))


@contextmanager
def failing_disk() -> Iterator[FailingDisk]:
    """The disk of this process, which fails as :meth:`FailingDisk.begin` says."""
    if sys.platform != "linux":
        pytest.skip("the layout of SQLite's structures is that of Linux")
    if not _layers:
        _layers.append(_Layer())
        sys.addaudithook(_audit)
    fsync = os.fsync

    def failing_fsync(descriptor: int) -> None:
        if DISK.fails("sync", os.readlink(f"/proc/self/fd/{descriptor}")):
            raise _error()
        fsync(descriptor)

    os.fsync = failing_fsync
    _layers[0].use(used=True)
    try:
        yield DISK
    finally:
        _layers[0].use(used=False)
        os.fsync = fsync
        DISK.folder = ""
