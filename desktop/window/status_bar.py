"""Status of the display: connection, mode, lag, losses, age of the newest data, pending commands, memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from county.clock import SKEW_MS, monotonic_ms, synchronized
from county.store_faults import JOURNAL
from desktop import moments, theme
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.literal import PlainLabel
from desktop.wording import LINKS, explained, fault, refusal, word
from services.protocol.source import Health

REFRESH_MS = 250
HEARD_MS = 1_000
"""Maximum age of a heartbeat from a reachable backend."""
PATIENCE_MS = 10_000
"""Time to the first data after which the window is marked as stale."""
SAID_MS = 8_000
"""For how long the answer to a key stays."""
WIDEST_LAG_MS = 9_999
"""The lag has room for this figure from the beginning: a label whose text grew is cut until it is laid out again."""
NARROW_PX = 960
"""Below this width, that of large texts, whether the window is connected has the room of the backend's memory."""
_COLORS = {"connecting": theme.NOTICE, "syncing": theme.NOTICE}


class FreshnessBar(Panel):
    """Polls the source four times a second; ``stale`` reports when the whole window must be marked."""

    stale = Signal(str)
    """Why the display is stale; "" when it is not."""

    def __init__(
        self,
        session: Session,
        monotonic: Callable[[], int] = monotonic_ms,
        *,
        unsaved: str = "",
        synchronized: Callable[[], bool | None] = synchronized,
    ) -> None:
        """``unsaved``: why this window's settings cannot be saved, "" when they can.

        ``synchronized``: see :func:`county.clock.synchronized`.
        """
        super().__init__()
        self._session = session
        self._unsaved = unsaved
        self._monotonic = monotonic
        self._synchronized = synchronized
        self._last_live_ms: int | None = None
        self._started_ms = monotonic()  # the realm's time is not known before the first heartbeat
        self._reported: str | None = None
        self.dot = PlainLabel("●")
        self.link = ElidedLabel()
        self.mode = PlainLabel()
        self.fault = ElidedLabel()
        """Faults of the backend's journal, or of this window's data."""
        self.fault.setStyleSheet(f"color: {theme.DANGER};")
        self.note = ElidedLabel()
        """Unusual conditions that are no faults: verification of the journal, clocks, the rate, unsaved settings."""
        self.note.setProperty("role", "hint")
        self.said = ElidedLabel()
        """Why a key did nothing."""
        self.said.setProperty("role", "hint")
        self._said_ms = monotonic()
        self.played = ElidedLabel()
        self.played.setStyleSheet(
            f"color: {theme.ON_ACCENT}; background: {theme.WARNING}; font-weight: 700; padding: 0 {theme.px(8)}px;"
        )
        self.pending = ElidedLabel()
        self.lag = PlainLabel()
        self.drops = PlainLabel()
        self.age = ElidedLabel()
        self.memory = ElidedLabel()
        self.memory.setProperty("role", "muted")
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(10), theme.px(3), theme.px(10), theme.px(3))
        line.setSpacing(theme.px(22))
        line.addWidget(self.mode)
        line.addWidget(self.played)
        line.addWidget(self.said)
        link = QHBoxLayout()
        link.setSpacing(theme.px(6))
        link.addWidget(self.dot)
        link.addWidget(self.link, 1)
        line.addLayout(link, 1)
        line.addWidget(self.fault)
        line.addWidget(self.note)
        for label in (self.pending, self.age, self.lag, self.drops, self.memory):
            line.addWidget(label)
        self.every(REFRESH_MS, self.refresh)
        self.retranslate()

    @property
    def was_live(self) -> bool:
        """Whether data was ever received."""
        return self._last_live_ms is not None

    def retranslate(self) -> None:
        self._reported = None
        widest = self.tr("Lag {lag}").format(lag=f"{WIDEST_LAG_MS} ms")
        self.lag.setMinimumWidth(self.lag.fontMetrics().horizontalAdvance(widest) + theme.px(2))
        self.refresh()

    def say(self, text: str) -> None:
        """Answer a key that found nothing to act on, for some seconds."""
        self._put(self.said, text)
        self._said_ms = self._monotonic()

    def refresh(self) -> None:
        """Read the link's health and show all fields."""
        health, now_ms = self._session.source.health(), self._session.clock.now_ms()
        if health.state == "live":
            self._last_live_ms = now_ms - round(health.heartbeat_age_ms or 0)
        self._show_link(health)
        self._show_mode(health)
        self._show_figures(health, now_ms)
        if self._monotonic() - self._said_ms >= SAID_MS:
            self._put(self.said, "")
        self._put(self.fault, " · ".join(self._faults(health)))
        self._put(self.note, " · ".join(self._notes(health, now_ms)))
        self.played.setText(self.tr("{n} channels replayed from a file").format(n=health.played_channels))
        self.played.setVisible(health.played_channels > 0)
        self._report(self._why_stale(health, now_ms))

    def _show_link(self, health: Health) -> None:
        if health.refusing and health.proven is None:
            text, color = refusal(health.refusing, {"reason": health.refusing_reason}), theme.DANGER
        elif _lacks_records(health):
            text, color = self.tr("Records are missing"), theme.DANGER
        else:
            text, color = word(LINKS[health.state]), _COLORS.get(health.state, theme.DANGER)
            if health.state == "live":
                color = self._color_of_faults(health)
        if health.realm == "replay" and health.state == "live":
            text = self.tr("Recorded data")
        theme.restyle(self.dot, f"color: {color};")
        self.link.setText(" · ".join(part for part in (text, explained(health.detail)) if part))

    @staticmethod
    def _put(label: PlainLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _faults(self, health: Health) -> Iterator[str]:
        if health.fault:
            yield self.tr("Backend: {why}").format(why=fault(health.fault, health.fault_params))
        if self._session.layers.fault is not None:
            yield explained(self._session.layers.fault)

    def _notes(self, health: Health, now_ms: int) -> Iterator[str]:
        verified, head = health.verified
        if verified < head and not health.fault and health.proven is None:
            yield self.tr("Verifying the journal: {share}").format(share=f"{100 * verified // head} %")
        skew_ms = health.clock_skew_ms
        if skew_ms is not None and abs(skew_ms) > SKEW_MS:
            template = self._skew_text(skew_ms > 0, health.backend_synchronized)
            yield template.format(span=moments.duration(round(abs(skew_ms))))
        if health.rate != 1.0 and health.realm != "replay":  # the bar of a replay shows it
            yield self.tr("Time rate {rate}×").format(rate=f"{health.rate:g}")
        analysis = health.analysis
        if health.state == "live" and analysis is not None and analysis.state == "offline" and analysis.as_of_ms:
            time = moments.short(analysis.as_of_ms, now_ms)
            yield self.tr("Analysis service offline; figures as of {time}").format(time=time)
        if self._unsaved:
            yield explained(self._unsaved)

    def _skew_text(self, ahead: bool, backend_synchronized: bool | None) -> str:
        """Which clock is wrong, as far as exactly one of the two machines is synchronised with a time server.

        ``ahead``: this computer's clock is ahead of the backend's.
        """
        own = self._synchronized()
        if own is None or backend_synchronized is None or own == backend_synchronized:
            before = self.tr("This computer's clock is {span} ahead of the backend's")
            after = self.tr("This computer's clock is {span} behind the backend's")
            return before if ahead else after
        if own:
            slow = self.tr("The backend's clock is {span} slow")
            return slow if ahead else self.tr("The backend's clock is {span} fast")
        fast = self.tr("This computer's clock is {span} fast")
        return fast if ahead else self.tr("This computer's clock is {span} slow")

    def _color_of_faults(self, health: Health) -> str:
        """Green only while the backend can store commands and neither its store nor this window's data has a fault."""
        if health.refusing or health.fault in JOURNAL or self._session.layers.fault is not None:
            return theme.DANGER
        return theme.WARNING if health.fault else theme.GOOD

    def _show_mode(self, health: Health) -> None:
        realm, current = health.realm, health.state == "live"
        damaged, refusing = current and health.fault in JOURNAL, current and bool(health.refusing)
        if realm == "live" and health.state != "live":
            text, color = self.tr("NOT LIVE"), theme.DANGER
        elif realm == "live":
            text, color = self.tr("LIVE"), self._color_of_faults(health)
        elif realm == "replay":
            text, color = self.tr("REPLAY"), theme.NOTICE
        else:
            text, color = self.tr("DRILL"), theme.DANGER if damaged or refusing else theme.WARNING
        if health.proven is not None:
            text, color = self.tr("{mode} · READ-ONLY").format(mode=text), theme.DANGER
        elif damaged:
            text = self.tr("{mode} · JOURNAL DAMAGED").format(mode=text)
        elif refusing:
            text = self.tr("{mode} · NOT RECORDING").format(mode=text)
        self.mode.setText(text)
        style = f"color: {theme.ON_ACCENT}; background: {color}; font-weight: 700; padding: 0 {theme.px(8)}px;"
        theme.restyle(self.mode, style)

    def _show_figures(self, health: Health, now_ms: int) -> None:
        for of_link in (self.age, self.lag, self.drops):
            of_link.setVisible(health.realm != "replay")
        self.memory.setVisible(health.realm != "replay" and theme.design_px(self.width()) >= NARROW_PX)
        self.pending.setText(self.tr("{n} commands unanswered").format(n=health.pending) if health.pending else "")
        lag = "–" if health.lag_ms is None else f"{health.lag_ms:.0f} ms"
        self.lag.setText(self.tr("Lag {lag}").format(lag=lag))
        unreadable = health.unreadable_frames + health.refused_frames
        lost = health.drops + health.refused_rows + health.unusable_rows + unreadable
        known = health.heartbeat_age_ms is not None
        self.drops.setText(self.tr("Dropped {n}").format(n=lost if known or lost else "–"))
        theme.restyle(self.drops, f"color: {theme.WARNING};" if lost else "")
        self.drops.setToolTip("\n".join((
            self.tr("Batches of readings dropped in transit: {n}").format(n=health.drops),
            self.tr("Readings that the backend failed to store: {n}").format(n=health.refused_rows),
            self.tr("Readings rejected: {n}").format(n=health.unusable_rows),
            self.tr("Unreadable messages received here: {n}").format(n=health.unreadable_frames),
            self.tr("Unreadable messages refused by the backend: {n}").format(n=health.refused_frames),
            self.tr("Connections rejected by the backend: {n}").format(n=health.rejected_connections),
            self.tr("Records are never dropped. Retransmitted: {n}").format(n=health.replayed),
        )))  # fmt: skip
        if health.newest_data_ms is None:
            self.age.setText(self.tr("No data received"))
        else:
            span = moments.duration(max(0, now_ms - health.newest_data_ms))
            self.age.setText(self.tr("Newest data {span} ago").format(span=span))
        megabytes = health.backend_memory_bytes // 1_000_000 if known else "–"
        self.memory.setText(self.tr("Backend {n} MB").format(n=megabytes))

    def _why_stale(self, health: Health, now_ms: int) -> str:
        if health.state == "live":
            return ""
        if health.state == "read_only" and health.proven is not None:
            text = self.tr("Read-only, not live: the journal is damaged, record {record} is the last proven one")
            return text.format(record=health.proven.seq)
        if self._last_live_ms is None:
            waited_ms = self._monotonic() - self._started_ms
            if waited_ms < PATIENCE_MS:
                return ""
            return self.tr("No data received for {span}: {why}").format(
                span=moments.duration(waited_ms), why=explained(health.detail) or word(LINKS[health.state])
            )
        if health.state == "unanswered":
            return self.tr("Commands do not arrive: {why}").format(why=explained(health.detail))
        if _lacks_records(health):
            return self.tr("Display frozen at {time}: {why}").format(
                time=moments.clock(self._last_live_ms), why=explained(health.detail)
            )
        return self.tr("Display frozen at {time}: no data for {span}").format(
            time=moments.clock(self._last_live_ms), span=moments.duration(now_ms - self._last_live_ms)
        )

    def _report(self, why: str) -> None:
        if why != self._reported:
            self._reported = why
            self.stale.emit(why)


def _lacks_records(health: Health) -> bool:
    """Whether the display is stale although heartbeats arrive: records are missing or unreadable."""
    age_ms = health.heartbeat_age_ms
    return health.state == "stale" and bool(health.detail) and age_ms is not None and age_ms <= HEARD_MS
