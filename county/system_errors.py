"""Errors of the operating system and of the database in fixed English texts, which the desktop translates."""

from __future__ import annotations

import errno

_OF_ERRNO = {
    errno.EACCES: "Permission denied",
    errno.EADDRINUSE: "Address already in use",
    errno.EADDRNOTAVAIL: "Cannot assign requested address",
    errno.EBUSY: "Device or resource busy",
    errno.ECONNREFUSED: "Connection refused",
    errno.EEXIST: "File exists",
    errno.EFBIG: "File too large",
    errno.EHOSTUNREACH: "No route to host",
    errno.EINVAL: "Invalid argument",
    errno.EIO: "Input/output error",
    errno.EISDIR: "Is a directory",
    errno.ELOOP: "Too many levels of symbolic links",
    errno.EMFILE: "Too many open files",
    errno.ENAMETOOLONG: "File name too long",
    errno.ENETUNREACH: "Network is unreachable",
    errno.ENFILE: "Too many open files in system",
    errno.ENODEV: "No such device",
    errno.ENOENT: "No such file or directory",
    errno.ENOMEM: "Cannot allocate memory",
    errno.ENOSPC: "No space left on device",
    errno.ENOTDIR: "Not a directory",
    errno.ENOTEMPTY: "Directory not empty",
    errno.ENXIO: "No such device or address",
    errno.EPERM: "Operation not permitted",
    errno.EROFS: "Read-only file system",
    errno.ETIMEDOUT: "Connection timed out",
    errno.EXDEV: "Invalid cross-device link",
}
if hasattr(errno, "EDQUOT"):
    _OF_ERRNO[errno.EDQUOT] = "Disk quota exceeded"
_OF_DATABASE = (
    "attempt to write a readonly database",
    "database disk image is malformed",
    "database is locked",
    "database or disk is full",
    "disk I/O error",
    "file is not a database",
    "out of memory",
    "unable to open database file",
)
"""Messages of SQLite's error codes (sqlite3ErrStr in its main.c) that a broken or full disk leads to."""
TEXTS = frozenset(_OF_ERRNO.values()) | frozenset(_OF_DATABASE)
"""All texts that can be translated."""


def text_of(error: OSError) -> str:
    """Why the operating system refused, without number and path; the same text on every system."""
    return _OF_ERRNO.get(error.errno or 0) or error.strerror or " ".join(str(error).splitlines())
