"""Readings as columns of little-endian bytes and back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from county.sensing import Readings
from services.protocol.messages import HistoryReply, ReadingBatch

CHANNEL, AT, VALUE, QUALITY = np.dtype("<u4"), np.dtype("<i8"), np.dtype("<f8"), np.dtype("<u1")


def batch_of(readings: Readings, *, realm: str, number: int) -> ReadingBatch:
    """``readings`` as the message that travels."""
    return ReadingBatch(
        realm=realm,
        number=number,
        channel=readings.channel.astype(CHANNEL, copy=False).tobytes(),
        at_ms=readings.at_ms.astype(AT, copy=False).tobytes(),
        value=readings.value.astype(VALUE, copy=False).tobytes(),
        quality=readings.quality.astype(QUALITY, copy=False).tobytes(),
    )


def history_of(request: str, readings: Readings) -> HistoryReply:
    """Past ``readings`` of one channel as the answer that travels."""
    batch = batch_of(readings, realm="", number=0)
    return HistoryReply(request=request, at_ms=batch.at_ms, value=batch.value, quality=batch.quality)


def readings_of(batches: Sequence[ReadingBatch], channels: int) -> tuple[Readings, int]:
    """All readings of ``batches`` in their order, and how many were left out.

    Left out are those of batches whose columns differ in length and of channel numbers not below ``channels``.
    """
    sound = [b for b in batches if len(b.at_ms) == len(b.value) == 2 * len(b.channel) == 8 * len(b.quality)]
    left_out = sum(len(b.quality) for b in batches) - sum(len(b.quality) for b in sound)
    channel = np.frombuffer(b"".join([b.channel for b in sound]), CHANNEL)
    readings = Readings(
        channel,
        np.frombuffer(b"".join([b.at_ms for b in sound]), AT),
        np.frombuffer(b"".join([b.value for b in sound]), VALUE),
        np.frombuffer(b"".join([b.quality for b in sound]), QUALITY),
    )
    known = channel < channels
    if known.all():
        return readings, left_out
    kept = Readings(channel[known], readings.at_ms[known], readings.value[known], readings.quality[known])
    return kept, left_out + int((~known).sum())


def is_sound(reply: HistoryReply) -> bool:
    """Its columns are of one length."""
    return len(reply.at_ms) == len(reply.value) == 8 * len(reply.quality)


def history_columns(reply: HistoryReply) -> Readings:
    """The columns of a sound HistoryReply; ``channel`` is all zero."""
    n = len(reply.quality)
    return Readings(
        np.zeros(n, CHANNEL),
        np.frombuffer(reply.at_ms, AT),
        np.frombuffer(reply.value, VALUE),
        np.frombuffer(reply.quality, QUALITY),
    )
