"""The analysis of a journal in this process, and replays that ask it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

from county.package.open import CountyPackage
from county.streams import STREAMS, KeyTable
from services.analysis.answer_work import answer_work
from services.analysis.events.cases_about import LinkedAnswers
from services.analysis.figures.figures import Figures, counted_county
from services.analysis.follower import Following
from services.analysis.moments.reading_answers import ReadingAnswers
from services.analysis.moments.record_answers import RecordAnswers
from services.analysis.moments.subject_states import SubjectStates
from services.analysis.policy_replies import PolicyReplies
from services.analysis.requests import AnalysisRequests
from services.protocol.analysis_client import AnalysisClient
from services.protocol.analysis_messages import AnalysisAnswer
from services.protocol.codec import analysis_decoder
from services.protocol.messages import Trouble
from services.protocol.server import Server
from services.replay.analysed import AnalysedReplay
from services.store.following import open_journal, reading_history
from services.store.upcast import RecordReader
from services.transport.memory import MemoryNetwork
from tests.captured_log import CapturedLog
from tests.memory_realm import OWNER, MemoryRegister
from tests.timelines import timeline_of

PATIENCE_S = 60.0


class AnalysedJournal:
    """Serves until :meth:`close`; ``folder``: of the realm."""

    def __init__(self, folder: Path, package: CountyPackage) -> None:
        self._opened = ExitStack()
        self.keys: Mapping[str, KeyTable] = {
            key: stream.table(package, package.catalog) for key, stream in STREAMS.items()
        }
        journal = open_journal(folder)
        self._opened.callback(journal.close)
        counted = open_journal(folder)
        self._opened.callback(counted.close)
        county = counted_county(package)
        timeline = timeline_of(journal, folder.parent / "timeline", keyframe_records=100)  # type: ignore[arg-type]
        self._opened.callback(timeline.close)
        history = self._opened.enter_context(reading_history(folder, self.keys))
        self.head = timeline.extent.head
        self.work: dict[type[Any], Any] = dict(answer_work(
            timeline=timeline, pages=SimpleNamespace(page=None, similar=None),  # type: ignore[arg-type]
            figures=Figures(timeline, county, counted, RecordReader()),
            assessment=SimpleNamespace(tree=None, signs=None),  # type: ignore[arg-type]
            states=SubjectStates(timeline, journal, RecordReader()),
            records=RecordAnswers(timeline, journal, RecordReader()),
            linked=LinkedAnswers(timeline, journal, RecordReader()),
            policies=PolicyReplies(folder, synthetic=True), risks=None,
            coverage=SimpleNamespace(answer=None),  # type: ignore[arg-type]
            needs=SimpleNamespace(answer=None),  # type: ignore[arg-type]
            staffing=SimpleNamespace(answer=None),  # type: ignore[arg-type]
            tracing=SimpleNamespace(answer=None),  # type: ignore[arg-type]
            results=SimpleNamespace(answer=None),  # type: ignore[arg-type]
            readings=ReadingAnswers(history, self.keys),
        ))  # fmt: skip
        following = Following("ready", self.head.seq, self.head.seq, self.head.seq, self.head.recorded_ms)
        self.network = MemoryNetwork(OWNER.id)
        self.requests = AnalysisRequests(
            server=Server(self.network.backend(), "live", CapturedLog(), decoder=analysis_decoder("live")),
            realm="live", register=MemoryRegister(OWNER),
            follower=SimpleNamespace(work=self.work, following=following), messages=CapturedLog(),
        )  # fmt: skip
        self._stopping = Event()
        self._thread = Thread(target=self._serve, name="analysis", daemon=True)
        self._thread.start()

    def replay(self, **more: Any) -> AnalysedReplay:
        """A replay that asks it."""

        def connect(deliver: Callable[[AnalysisAnswer | Trouble], None]) -> AnalysisClient:
            client = AnalysisClient(lambda endpoint: self.network.client(OWNER.id), "live", deliver)
            client.connect(":1")
            return client

        replay = AnalysedReplay(connect, "live", self.keys, **more)
        replay.open(PATIENCE_S)
        return replay

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        self.requests.close()
        self._opened.close()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            self.requests.turn()
