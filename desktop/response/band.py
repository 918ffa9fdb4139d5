"""The responses in force, as a band below the window's header; without one it takes no room."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from county.response.levels import EMERGENCIES, RESPONSE_LEVELS, Response, ResponseLevel
from desktop import moments, theme
from desktop.i18n import pick
from desktop.replay.live_mark import LiveMark
from desktop.session import Session
from desktop.widgets.band import Band
from desktop.widgets.literal import without_mnemonics
from desktop.widgets.steady import SteadyLabel


class ResponseBand(Band):
    """The highest level gives the colour; every response in force is named."""

    panel_wanted = Signal(str)
    """Key of the panel that continues with it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._book = session.layers.book("response")
        self.frame = QFrame()
        self.frame.setObjectName("response")
        self.text = SteadyLabel()
        self.text.setFont(theme.font(15, bold=True))
        self.open = QPushButton()
        self.open.setProperty("role", "link")
        self.open.clicked.connect(lambda: self.panel_wanted.emit("responses"))
        line = QHBoxLayout(self.frame)
        line.setContentsMargins(theme.px(16), theme.px(3), theme.px(16), theme.px(3))
        line.setSpacing(theme.px(6))
        line.addWidget(LiveMark(session.past_beside))
        line.addWidget(self.text, 1)
        line.addWidget(self.open)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.frame)
        self.listen(self._book.changed, self.show_responses)
        self.retranslate()

    def retranslate(self) -> None:
        self.open.setText(without_mnemonics(self.tr("Responses …")))
        self.show_responses()

    def show_responses(self) -> None:
        """Show what is in force now."""
        responses = in_force(self._session)
        self.show_band(bool(responses))
        if not responses:
            return
        now_ms = self._session.clock.now_ms()
        self.text.setText("   ·   ".join(response_text(self._session, response, now_ms) for response in responses))
        style = self._session.styles[f"response.{responses[0].level}"]
        ink = f"color: {style.ink};"
        sheet = (f"#response {{ background: {style.color}; }} "
                 f"QLabel, QPushButton {{ {ink} background: transparent; border: none; }}")  # fmt: skip
        if self.frame.styleSheet() != sheet:  # the same one would be evaluated again, and all of the band laid out
            self.frame.setStyleSheet(sheet)


def in_force(session: Session) -> list[Response]:
    """The responses that have not ended, the highest level first, then the oldest."""
    order: dict[ResponseLevel, int] = {level: place for place, level in enumerate(RESPONSE_LEVELS)}
    states = session.layers.states("response").values()
    found = [state for state in states if isinstance(state, Response) and state.in_force]
    return sorted(found, key=lambda response: (order[response.level], response.steps[0].happened_ms))


def response_text(session: Session, response: Response, now_ms: int) -> str:
    """``Ⅲ级响应 · 自然灾害 · 方县 · 10:00``, the time being that of the present level."""
    since = moments.short(response.level_since_ms, now_ms)
    area = session.divisions.path(response.area)
    return f"{pick(RESPONSE_LEVELS[response.level])} · {pick(EMERGENCIES[response.emergency])} · {area} · {since}"
