"""This program's version, as recorded in records and Welcome messages."""

from __future__ import annotations

VERSION = "0.2.0"
