"""Errors that are meant for the user."""

from __future__ import annotations


class Explained(Exception):  # noqa: N818 - what it is, not that it is an error, sets it apart
    """Its text is shown to the user as it is: one line that says what, where and the way out."""
