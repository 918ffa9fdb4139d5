"""Errors that are meant for the user."""

from __future__ import annotations


class Explained(Exception):
    """Its text is shown to the user as it is: one line that says what, where and the way out."""
