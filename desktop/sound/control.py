"""The sound of alarms in the status bar: silence what calls now, mute for a while, volume, quieter at night."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSlider, QToolButton, QVBoxLayout, QWidget, QWidgetAction

from desktop import theme
from desktop.input.keys import label_of
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.sound.alarm_sound import AlarmSound
from desktop.sound.volume import LEAST, MOST, NIGHT_FROM_H, NIGHT_TO_H
from desktop.widgets.literal import PlainLabel, literal

REFRESH_MS = 500
MUTES_MIN = (10, 30)


class SoundControl(Panel):
    """One button silences, the other opens the settings and shows in its text whether alarms can be heard."""

    def __init__(self, session: Session, sound: AlarmSound) -> None:
        super().__init__()
        self._session = session
        self.sound = sound
        self.silence = QPushButton()
        self.silence.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.silence.clicked.connect(sound.silence)
        self.state = QToolButton()
        self.state.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.state.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu = QMenu(self)
        self.state.setMenu(self.menu)
        self.mutes = {minutes: QAction(self) for minutes in MUTES_MIN}
        for minutes, action in self.mutes.items():
            action.triggered.connect(lambda _=False, minutes=minutes: sound.mute(minutes * 60_000))
        self.unmute = QAction(self)
        self.unmute.triggered.connect(lambda: sound.mute(0))
        self.night = QAction(self)
        self.night.setCheckable(True)
        self.night.setChecked(sound.volume.quiet_at_night)
        self.night.toggled.connect(lambda on: sound.set_volume(replace(sound.volume, quiet_at_night=on)))
        self.volume_name = PlainLabel()
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(LEAST, MOST)
        self.volume.setPageStep(10)
        self.volume.setValue(sound.volume.percent)
        self.volume.setMinimumWidth(theme.px(180))
        self.volume.valueChanged.connect(lambda percent: sound.set_volume(replace(sound.volume, percent=percent)))
        self.menu.addActions([*self.mutes.values(), self.unmute])
        self.menu.addSeparator()
        self.menu.addAction(self._volume_action())
        self.menu.addAction(self.night)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, theme.px(6), 0)
        line.setSpacing(theme.px(6))
        for button in (self.silence, self.state):
            button.setProperty("role", "bar")
            line.addWidget(button)
        self.listen(sound.changed, self.refresh)
        self.every(REFRESH_MS, self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        self.silence.setText(self.tr("Silence ({key})").format(key=label_of("silence")))
        self.silence.setToolTip(
            literal(self.tr("Stop the tones of what calls now. It stays unacknowledged; what comes later sounds"))
        )
        for minutes, action in self.mutes.items():
            action.setText(self.tr("Mute for {n} min").format(n=minutes))
        self.unmute.setText(self.tr("End the mute"))
        self.night.setText(
            self.tr("Quieter from {a}:00 to {b}:00, except emergencies").format(a=NIGHT_FROM_H, b=NIGHT_TO_H)
        )
        self.volume.setAccessibleName(self.tr("Volume"))
        self.refresh()

    def refresh(self) -> None:
        """Show what calls, the rest of a mute, and whether there is a device."""
        calling, muted_ms = self.sound.policy.calling, self.sound.muted_ms
        self.silence.setEnabled(calling > 0)
        self.unmute.setEnabled(muted_ms > 0)
        percent = self.sound.volume.percent
        self.volume_name.setText(self.tr("Volume {n} %").format(n=percent))
        text, tip, color = self._shown(muted_ms, percent)
        self.state.setText(text)
        self.state.setToolTip(literal(tip))
        self.state.setAccessibleName(text)
        theme.restyle(self.state, f"color: {color};")

    def _shown(self, muted_ms: int, percent: int) -> tuple[str, str, str]:
        """Text, tooltip and colour of the state."""
        if self._session.realm.kind == "replay":
            return self.tr("No sound in a replay"), "", theme.MUTED
        if self._session.player.hearing == "no_device":
            tip = self.tr("This machine has no sound device: alarms are shown and make no sound here")
            return self.tr("No sound device"), tip, theme.WARNING
        if muted_ms:
            minutes, seconds = divmod(-(-muted_ms // 1000), 60)
            left = f"{minutes}:{seconds:02d}"
            return self.tr("Muted, {left} left").format(left=left), "", theme.WARNING
        return self.tr("Sound {n} %").format(n=percent), "", theme.TEXT

    def _volume_action(self) -> QWidgetAction:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(theme.px(32), theme.px(4), theme.px(16), theme.px(4))
        box.addWidget(self.volume_name)
        box.addWidget(self.volume)
        action = QWidgetAction(self)
        action.setDefaultWidget(holder)
        return action
