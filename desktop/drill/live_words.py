"""What the windows of a drill or a replay say of the live realm."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.alarms import Alarm
from county.names import BETWEEN
from desktop import moments
from desktop.alarms.emergency_words import what_and_where
from desktop.drill.real_calls import RealCall, RealCalls
from desktop.figures.as_of import heard_ms
from desktop.places.division_names import shorter_paths
from desktop.session import Session
from desktop.wording import explained

translate = QCoreApplication.translate


def waiting_forms(watch: RealCalls | None) -> list[str]:
    """How much waits there, or why that is not known, in a long and a short form; ``watch`` None: it cannot be reached
    from this window."""
    if watch is None:
        whole = translate(
            "LiveStrip", "Live realm: not reachable from this window; ask the duty room about real events"
        )
        return [whole, translate("LiveStrip", "Live realm: not reachable")]
    if not watch.known:
        why = explained(watch.trouble) or translate("LiveStrip", "no backend of the live realm runs on this machine")
        whole = translate("LiveStrip", "Live realm: not known ({why}); ask the duty room about real events")
        return [whole.format(why=why), translate("LiveStrip", "Live realm: not known")]
    whole = translate("LiveStrip", "Live realm {time}: open events of level major or above: {events}, unacknowledged "
                      "critical alarms: {alarms}")  # fmt: skip
    short = translate("LiveStrip", "Live realm {time} · major events {events} · critical alarms {alarms}")
    now_ms = watch.now_ms
    times = moments.full(now_ms), moments.short(now_ms, now_ms)
    return [
        form.format(time=time, events=watch.events, alarms=watch.alarms)
        for form, time in zip((whole, short), times, strict=True)
    ]


def call_forms(session: Session, call: RealCall, watch: RealCalls) -> list[str]:
    """A real event or alarm, in ever shorter forms: ``真实事件 · 溪水漫桥 · 金铺街道 · 石垭村 · 20261122-JSZ7NC3 ·
    2026-11-22 10:00:00``, at last ``真实事件 · 10:00 · 溪水漫桥``: what it is and since when are read longest.
    While the live realm is silent each form ends with the time since when."""
    state, real, now_ms = call.state, translate("LiveStrip", "REAL EVENT"), watch.now_ms
    what, where, device = what_and_where(session, state)
    where = where or translate("LiveStrip", "place not known")
    near = shorter_paths(where)[-1]
    if isinstance(state, Alarm):
        since_ms, named, (whole, shorter) = state.raised_ms, device, ((where, what), (near, what))
    else:
        since_ms, named, (whole, shorter) = state.happened_ms, call.id, ((what, where), (what, near))
    at = moments.short(since_ms, now_ms)
    lines = (
        (*whole, named, moments.full(since_ms)), (*whole, at), (*shorter, at), (at, what),
    )  # fmt: skip
    return [BETWEEN.join(part for part in (real, *line, _silence(watch)) if part) for line in lines]


def _silence(watch: RealCalls) -> str:
    """Since when nothing is heard of the live realm; "" while it is followed."""
    if watch.known or watch.source is None:
        return ""
    at_ms = heard_ms(watch.source)
    if at_ms is None:
        return translate("LiveStrip", "no data now")
    return translate("LiveStrip", "no data since {time}").format(time=moments.clock(at_ms))
