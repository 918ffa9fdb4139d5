"""Where the page is: its first view, a number, its records, all rows of a list, or the story; crumbs lead back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop import theme
from desktop.figures.shown_figure import ShownFigure
from desktop.leader.crumbs import Crumbs
from desktop.leader.figure_detail import FigureDetail
from desktop.leader.figure_record_list import FigureRecordList
from desktop.leader.first_view import FirstView
from desktop.leader.row_list import RowList
from desktop.leader.story_view import StoryView


class PageSteps(QWidget):
    """One view at a time; Tab does not go to what is behind."""

    changed = Signal()

    def __init__(
        self, first: FirstView, detail: FigureDetail, records: FigureRecordList, rows: RowList, story: StoryView
    ) -> None:
        super().__init__()
        self._first, self._detail, self._records, self._rows = first, detail, records, rows
        self._views: dict[str, QWidget] = {"detail": detail, "records": records, "rows": rows, "story": story}
        self._steps: list[str] = []
        self._of_list = 0
        """The list whose rows are all shown."""
        self._page_name = ""
        self.crumbs, self.scrolled, self.stack = Crumbs(), QScrollArea(), QStackedWidget()
        self.scrolled.setWidget(first)
        self.scrolled.setWidgetResizable(True)
        self.scrolled.setFrameShape(QFrame.Shape.NoFrame)
        self.scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for view in (self.scrolled, *self._views.values()):
            self.stack.addWidget(view)
        self.crumbs.wanted.connect(self.back)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(10))
        box.addWidget(self.crumbs)
        box.addWidget(self.stack, 1)

    @property
    def steps(self) -> tuple[str, ...]:
        """``detail``, ``records``, ``rows`` or ``story``, in the order of their steps; empty on the page itself."""
        return tuple(self._steps)

    def retranslate(self, page_name: str) -> None:
        """Set all texts."""
        self._page_name = page_name
        self._show()

    def show_trend(self, shown: ShownFigure) -> None:
        """The second step."""
        self._steps = ["detail"]
        self._detail.show_figure(shown)
        self._show()
        self._detail.records.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_records(self, shown: ShownFigure) -> None:
        """The third step."""
        if self._steps[-1:] != ["detail"]:
            self._steps = []
        self._detail.pause()
        self._steps.append("records")
        self._records.show_records(shown)
        self._show()

    def show_all(self, of_list: int, now_ms: int) -> None:
        """All rows of one of the three lists."""
        self._of_list = of_list
        self._steps = ["rows"]
        self.show_rows(now_ms)
        self._show()
        if self._rows.buttons:
            self._rows.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_rows(self, now_ms: int) -> None:
        """The rows of that list are others now."""
        if self._steps[-1:] == ["rows"]:
            shown = self._first.lists[self._of_list]
            self._rows.show_rows(shown.shown, shown.empty, now_ms)

    def show_story(self) -> None:
        """Only the story."""
        self._steps = ["story"]
        self._show()

    def back(self, to: int | None = None) -> None:
        """To the step before, or to step ``to``; 0 is the page."""
        self._steps = self._steps[: len(self._steps) - 1 if to is None else to]
        self._show()
        if self._steps == ["detail"]:
            self._detail.resume()
        else:
            self._detail.pause()
        if not self._steps:
            self._first.focus_first()

    def _show(self) -> None:
        shown = self._views[self._steps[-1]] if self._steps else self.scrolled
        self.stack.setCurrentWidget(shown)
        for view in (self.scrolled, *self._views.values()):
            view.setEnabled(view is shown)
        names = {
            "detail": self._detail.title(), "records": self._records.title(),
            "rows": self._first.lists[self._of_list].head.name, "story": self.tr("Story"),
        }  # fmt: skip
        self.crumbs.setVisible(bool(self._steps) and self._steps != ["story"])
        self.crumbs.show_steps([self._page_name, *(names[step] for step in self._steps)], self.tr("Esc: back"))
        self.changed.emit()
