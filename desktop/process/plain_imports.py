"""Imports Qt, and then lets Python import modules by itself again.

Qt's bindings replace Python's import by one that reads the source of every importing module, to see whether it uses
their feature ``snake_case``: in a tenth of the time of all imports.  No module here uses it.
"""

from __future__ import annotations

import builtins

_plain = builtins.__import__

# isort: split
import PySide6.QtCore  # noqa: E402, F401

builtins.__import__ = _plain
