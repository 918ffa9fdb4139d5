"""The dialog for files: that of the system, or where it has none Qt's, in the look and the size of this program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileInfo, QSize, QStandardPaths, QUrl
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import (
    QFileDialog,
    QFileIconProvider,
    QHeaderView,
    QSplitter,
    QToolButton,
    QTreeView,
    QWidget,
)

from desktop import theme

SIZE_PX = 1_020, 640
PART = 0.94
"""Of the screen at most, where texts are large."""
ICON_PX = 20
SIDE_PX = 190
"""Of the places at the left."""
NAME_PX, KIND_PX = 420, 110
BUTTONS = {
    "backButton": "back", "forwardButton": "forward", "toParentButton": "parent_folder",
    "newFolderButton": "new_folder", "listModeButton": "tiles", "detailModeButton": "lines",
}  # fmt: skip
"""Name of each button that Qt gives it, and the icon here: Qt's own are black."""
PLACES = (
    QStandardPaths.StandardLocation.HomeLocation, QStandardPaths.StandardLocation.DesktopLocation,
    QStandardPaths.StandardLocation.DocumentsLocation, QStandardPaths.StandardLocation.DownloadLocation,
)  # fmt: skip


class FileDialog(QFileDialog):
    """``start``: a folder, or the file that is proposed; ``kinds``: of documents, such as ``PDF (*.pdf)``."""

    def __init__(self, parent: QWidget, title: str, start: str, kinds: Sequence[str] = ()) -> None:
        super().__init__(parent, title, start if Path(start).is_dir() else str(Path(start).parent))
        if kinds:
            self.setNameFilters(list(kinds))
        if not Path(start).is_dir():
            self.selectFile(Path(start).name)
        self._icons = PlainFileIcons()
        self.setIconProvider(self._icons)
        places = dict.fromkeys(map(QStandardPaths.writableLocation, PLACES))
        urls = [QUrl.fromLocalFile(place) for place in places if place and Path(place).is_dir()]
        self.setSidebarUrls([*urls, QUrl("file:")])  # the last one lists all drives
        room = parent.screen().availableSize()
        width, height = map(theme.px, SIZE_PX)
        self.resize(min(width, int(PART * room.width())), min(height, int(PART * room.height())))
        self._set_icons()

    def chosen(self) -> list[str]:
        """Ask; the chosen paths, none when the user cancels.  The dialog is of no use afterwards."""
        accepted = self.exec() == QFileDialog.DialogCode.Accepted
        self.deleteLater()
        return self.selectedFiles() if accepted else []

    def _set_icons(self) -> None:
        """The parts that Qt draws; the dialog of a system has none of them."""
        for name, icon in BUTTONS.items():
            button = self.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(_icon(icon))
                button.setIconSize(QSize(theme.px(ICON_PX), theme.px(ICON_PX)))
        rows = self.findChild(QTreeView, "treeView")
        splitter = self.findChild(QSplitter, "splitter")
        if rows is None or splitter is None:
            return
        rows.setIconSize(QSize(theme.px(ICON_PX), theme.px(ICON_PX)))
        splitter.setSizes([theme.px(SIDE_PX), max(1, self.width() - theme.px(SIDE_PX))])
        header = rows.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        name_px = min(theme.px(NAME_PX), self.width() // 2)
        for section, width in enumerate((name_px, theme.px(KIND_PX), theme.px(KIND_PX))):
            header.resizeSection(section, width)


class PlainFileIcons(QFileIconProvider):
    """Icons that are seen on the dark ground."""

    def icon(self, of: QFileInfo | QAbstractFileIconProvider.IconType) -> QIcon:
        kinds = QAbstractFileIconProvider.IconType
        if isinstance(of, QFileInfo):
            return _icon("computer" if of.isRoot() else "folder" if of.isDir() else "file")
        return _icon({kinds.Computer: "computer", kinds.Drive: "computer", kinds.Folder: "folder"}.get(of, "file"))


def _icon(name: str) -> QIcon:
    return QIcon(str(theme.ICONS_DIR / f"{name}.svg"))
