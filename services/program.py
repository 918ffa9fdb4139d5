"""This program: its command line, and its version as recorded in records and Welcome messages."""

from __future__ import annotations

from pathlib import Path

MAIN = Path(__file__).resolve().parent.parent / "main.py"
"""Script of the command line."""
VERSION = "0.2.0"
