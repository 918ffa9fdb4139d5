"""What casts doubt on a leaf of the assessment: the patterns, and the records that show them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from county.figures.integrity import KIND_NAMES, IntegrityCard
from desktop import moments, theme
from desktop.i18n import pick
from desktop.session import Session
from desktop.units.choice import unit_name
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.literal import PlainLabel
from desktop.wording import STEPS, word
from services.protocol.assessment_messages import ProvenCard

SIZE_PX = (860, 520)
MARGINS_PX = (14, 10, 14, 12)
WIDTHS_PX = (250, 190, 220)
SHORT_SHA = 12
"""Characters of a picture's SHA-256 that are shown."""


class DoubtCards(QDialog):
    """One row a pattern, below it its records."""

    def __init__(self, session: Session, title: str, cards: Sequence[ProvenCard], total: int, parent: QWidget) -> None:
        """``total``: patterns that were found, also those that are not told."""
        super().__init__(parent)
        self._session = session
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("doubt cards")
        self.setWindowTitle(title)
        self.resize(*(theme.px(size) for size in SIZE_PX))
        heading = PlainLabel(title)
        heading.setProperty("role", "title")
        hint = PlainLabel(self.tr(
            "Patterns that honest work hardly leaves. They accuse nobody: look at the records before you judge."
        ))  # fmt: skip
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([self.tr("Pattern"), self.tr("Who"), self.tr("Records"), self.tr("Content")])
        self.tree.setAlternatingRowColors(True)
        for column, width in enumerate(WIDTHS_PX):
            self.tree.setColumnWidth(column, theme.px(width))
        for one in cards:
            self._add(one)
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.px(margin) for margin in MARGINS_PX))
        box.setSpacing(theme.px(7))
        more = PlainLabel()
        more.setText(self.tr("The {n} with the most records, of {total}").format(n=len(cards), total=total))
        more.setVisible(len(cards) < total)
        for part in (heading, hint, more, self.tree):
            box.addWidget(part)
        name_controls(self, title)

    def _add(self, one: ProvenCard) -> None:
        card = one.card
        count = self.tr("{count} of {of}").format(count=card.count, of=card.of)
        chance = "" if card.chance is None else self.tr("by chance: {chance}").format(chance=f"{card.chance:.1g}")
        item = QTreeWidgetItem(self.tree, [pick(KIND_NAMES[card.kind]), self._who(card), count, chance])
        for row in one.rows:
            text = word(STEPS[row.text]) if row.text in STEPS else row.text
            QTreeWidgetItem(item, [moments.full(row.happened_ms), row.subject, f"№ {row.seq}", text])
        item.setExpanded(len(one.rows) > 0 and self.tree.topLevelItemCount() == 1)

    def _who(self, card: IntegrityCard) -> str:
        """The name of a unit or division; persons and work numbers as they are recorded."""
        match card.kind:
            case "reused_photo":
                return card.who[:SHORT_SHA]
            case "bunching" | "close_then_recur":
                return unit_name(self._session, card.who)
            case "repeated_value":
                return self._session.divisions.path(card.who)
            case _:
                return card.who
