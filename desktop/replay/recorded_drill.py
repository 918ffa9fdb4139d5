"""What a recording of a drill has of its play: for a viewer who has the recording itself."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import chain
from threading import Event
from typing import NamedTuple

from county.drill.inject_run import InjectDelivered
from county.drill.run import DrillAborted, DrillEnded
from county.explained import Explained
from layers.hazards import ToldHazard
from services.replay.given_up import OpeningGivenUp, check_wanted
from services.replay.recording import Recording
from services.store.upcast import RecordReader

_NAMES = tuple(kind.__name__.encode() for kind in (InjectDelivered, DrillEnded, DrillAborted))
_log = logging.getLogger(__name__)


class RecordedDrill(NamedTuple):
    """All hazards with a place, whoever was told, and when the drill was over; None: it is not."""

    hazards: Sequence[ToldHazard]
    over_ms: int | None


def recorded_drill(recording: Recording, given_up: Event) -> RecordedDrill:
    """As far as the recording can be read.  Raises OpeningGivenUp once ``given_up`` is set."""
    reader, hazards, over_ms = RecordReader(), list[ToldHazard](), None
    records = recording.records(recording.before_seq + 1, recording.last_seq)
    try:
        for data in chain((data for _, data in recording.earlier()), records):
            check_wanted(given_up)
            if not any(name in data for name in _NAMES):  # most records are something else
                continue
            record = reader.read(data)
            body = record.body
            if isinstance(body, InjectDelivered) and body.area is not None:
                hazards.append(ToldHazard(body.inject_id, body.text, body.area, record.recorded_ms))
            elif isinstance(body, DrillEnded | DrillAborted):
                over_ms = record.recorded_ms
    except OpeningGivenUp:
        raise
    except Explained as error:
        _log.error("the play of the drill cannot be read further: %s", error.line)
    return RecordedDrill(hazards, over_ms)
