"""The files of a briefing in a folder of the user: those that were signed, or those of a draft."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from county.briefing.briefing import Briefing
from desktop import theme
from desktop.briefings.awaited_source import AwaitedSource
from desktop.briefings.drafted import DraftedBriefings, PageSource
from desktop.briefings.files_job import BriefFilesJob
from desktop.files.attached_files import FOLLOW_MS
from desktop.session import Session
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.literal import PlainLabel
from desktop.wording import problem_text
from services.brief.documents import usual_name
from services.protocol.file_transfers import FileTransfer

WIDTH_PX = 520


class ExportDialog(QDialog):
    """Writes at once; what is running can be cancelled, what was written opened."""

    def __init__(
        self, session: Session, briefing: Briefing, drafted: DraftedBriefings, folder: Path, parent: QWidget
    ) -> None:
        """Of a signed one the backend has the files; those of a draft are made."""
        super().__init__(parent)
        self.setObjectName("export briefing")
        self._session = session
        self._briefing = briefing
        self._source = AwaitedSource(drafted, briefing, self)
        self._source.ready.connect(self._make)
        self._source.waits.connect(self._wait)
        self._source.failed.connect(self._fail)
        self._paths: list[Path] = []
        self._folder = folder
        self._job: BriefFilesJob | None = None
        self._transfers: list[FileTransfer] = []
        self.says = PlainLabel(str(folder))
        self.says.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 100)
        self.open_folder, self.leave = QPushButton(self.tr("Open the folder")), QPushButton()
        self.without_map = QPushButton(self.tr("Export without the map"))
        self.without_map.clicked.connect(self._source.go_on_without_map)
        self.without_map.hide()
        self.open_folder.clicked.connect(lambda: session.dialogs.open(self, self._folder, self._tell_not_opened))
        self.leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.progress, 1)
        buttons.addStretch()
        buttons.addWidget(self.without_map)
        buttons.addWidget(self.open_folder)
        buttons.addWidget(self.leave)
        box = QVBoxLayout(self)
        box.addWidget(self.says)
        box.addLayout(buttons)
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow)
        self.setWindowTitle(self.tr("Export the briefing"))
        self.setMinimumWidth(theme.px(WIDTH_PX))
        name_controls(self, self.windowTitle())
        self._show(running=True)
        if briefing.is_signed:
            self._fetch(briefing)
        else:
            self._source.begin()

    def done(self, result: int) -> None:
        """Close; what is not written yet is given up."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None
        for transfer in self._transfers:
            if not transfer.ended:
                transfer.cancel()
        self._source.release()
        super().done(result)

    def _make(self, source: PageSource) -> None:
        one = self._briefing
        name = usual_name(one.kind, one.period or one.title or "".join(one.event_ids))
        self.without_map.hide()
        self.progress.setRange(0, 100)
        self.says.setText(str(self._folder))
        self._job = BriefFilesJob(source.document, self._session.catalog, self._folder, f"{name}-草稿", self)
        self._job.progressed.connect(lambda share: self.progress.setValue(round(100 * share)))
        self._job.finished.connect(lambda paths, made: self._finish(paths))
        self._job.failed.connect(self._fail)

    def _tell_not_opened(self) -> None:
        why = self.tr("No program on this machine opens folders")
        if why not in self.says.text():
            self.says.setText(f"{self.says.text()}\n{why}")

    def _wait(self) -> None:
        by_map = self._source.waits_for_map
        self.without_map.setVisible(by_map)
        self.progress.setRange(0, 0)
        if by_map:
            why = self.tr("The map around the event is being painted …")
            self.says.setText(f"{self._folder}\n{why}")

    def _fetch(self, briefing: Briefing) -> None:
        files = self._session.files
        assert files is not None, "the panel offers it only where files can be fetched"
        self._paths = [self._folder / file.name for file in briefing.attachments]
        self._transfers = [
            files.fetch_file(file, path) for file, path in zip(briefing.attachments, self._paths, strict=True)
        ]
        self._timer.start()

    def _follow(self) -> None:
        failed = next((one for one in self._transfers if one.problem is not None), None)
        if failed is not None:
            assert failed.problem is not None
            self._fail(problem_text(failed.problem))
        elif all(one.succeeded for one in self._transfers):
            self._finish(self._paths)
        else:
            self.progress.setValue(round(100 * sum(one.succeeded for one in self._transfers) / len(self._transfers)))

    def _finish(self, paths: list[Path]) -> None:
        self._timer.stop()
        self._job = None
        self.says.setText("\n".join((str(self._folder), *(path.name for path in paths))))
        self._show(running=False)

    def _fail(self, why: str) -> None:
        self._timer.stop()
        self._job = None
        self.says.setText(self.tr("Nothing was exported: {why}").format(why=why))
        self._show(running=False)

    def _show(self, *, running: bool) -> None:
        self.without_map.hide()
        self.progress.setVisible(running)
        self.open_folder.setVisible(not running)
        self.leave.setText(self.tr("Cancel") if running else self.tr("Close"))
