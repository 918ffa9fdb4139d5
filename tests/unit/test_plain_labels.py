"""Labels show data as it is: Qt's own label, which takes some texts for HTML, is used for marked-up text only."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
MARKUP = {
    "desktop/widgets/accessible_names.py": "reads the texts of labels",
    "desktop/widgets/literal.py": "defines PlainLabel",
    "desktop/map/hover_tip.py": "a tip in which data is escaped",
    "desktop/widgets/card_section.py": "lines and links in which data is escaped",
    "desktop/widgets/fact_table.py": "values that are marked up by who gives them",
    "desktop/cards/linked_events.py": "links in which data is escaped",
    "desktop/widgets/markup_label.py": "defines MarkupLabel",
    "desktop/cards/time_line.py": "a table in which data is escaped",
    "desktop/policies/policy_questions.py": "articles in which data is escaped",
}
"""The files that use such labels, and why."""
LABELS = ("QLabel", "MarkupLabel")


def test_no_label_of_markup_is_used_outside_the_files_named_here() -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for package in ("desktop", "twin", "drawing")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.alias) and node.name in LABELS)
        or (isinstance(node, ast.Attribute) and node.attr in LABELS)
    }
    assert users == MARKUP.keys()
