"""What tracing tells a leader: the recalls that are open, whom nobody has told yet, and what is to be done next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.events.event import is_late
from county.names import BETWEEN
from county.tracing.recall import OPEN, Recall, begin_limit_ms
from desktop import moments
from desktop.decisions.asked_results import AskedResults, ResultQuestion
from desktop.decisions.told import ToldPart, ToldResult
from desktop.i18n import pick
from desktop.session import Session
from services.results.registry import NOTHING_ASKED

FIGURES = tuple(ResultQuestion(metric, NOTHING_ASKED) for metric in (
    "recalls_open", "recall_places_told", "trace_unbalanced",
))  # fmt: skip
SHOWN_MAX = 3
OWNER = "market"
translate = QCoreApplication.translate


class TellTracing:
    """Of the recalls on the desk those that wait for somebody, the one whose time ends first at the top."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def release(self) -> None:
        """It asks nothing."""

    def told(self, results: AskedResults, now_ms: int) -> ToldPart:
        recalls = [
            recall for recall in self._session.layers.states("recall").values()
            if isinstance(recall, Recall) and recall.ended_ms is None
        ]  # fmt: skip
        recalls.sort(key=lambda recall: (recall.state not in OPEN, min(recall.due_ms.values(), default=0)))
        nothing = translate("TellTracing", "No recall is open; open it to trace a batch")
        return ToldPart(FIGURES, tuple(self._result(recall, now_ms) for recall in recalls[:SHOWN_MAX]), nothing)

    def _result(self, recall: Recall, now_ms: int) -> ToldResult:
        level = self._session.catalog.recall_levels.get(recall.level)
        sentence = translate("TellTracing", "{title} ({level}): {told} of {places} places were told")
        due_ms = min(recall.due_ms.values(), default=None)
        return ToldResult(
            sentence.format(
                title=recall.title, level=recall.level if level is None else pick(level.name), told=len(recall.told),
                places=len(recall.places),
            ),
            BETWEEN.join(filter(None, (self._next(recall, now_ms), self._untold(recall, now_ms)))),
            as_of_ms=recall.steps[-1].happened_ms, event_id=recall.event_id, target=recall.id,
            grave=recall.state == "opened" or (due_ms is not None and is_late(due_ms, now_ms)),
        )  # fmt: skip

    def _next(self, recall: Recall, now_ms: int) -> str:
        """Who should do what."""
        row = self._session.catalog.departments.get(OWNER)
        who = translate("TellTracing", "the department in charge") if row is None else pick(row)
        due_ms = min(recall.due_ms.values(), default=None)
        if due_ms is None:
            return translate("TellTracing", "next: {who} examines it and closes it").format(who=who)
        late = is_late(due_ms, now_ms)
        if recall.state == "opened":
            text = translate("TellTracing", "next: {who} begins it, which was due {time}") if late else translate(
                "TellTracing", "next: {who} begins it by {time}"
            )  # fmt: skip
        else:
            text = translate("TellTracing", "next: {who} finishes it, which was due {time}") if late else translate(
                "TellTracing", "next: {who} finishes it by {time}"
            )  # fmt: skip
        return text.format(who=who, time=moments.short(due_ms, now_ms))

    def _untold(self, recall: Recall, now_ms: int) -> str:
        """How many places nobody has told, and until when they should be."""
        limit_ms = begin_limit_ms(recall, self._session.catalog.recall_levels)
        if recall.state not in OPEN or not recall.untold:
            return ""
        if limit_ms is None:
            return translate("TellTracing", "{n} places to tell").format(n=len(recall.untold))
        text = translate("TellTracing", "{n} places to tell by {time}")
        if is_late(limit_ms, now_ms):
            text = translate("TellTracing", "{n} places are not told, which was due {time}")
        return text.format(n=len(recall.untold), time=moments.short(limit_ms, now_ms))
