"""What the XML of a spreadsheet says of its sheets besides their rows."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class SheetMarks:
    """Noted while the rows are read."""

    hidden: set[str] = field(default_factory=set)
    """Names of hidden sheets."""
    dates_1904: bool = False
    """Numbers of dates count days since 1904-01-01."""
