"""With less than this a forecast says that it cannot be made."""

from __future__ import annotations

from typing import Final

EVENTS_MIN: Final = 30
"""Events of a class in the whole past: with fewer nothing is forecast."""
