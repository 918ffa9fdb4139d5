"""Errors in methods that Qt calls are reported, whatever raised them.

With Python 3.11, PySide 6.11 takes an exception that left an override of a Qt method for an instance.  One that C code
raised is none until somebody catches it (Python 3.12 makes it one at once), and the process ended with a segmentation
fault: a deleted widget or a text that is no number was enough.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, wraps
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject

_QT = "PySide6."


@cache
def catch_override_errors() -> None:
    """Catch and raise again what leaves an override of any class below QObject, those included that exist already.

    Once, before the first object of such a class: PySide looks its overrides up then.
    """
    if sys.version_info >= (3, 12):
        return
    above = QObject.__init_subclass__

    def guard_new(cls: type[QObject], **named: Any) -> None:
        above(**named)
        _guard(cls)

    QObject.__init_subclass__ = classmethod(guard_new)  # type: ignore[arg-type,assignment]
    waiting: list[type[QObject]] = [QObject]
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if not cls.__module__.startswith(_QT):
            _guard(cls)


def _guard(cls: type[QObject]) -> None:
    qt = [base for base in cls.__mro__ if base.__module__.startswith(_QT)]
    for name, method in list(vars(cls).items()):
        if isinstance(method, FunctionType) and any(name in vars(base) for base in qt):
            setattr(cls, name, _caught(method))


def _caught(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def call(*given: Any, **named: Any) -> Any:
        try:
            return method(*given, **named)
        except BaseException:  # this alone makes it an instance
            raise

    return call
