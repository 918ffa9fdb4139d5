"""Follows the journal: opens or rebuilds timeline and index, and keeps them up with it, in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Event, Thread

from county.clock import monotonic_ms
from county.explained import Explained, ExplainedLine, of_os_error
from county.streams import KeyTable
from services.analysis.accepted_lessons import AcceptedLessons
from services.analysis.answer_work import AnswerWork, answer_work
from services.analysis.assessment.assessment import Assessment
from services.analysis.assessment.sign_judge import SignJudge
from services.analysis.closed_roads import ClosedRoads
from services.analysis.coverage_replies import CoverageReplies
from services.analysis.events.cases_about import LinkedAnswers
from services.analysis.events.event_pages import EventPages
from services.analysis.figures.figures import CountedCounty, Figures
from services.analysis.moments.reading_answers import ReadingAnswers
from services.analysis.moments.record_answers import RecordAnswers
from services.analysis.moments.subject_states import SubjectStates
from services.analysis.need.need_replies import NeedReplies
from services.analysis.need.need_studies import NeedStudies, PlacesOf
from services.analysis.open_journal import OpenJournal
from services.analysis.policy_replies import PolicyReplies
from services.analysis.risk.risk_thread import RiskThread
from services.analysis.risk.watched_county import WatchedCounty
from services.analysis.staffing_facts import TimelineFacts
from services.analysis.staffing_replies import StaffingReplies
from services.analysis.texts.event_documents import EventDocuments
from services.analysis.texts.text_follower import TextFollower, usable
from services.analysis.timeline.timeline import (
    RecordTimeline,
    TimelineIdentity,
    UnusableTimeline,
    new_timeline,
    open_timeline,
)
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.analysis.trace_replies import ScanReader, TraceReplies
from services.coverage.studies import CoverageStudies
from services.log import RateLimitedLog
from services.protocol.analysis_messages import AnalysisPhase
from services.results.replies import ResultReplies, answers_of
from services.results.sources import JournalStates, ResultSources
from services.staffing.studies import StaffingStudies
from services.store.ports import History, JournalReader, TextIndex
from services.store.upcast import RecordReader
from services.tracing.places import ReadPoints

RECORDS_MAX = 8_192
"""Records between two looks whether to end."""
POLL_S = 0.1
COMMIT_MS = 1_000
"""Interval at which the timeline is committed: after a crash the records since are read again."""
TIMELINE = "timeline"
DEFECT = "the analysis has failed ({why}); report it with the log"


class JournalWentBack(Explained):
    """The journal was replaced or restored: the process ends, and its next start uses the new one; one line."""


@dataclass(frozen=True)
class Following:
    """How far the follower is."""

    phase: AnalysisPhase
    seq: int = 0
    head_seq: int = 0
    indexed_seq: int = 0
    as_of_ms: int = 0


OPENING = Following("opening")


class Follower:
    """:attr:`following` and :attr:`work` may be read by any thread."""

    def __init__(
        self,
        *,
        folder: Path,
        identity: TimelineIdentity,
        open_journal: Callable[[], JournalReader],
        open_index: Callable[[Callable[[bytes], bool]], TextIndex],
        open_history: Callable[[], AbstractContextManager[History]],
        keys: Mapping[str, KeyTable],
        reader: RecordReader,
        documents: EventDocuments,
        counted: CountedCounty,
        policies: PolicyReplies,
        coverage: CoverageStudies,
        staffing: StaffingStudies,
        messages: RateLimitedLog,
        watched: Callable[[], WatchedCounty],
        read_points: Callable[[], ReadPoints],
        needy: PlacesOf,
        now: Callable[[], int] | None = None,
    ) -> None:
        """``folder``: of the derived files.  ``open_journal``: a reader for one more thread.  ``open_index``: the
        index, empty unless its mark passes the given check.  ``open_history``: for a further thread, with the key
        tables ``keys``.  ``watched``: the places whose counts are watched; ``needy``: those whose needs are forecast;
        ``read_points``: where goods are scanned.  ``now``: judges vital signs and risks by this clock; None: it judges
        none."""
        self.following = OPENING
        self.work: AnswerWork | None = None
        """Makes the answers; None until the timeline is open."""
        self.failure = ""
        """Why it does not follow the journal any more, one line; "" while it does."""
        self._folder = folder
        self._identity = identity
        self._open_journal = open_journal
        self._open_index = open_index
        self._open_history = open_history
        self._keys = keys
        self._reader = reader
        self._documents = documents
        self._policies = policies
        self._coverage = coverage
        self._staffing = staffing
        self._counted = counted
        self._messages = messages
        self._watched = watched
        self._read_points = read_points
        self._needy = needy
        self._now = now
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="follower", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what was committed stays."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        with ExitStack() as opened:
            try:
                self._follow(opened)
            except (Explained, OSError) as error:
                self.failure = error.line if isinstance(error, Explained) else of_os_error(error)
            except Exception as error:
                self.failure = ExplainedLine(DEFECT, why=repr(error))
                raise  # threading prints the traceback

    def _follow(self, opened: ExitStack) -> None:
        journal = self._open_journal()
        opened.callback(journal.close)
        timeline = self._timeline(journal)
        opened.callback(timeline.close)
        index = self._open_index(lambda mark: usable(mark, self._identity, journal))
        opened.callback(index.close)
        asking = self._open_journal()
        opened.callback(asking.close)
        texts = TextFollower(timeline, index, journal, self._reader, self._documents)
        writer = TimelineWriter(timeline, journal, self._reader)
        reading_lessons = self._open_journal()
        opened.callback(reading_lessons.close)
        counting = self._open_journal()
        opened.callback(counting.close)
        figures = Figures(timeline, self._counted, counting, self._reader)
        replaying = OpenJournal(self._open_journal(), self._reader)
        opened.callback(replaying.close)
        signs = None
        if self._now is not None:
            own = Figures(timeline, self._counted, journal, self._reader)
            signs = SignJudge(self._folder, timeline, self._counted, own)
        risks = None
        if self._now is not None:
            risks = RiskThread(
                self._folder, timeline, self._open_journal, self._reader, self._counted.catalog, self._watched,
                self._messages, self._now, lambda: self.following.phase == "ready",
            )  # fmt: skip
            risks.start()
            opened.callback(risks.stop)
        closing = self._open_journal()
        opened.callback(closing.close)
        closed = ClosedRoads(timeline, closing, self._reader).at
        scanning = self._open_journal()
        opened.callback(scanning.close)
        scans = ScanReader(timeline, scanning, self._reader)
        tracing = TraceReplies(scans, timeline, self._counted.catalog, self._read_points)
        results = ResultSources(
            self._counted.catalog, JournalStates(timeline, closing, self._reader), answers_of(self._coverage, closed),
            tracing.balances, TimelineFacts(timeline, self._counted.catalog, cache(self._watched)),
        )  # fmt: skip
        forecasting = self._open_journal()
        opened.callback(forecasting.close)
        needs = NeedStudies(
            self._folder, timeline, forecasting, self._reader, self._counted.catalog, self._needy,
            keeps=self._now is not None,
        )  # fmt: skip
        opened.callback(needs.close)
        lessons = AcceptedLessons(timeline, reading_lessons, self._reader).lessons
        self.work = answer_work(
            assessment=Assessment(timeline, self._counted, figures, signs),
            pages=EventPages(timeline, index, asking, self._reader, figures.events), figures=figures,
            states=SubjectStates(timeline, replaying, self._reader),
            records=RecordAnswers(timeline, replaying, self._reader),
            linked=LinkedAnswers(timeline, replaying, self._reader), policies=self._policies.with_lessons(lessons),
            coverage=CoverageReplies(self._coverage, closed), staffing=self._staffing_replies(timeline, opened),
            needs=NeedReplies(needs, timeline, self._now, lambda: self.following.phase not in ("opening", "building")),
            tracing=tracing, results=ResultReplies(results), risks=risks, timeline=timeline,
            readings=ReadingAnswers(opened.enter_context(self._open_history()), self._keys),
        )  # fmt: skip
        committed, committed_at = timeline.extent.head.seq, monotonic_ms()
        while not self._stopping.is_set():
            head = journal.head
            if journal.is_replaced or head.epoch != timeline.extent.head.epoch or head.seq < timeline.extent.head.seq:
                raise JournalWentBack("the journal was restored or replaced; the analysis starts again")
            more = head.seq > timeline.extent.head.seq and writer.go_on(RECORDS_MAX, head)
            now = timeline.extent.head
            if now.seq > committed and (not more or monotonic_ms() - committed_at >= COMMIT_MS):
                timeline.commit()
                committed, committed_at = now.seq, monotonic_ms()
            indexing = not more and texts.go_on()
            phase: AnalysisPhase = "building" if more else "indexing" if indexing else "ready"
            self.following = Following(phase, now.seq, head.seq, texts.seq, now.recorded_ms)
            if signs is not None and self._now is not None and not more:
                signs.turn(self._now())
            if not (more or indexing):
                self._stopping.wait(POLL_S)
        timeline.commit()

    def _staffing_replies(self, timeline: RecordTimeline, opened: ExitStack) -> StaffingReplies:
        closing = self._open_journal()
        opened.callback(closing.close)
        facts = TimelineFacts(timeline, self._counted.catalog, cache(self._watched))
        return StaffingReplies(self._staffing, facts, ClosedRoads(timeline, closing, self._reader).at)

    def _timeline(self, journal: JournalReader) -> RecordTimeline:
        """The stored timeline if it is of this journal, else an empty one."""
        folder = self._folder / TIMELINE
        try:
            timeline = open_timeline(folder, self._identity)
        except UnusableTimeline as why:
            return self._rebuilt(folder, journal, str(why))
        head = timeline.extent.head
        if journal.head.epoch == head.epoch and journal.hash_at(head.seq) == head.hash:
            return timeline
        timeline.close()
        return self._rebuilt(folder, journal, "the journal was restored")

    def _rebuilt(self, folder: Path, journal: JournalReader, why: str) -> RecordTimeline:
        self._messages.info("the timeline is built from the journal", reason=why, records=journal.head.seq)
        timeline = new_timeline(folder, self._identity)
        timeline.publish(timeline.extent.head._replace(epoch=journal.head.epoch))
        return timeline
