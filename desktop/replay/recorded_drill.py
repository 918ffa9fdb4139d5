"""The hazards that the play of a recorded drill stated."""

from __future__ import annotations

import logging
from itertools import chain

from county.drill.inject_run import InjectDelivered
from county.explained import Explained
from layers.hazards import ToldHazard
from services.replay.recording import Recording
from services.store.upcast import RecordReader

_NAME = InjectDelivered.__name__.encode()
_log = logging.getLogger(__name__)


def recorded_hazards(recording: Recording) -> list[ToldHazard]:
    """Those with a place, whoever was told; as far as the recording can be read."""
    reader, found = RecordReader(), list[ToldHazard]()
    records = recording.records(recording.before_seq + 1, recording.last_seq)
    try:
        for data in chain((data for _, data in recording.earlier()), records):
            if _NAME not in data:  # most records are something else
                continue
            record = reader.read(data)
            body = record.body
            if isinstance(body, InjectDelivered) and body.area is not None:
                found.append(ToldHazard(body.inject_id, body.text, body.area, record.recorded_ms))
    except Explained as error:
        _log.error("the hazards of the drill cannot be read further: %s", error.line)
    return found
