"""What a recording of a drill has of its play: for a viewer who has the recording itself."""

from __future__ import annotations

import logging
from itertools import chain
from threading import Event
from typing import NamedTuple

from county.drill.evaluation import BookmarkSet, EvaluatorNoteWritten
from county.drill.inject_run import InjectAcknowledged, InjectDelivered
from county.drill.run import DrillAborted, DrillEnded
from county.drill.told import ToldAnswer, ToldDelivery, ToldNote
from county.explained import Explained
from desktop.replay.told_of_drill import ToldOfDrill
from services.replay.given_up import OpeningGivenUp, check_wanted
from services.replay.recording import Recording
from services.store.upcast import RecordReader

_NAMES = tuple(
    kind.__name__.encode()
    for kind in (InjectDelivered, InjectAcknowledged, EvaluatorNoteWritten, BookmarkSet, DrillEnded, DrillAborted)
)
_log = logging.getLogger(__name__)


class RecordedDrill(NamedTuple):
    """All injects and notes, whoever was told, and when the drill was over; None: it is not."""

    told: ToldOfDrill
    over_ms: int | None


def recorded_drill(recording: Recording, given_up: Event) -> RecordedDrill:
    """As far as the recording can be read.  Raises OpeningGivenUp once ``given_up`` is set."""
    deliveries, answers, notes = list[ToldDelivery](), list[ToldAnswer](), list[ToldNote]()
    reader, over_ms = RecordReader(), None
    records = recording.records(recording.before_seq + 1, recording.last_seq)
    try:
        for data in chain((data for _, data in recording.earlier()), records):
            check_wanted(given_up)
            if not any(name in data for name in _NAMES):  # most records are something else
                continue
            record = reader.read(data)
            match record.body:
                case InjectDelivered():
                    deliveries.append(ToldDelivery(record, record.recorded_ms))
                case InjectAcknowledged():
                    answers.append(record)
                case EvaluatorNoteWritten(note=note) | BookmarkSet(note=note):
                    notes.append(ToldNote(record.recorded_ms, note))
                case DrillEnded() | DrillAborted():
                    over_ms = record.recorded_ms
    except OpeningGivenUp:
        raise
    except Explained as error:
        _log.error("the play of the drill cannot be read further: %s", error.line)
    return RecordedDrill(ToldOfDrill(None, deliveries, answers, notes), over_ms)
