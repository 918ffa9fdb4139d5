"""Makes the monthly bulletin: asks the analysis for all figures as of one record, then writes the files in a thread."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from desktop.figure_asker import FigureAsker
from desktop.session import Session
from desktop.wording import explained
from desktop.worker_result import made_or_why
from services.brief.bulletin import bulletin, questions
from services.brief.documents import write_documents
from services.brief.frame import framed
from services.brief.group_names import GroupNames
from services.protocol.analysis_messages import FigureTable


class BulletinJob(QObject):
    """One bulletin; ``progressed`` with the share that is done, then ``finished`` with the files or ``failed`` with a
    line for the user.  After :meth:`cancel` neither follows."""

    progressed = Signal(float)
    finished = Signal(list)
    failed = Signal(str)
    _written = Signal(object)
    """From the worker: paths, or the line why there are none."""

    def __init__(
        self, session: Session, names: GroupNames, month: str, folder: Path, name: str, parent: QObject
    ) -> None:
        """``name``: of the files, without their endings."""
        super().__init__(parent)
        self._session = session
        self._names = names
        self._month = month
        self._folder = folder
        self._name = name
        self._questions = questions(session.catalog, month)
        self._answers: list[FigureTable] = []
        self._asker = FigureAsker(session, self._fail)
        self._cancelled = False
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="bulletin")
        self._written.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._ask()

    def cancel(self) -> None:
        """End it; files that are being written are finished or left as they were before."""
        self._cancelled = True
        self._close()

    def _ask(self) -> None:
        question = self._questions[len(self._answers)]
        as_of_seq = self._answers[0].as_of_seq if self._answers else 0
        self._asker.table(
            question.metrics, question.periods, self._take, scope=question.scope, grain=question.grain,
            as_of_seq=as_of_seq,
        )  # fmt: skip

    def _fail(self) -> None:
        self._close()
        self.failed.emit(self._asker.trouble)

    def _take(self, answer: FigureTable) -> None:
        self._answers.append(answer)
        self.progressed.emit(len(self._answers) / (len(self._questions) + 1))
        if len(self._answers) < len(self._questions):
            self._ask()
        else:
            self._worker.submit(self._write).add_done_callback(self._report)

    def _write(self) -> list[Path]:
        session = self._session
        made = bulletin(
            session.catalog, session.package.manifest.name, self._month, self._answers, self._names.name_of,
            synthetic=session.package.manifest.synthetic,
        )  # fmt: skip
        document = framed(made, None, None, is_drill=session.realm.kind == "drill")
        return write_documents(document, session.catalog, self._folder, self._name)

    def _report(self, done: Future[list[Path]]) -> None:
        self._written.emit(made_or_why(done))

    def _end(self, result: object) -> None:
        if self._cancelled:
            return
        self._close()
        if isinstance(result, list):
            self.progressed.emit(1.0)
            self.finished.emit(result)
        else:
            self.failed.emit(explained(result) if isinstance(result, str) else repr(result))

    def _close(self) -> None:
        self._asker.release()
        self._worker.shutdown(wait=False, cancel_futures=True)
