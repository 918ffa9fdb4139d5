"""A band below the header: the backend's journal is not trustworthy or cannot be written, or an alarm could open no
event; why, and the remedy."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from county.proven_state import ProvenState
from county.store_faults import JOURNAL
from desktop import moments
from desktop.session import Session
from desktop.widgets.band import Band
from desktop.widgets.literal import PlainLabel
from desktop.wording import explained, fault, refusal
from services.protocol.source import Health

REFRESH_MS = 500


class FaultBand(Band):
    """Visible while the journal has a fault, cannot be written or is only shown, or an active alarm has no event."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.text = PlainLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setProperty("role", "error")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.text)
        self.every(REFRESH_MS, self.refresh)
        self.refresh()

    def retranslate(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Show the current faults."""
        text = "\n".join(self._faults(self._session.source.health()))
        if text:
            self.text.setText(text)
        self.show_band(bool(text))

    def _faults(self, health: Health) -> Iterator[str]:
        if health.fault in JOURNAL:
            damaged = self.tr(
                "The journal is damaged: {why}. The display may be wrong. Inform the administrator: back up the data "
                "folder, check it with `main.py journal … verify`, then `restore` a backup or `repair` the journal."
            )
            yield damaged.format(why=fault(health.fault, health.fault_params))
        if health.fault == "event_not_opened":
            yield self.tr("Attention: {why}").format(why=fault(health.fault, health.fault_params))
        if health.proven is not None:
            yield self._read_only(health.proven)
        elif health.refusing:
            refusing = self.tr(
                "The backend cannot record anything: {why}. It refuses commands and readings until it can. Inform the "
                "administrator."
            )
            yield refusing.format(why=refusal(health.refusing, {"reason": health.refusing_reason}))

    def _read_only(self, proven: ProvenState) -> str:
        why = explained(proven.why)
        if not proven.seq:
            return self.tr(
                "READ-ONLY, NOT LIVE. The journal is damaged: {why}. None of its records is proven, so no event and no "
                "alarm is shown. Nothing can be recorded. Inform the administrator."
            ).format(why=why)
        time = moments.full(proven.recorded_ms)
        return self.tr(
            "READ-ONLY, NOT LIVE. The journal is damaged: {why}. Shown is the last proven state, as of record {record} "
            "of {time}; what happened after it is not shown. Nothing can be recorded. Inform the administrator."
        ).format(why=why, record=proven.seq, time=time)
