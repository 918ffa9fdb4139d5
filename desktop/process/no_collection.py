"""Disables Python's automatic collection while the program is imported: it traverses everything imported so far again
and again, in 7 % of the time of the imports.  :mod:`desktop.app` enables it."""

from __future__ import annotations

import gc

gc.disable()
