"""墙体: the state of every output of the walls, what they show and why; scenes are pushed from here and given back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QLayout, QPushButton

from county.commands import CommandBody
from county.wall.kinds import KINDS
from county.wall.shown import PushedScene, ShowWallScene
from county.wall.status import OutputState, WallStatus, outputs_of
from desktop import moments, theme
from desktop.i18n import pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.widgets.wrapping_line import line_of

SEPARATOR = "/"
"""In the id of a row: between the name of the wall and that of the output."""


class Walls(RecordPanel):
    """A row for every output; the form is about the wall of the chosen row, else about the first one."""

    command = ShowWallScene

    def __init__(self, session: Session) -> None:
        self._known: dict[str, dict[str, OutputState]] = {}
        """State of every output by wall, as long as this window is open: a wall that is silent stays listed."""
        self._told: dict[str, WallStatus] = {}
        """What each wall told last."""
        self._offered: tuple[object, ...] = ()
        """For which wall, and which of its scenes, the lists are filled."""
        super().__init__(session, session.layers.book("wall"))
        self.listen(session.attendance.walls_changed, self.follow)
        self.listen(session.focus.selected, lambda _: self.refresh())
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Walls", "Walls")

    def form(self) -> QLayout:
        self.scene, self.tile = QComboBox(), QComboBox()
        self.scene.currentIndexChanged.connect(lambda _: self._offer_tiles())
        self.with_event = QCheckBox()
        self.back = QPushButton()
        self.back.clicked.connect(self.give_back)
        return line_of(self.scene, self.tile, self.with_event, self.button, self.back, stretch={self.scene: 1})

    def retranslate(self) -> None:
        self._offered = ()
        self.with_event.setText(self.tr("Mark the selected event"))
        self.button.setText(self.tr("Show on the wall"))
        self.back.setText(self.tr("Back to the rotation"))
        self.hint.say(self.tr("No wall runs; start one with --scene wall:NAME"))
        super().retranslate()

    def heads(self) -> list[str]:
        return [self.tr("Wall"), self.tr("Output"), self.tr("State"), self.tr("Shows"), self.tr("Why")]

    def rows(self) -> list[Row]:
        heard = self._hear()
        rows = []
        for wall, outputs in sorted(self._known.items()):
            told = self._told[wall]
            for output, state in outputs.items():
                text, color = self._state(state) if wall in heard else (self.tr("No answer"), theme.DANGER)
                shows = self._shows(told) if wall in heard else ""
                why = self._why(told) if wall in heard else ""
                rows.append(Row(f"{wall}{SEPARATOR}{output}", (pick(told.name), output, text, shows, why), color))
        self._offer_scenes()
        return rows

    def refresh(self) -> None:
        super().refresh()
        self._offer_scenes()
        can = self.button.isEnabled()
        self.button.setEnabled(can and self._wall() is not None)
        pushed = self._pushed()
        self.back.setEnabled(can and pushed is not None and bool(pushed.scene))
        selection = self.session.focus.selection
        self.with_event.setEnabled(selection is not None and selection.layer == "events")

    def body(self) -> CommandBody | str:
        wall, selection = self._wall(), self.session.focus.selection
        if wall is None or self.scene.currentData() is None:
            return self.tr("Choose a wall in the list")
        event = self.with_event.isEnabled() and self.with_event.isChecked() and selection is not None
        return ShowWallScene(
            wall=wall.wall, scene=self.scene.currentData(), tile=self.tile.currentData() or "",
            record_id=selection.ids[0] if event and selection is not None else "",
        )  # fmt: skip

    def give_back(self) -> None:
        """The wall follows its rotation again."""
        wall = self._wall()
        if wall is not None:
            self._send(ShowWallScene(wall=wall.wall, scene=""))

    def _hear(self) -> frozenset[str]:
        """Take what the walls tell now; returns those that tell something."""
        walls = self.session.attendance.walls
        self._told |= {told.wall: told for told in walls}
        now = outputs_of(walls)
        self._known |= now
        return frozenset(now)

    def _wall(self) -> WallStatus | None:
        """Of the chosen row, else the first one."""
        name = self.chosen.partition(SEPARATOR)[0] or min(self._told, default="")
        return self._told.get(name)

    def _pushed(self) -> PushedScene | None:
        wall = self._wall()
        found = None if wall is None else self.session.layers.states("wall").get(wall.wall)
        return found if isinstance(found, PushedScene) else None

    def _offer_scenes(self) -> None:
        wall = self._wall()
        offered = () if wall is None else (wall.wall, wall.scenes)
        if offered == self._offered:
            return
        self._offered = offered
        chosen = self.scene.currentData()
        self.scene.blockSignals(True)
        self.scene.clear()
        for scene in () if wall is None else wall.scenes:
            self.scene.addItem(pick(scene.name), scene.id)
        self.scene.setCurrentIndex(max(0, self.scene.findData(chosen)) if self.scene.count() else -1)
        self.scene.blockSignals(False)
        self._offer_tiles()

    def _offer_tiles(self) -> None:
        wall, scene_id = self._wall(), self.scene.currentData()
        self.tile.clear()
        self.tile.addItem(self.tr("as it is"), "")
        for scene in () if wall is None else wall.scenes:
            for tile in scene.tiles if scene.id == scene_id else ():
                name = pick(KINDS[tile].name) if tile in KINDS else tile
                self.tile.addItem(self.tr("{tile} on the stage").format(tile=name), tile)

    def _state(self, state: OutputState) -> tuple[str, str]:
        return {
            "shown": (self.tr("Shown"), theme.TEXT),
            "scaled": (self.tr("Shown with black edges: the screen has another size"), theme.WARNING),
            "missing": (self.tr("Dark: the screen is missing"), theme.DANGER),
            "stopped": (self.tr("Dark: the window does not paint"), theme.DANGER),
            "elsewhere": (self.tr("Dark: no process serves it"), theme.WARNING),
        }[state]

    def _shows(self, told: WallStatus) -> str:
        name = next((pick(scene.name) for scene in told.scenes if scene.id == told.scene), told.scene)
        return f"{name} · {told.tile}" if told.tile else name

    def _why(self, told: WallStatus) -> str:
        pushed = self.session.layers.states("wall").get(told.wall)
        if told.is_pushed and isinstance(pushed, PushedScene):
            since = moments.short(pushed.since_ms, self.session.clock.now_ms())
            return self.tr("pushed by {who}, {since}").format(who=pushed.by, since=since)
        return self.tr("held by what is red") if told.holds else self.tr("rotation")
