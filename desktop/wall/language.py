"""Texts of walls in the current language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate
"""``translate("wall", "English")``: under this name the tool that collects the texts finds them."""
