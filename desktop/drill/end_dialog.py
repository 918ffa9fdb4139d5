"""结束演练: asked once, since an ended drill is not resumed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from county.drill.inject_run import WAITING
from desktop import theme
from desktop.drill.room import DrillRoom
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.dialog_buttons import DialogButtons
from desktop.widgets.literal import PlainLabel

WIDTH_PX = 460


class EndDialog(QDialog):
    """Says what the end leaves out; accepted: the drill is to end."""

    def __init__(self, room: DrillRoom, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setObjectName("end drill")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("End the drill"))
        open_injects = sum(id not in room.runs or room.runs[id].state in WAITING for id in room.injects)
        undecided = sum(score.status == "pending" for score in room.scores.values())
        lines = [self.tr("The desk of the drill takes nothing more, and an ended drill is not resumed.")]
        if open_injects:
            lines.append(self.tr("Injects that were not delivered: {n}").format(n=open_injects))
        if undecided:
            lines.append(self.tr("Expectations that are not decided: {n}").format(n=undecided))
        if missed := room.missed_by_end:
            text = self.tr("Their time runs still, they count as missed then: {ids}")
            lines.append(text.format(ids="、".join(missed)))
        self.text = PlainLabel("\n".join(lines))
        self.text.setWordWrap(True)
        self.buttons = DialogButtons(self, self.tr("End the drill"), self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.px(margin) for margin in (14, 10, 14, 12)))
        box.setSpacing(theme.px(10))
        for part in (self.text, self.buttons):
            box.addWidget(part)
        self.setMinimumWidth(theme.px(WIDTH_PX))
        name_controls(self, self.windowTitle())
