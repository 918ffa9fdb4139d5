"""签发: the document is made under the next number, stored in the backend, and then signed by its hash."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from county.briefing.briefing import AS_OF_MAX_MS, Briefing
from county.briefing.commands import SignBriefing
from county.briefing.kinds import CLASSIFICATIONS, KINDS, issue_text
from county.events.event import LONGEST_NOTE
from desktop import theme
from desktop.backend.submissions import Answer
from desktop.briefings.awaited_source import AwaitedSource
from desktop.briefings.drafted import DraftedBriefings, PageSource
from desktop.briefings.files_job import BriefFilesJob
from desktop.files.attached_files import FOLLOW_MS
from desktop.i18n import pick
from desktop.input.form_keys import FormKeys
from desktop.named_refusals import named_refusal
from desktop.session import Session
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.literal import PlainLabel
from desktop.wording import problem_text
from services.brief.assembly import shows_map
from services.brief.documents import MadeFiles, usual_name
from services.brief.frame import Signature
from services.protocol.file_transfers import FileTransfer

WIDTH_PX = 560


class SigningDialog(QDialog):
    """Of one checked briefing."""

    signed = Signal()

    def __init__(self, session: Session, drafted: DraftedBriefings, briefing: Briefing, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sign briefing")
        self._session, self._drafted, self._briefing = session, drafted, briefing
        self._signature: Signature | None = None
        self._source = AwaitedSource(drafted, briefing, self)
        self._source.ready.connect(self._make)
        self._source.waits.connect(self._wait)
        self._source.failed.connect(self._fail)
        self._waits = False
        self._job: BriefFilesJob | None = None
        self._made: MadeFiles | None = None
        self._transfers: list[FileTransfer] = []
        self._sent = ""
        self._folder: TemporaryDirectory[str] | None = None
        self.says = PlainLabel()
        self.says.setWordWrap(True)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_NOTE)
        self.problem = PlainLabel()
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "error")
        self.progress = QProgressBar()
        self.progress.setRange(0, 100)
        self.sign, self.leave = QPushButton(self.tr("Sign")), QPushButton(self.tr("Cancel"))
        self.sign.setProperty("role", "primary")
        self.sign.clicked.connect(self._begin)
        self.leave.clicked.connect(self.reject)
        FormKeys(self, self.sign.click, self.reject)
        self.reason.textChanged.connect(lambda _: self._show())
        self.reason.setPlaceholderText(self.tr("Why these data suffice (required)"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.progress, 1)
        buttons.addStretch()
        buttons.addWidget(self.leave)
        buttons.addWidget(self.sign)
        box = QVBoxLayout(self)
        box.setSpacing(theme.px(10))
        for part in (self.says, self.reason, self.problem):
            box.addWidget(part)
        box.addLayout(buttons)
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow_transfers)
        session.submissions.answered.connect(self._answered)
        self.setWindowTitle(self.tr("Sign the briefing"))
        self.setMinimumWidth(theme.px(WIDTH_PX))
        name_controls(self, self.windowTitle())
        self._show()

    def done(self, result: int) -> None:
        """Close; what is not signed yet is given up."""
        if self._job is not None:
            self._job.cancel()
        self._give_up()
        self._source.release()
        self._session.submissions.answered.disconnect(self._answered, missing_ok=True)
        super().done(result)

    @property
    def _is_old(self) -> bool:
        return self._session.clock.now_ms() - self._briefing.as_of_ms > AS_OF_MAX_MS

    def _begin(self) -> None:
        if self._waits:
            self._source.go_on_without_map()
            return
        self._signature = self._drafted.next_signature()
        self._source.begin(self._signature)

    def _wait(self) -> None:
        self._waits = True
        self._show()

    def _make(self, source: PageSource) -> None:
        assert self._signature is not None
        self._waits = False
        self._folder = TemporaryDirectory(prefix="briefing-", ignore_cleanup_errors=True)
        about = self._briefing.period or issue_text(self._signature.year, self._signature.number)
        name = usual_name(self._briefing.kind, about)
        self._job = BriefFilesJob(source.document, self._session.catalog, Path(self._folder.name), name, self)
        self._job.progressed.connect(lambda share: self.progress.setValue(round(70 * share)))
        self._job.finished.connect(self._store)
        self._job.failed.connect(self._fail)
        self._show()

    def _store(self, paths: list[Path], made: MadeFiles) -> None:
        self._job, self._made = None, made
        files = self._session.files
        assert files is not None, "who may sign can send files"
        self._transfers = [files.send_file(path) for path in paths]
        self._timer.start()
        self._show()

    def _follow_transfers(self) -> None:
        failed = next((one for one in self._transfers if one.problem is not None), None)
        if failed is not None:
            assert failed.problem is not None
            self._fail(problem_text(failed.problem))
            return
        self.progress.setValue(70 + round(30 * sum(one.succeeded for one in self._transfers) / len(self._transfers)))
        if all(one.succeeded for one in self._transfers):
            self._timer.stop()
            self._give()

    def _give(self) -> None:
        assert self._made is not None
        assert self._signature is not None
        attachments = tuple(one.attachment for one in self._transfers if one.attachment is not None)
        self._sent = self._session.submissions.send(SignBriefing(
            briefing_id=self._briefing.id, year=self._signature.year, number=self._signature.number,
            document=attachments[0].sha256, stated=self._made.stated, figure_count=self._made.figures,
            attachments=attachments, note=self.reason.text().strip() if self._is_old else "",
        )).id  # fmt: skip

    def _answered(self, answer: Answer) -> None:
        if answer.command.id != self._sent:
            return
        if answer.refusal is None:
            self.signed.emit()
            self.accept()
        else:
            self._fail(named_refusal(self._session, answer.refusal.code, answer.refusal.params))

    def _fail(self, why: str) -> None:
        self._give_up()
        self._show(why)

    def _give_up(self) -> None:
        """Nothing is sent any more, and no file is kept."""
        self._timer.stop()
        self._source.stop()
        self._waits = False
        for transfer in self._transfers:
            if not transfer.ended:
                transfer.cancel()
        self._job, self._transfers, self._sent = None, [], ""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _show(self, problem: str = "") -> None:
        running = self._job is not None or bool(self._transfers)
        by_map = self._waits and self._source.waits_for_map
        briefing, signature = self._briefing, self._drafted.next_signature()
        lines = (
            f"{pick(KINDS[briefing.kind])}  {issue_text(signature.year, signature.number)}",
            self.tr("Classification: {name}").format(name=pick(CLASSIFICATIONS[briefing.classification])),
            self.tr("To: {names}").format(names="、".join(briefing.recipients) or "–"),
            self.tr("Signed by: {name}").format(name=signature.signer),
            self.tr("After this the document cannot be changed; a corrected one replaces it."),
            *self._of_map(),
        )
        self.says.setText("\n".join(lines))
        self.reason.setVisible(self._is_old)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.progress.setRange(0, 0 if self._waits else 100)
        self.progress.setVisible(running or self._waits)
        self.sign.setText(self.tr("Sign without the map") if by_map else self.tr("Sign"))
        able = by_map or not (running or self._waits)
        self.sign.setEnabled(able and not (self._is_old and not self.reason.text().strip()))

    def _of_map(self) -> list[str]:
        """What is to be known of the map of a report."""
        if self._waits and self._source.waits_for_map:
            return [self.tr("The map around the event is being painted …")]
        if shows_map(self._briefing) and self._session.briefings.picture_of is None:
            return [self.tr("This window shows no map: the document is without one, and says so.")]
        return []
