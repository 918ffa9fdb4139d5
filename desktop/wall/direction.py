"""Which scene is shown when: the rotation, what a desk has pushed, and what holds both.

The next scene is made ready before the switch, so that nothing is ever blank.  While something red waits to be
acknowledged, the rotation holds: what is shown then stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from county.clock import monotonic_ms
from county.wall.shown import PushedScene
from county.wall.status import OutputStatus, SceneTitle, WallStatus
from desktop.session import Session
from desktop.wall.show import WallShow
from layers.events import EventsLayer


class Direction:
    """Ticked four times a second; a tile is asked for its content at every second tick at most."""

    def __init__(
        self,
        show: WallShow,
        session: Session,
        key: str,
        tell: Callable[[WallStatus], None],
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``key``: the name of the wall on the desk; ``tell``: brings its status there."""
        self._show, self._session, self._key, self._monotonic = show, session, key, monotonic
        self._tell_desk = tell
        self.states: Callable[[], Sequence[OutputStatus]] = tuple
        """What is known of the outputs."""
        self._rotation = show.wall.scenes[0].id
        """The scene of the rotation."""
        self._since = monotonic()
        self._turn = 0
        self._titles = tuple(
            SceneTitle(scene.id, scene.name, tuple(tile.id for tile in scene.tiles)) for scene in show.wall.scenes
        )

    def begin(self) -> None:
        """Show the first scene."""
        self._show.show_scene(self._rotation)
        self._since = self._monotonic()

    @property
    def holds(self) -> bool:
        """Whether something red waits that the rotation must not leave."""
        calls = self._session.waiting_calls.emergencies() if self._session.layers.begun else ()
        return self._show.wall.rotate.hold_on == "unacknowledged_red" and bool(calls)

    @property
    def pushed(self) -> PushedScene | None:
        """What a desk has pushed onto this wall; None: nothing."""
        found = self._session.layers.states("wall").get(self._key) if self._session.layers.begun else None
        return found if isinstance(found, PushedScene) and self._show.wall.scene(found.scene) is not None else None

    def tick(self) -> None:
        """Follow pushes and rotation, show what is new, and tell the desk."""
        self._turn += 1
        self._session.layers.tick(self._session.clock.now_ms())
        self._follow()
        if self._turn % 2 == 0:
            self._show.tick()
        self._tell()

    def _follow(self) -> None:
        pushed = self.pushed
        if pushed is not None:
            self._focus_on(pushed.record_id)
            self._switch(pushed.scene, pushed.tile)
            self._since = self._monotonic()
            return
        self._focus_on("")
        rotate = self._show.wall.rotate
        ids = [scene.id for scene in self._show.wall.scenes]
        if rotate.on and len(ids) > 1 and self._monotonic() - self._since >= 1000 * rotate.every_s:
            after = ids[(ids.index(self._rotation) + 1) % len(ids)]
            if not self.holds and self._ready(after):
                self._rotation, self._since = after, self._monotonic()
        elif rotate.on and len(ids) > 1 and self._monotonic() - self._since >= 500 * rotate.every_s:
            self._show.prepare(ids[(ids.index(self._rotation) + 1) % len(ids)])
        self._switch(self._rotation, "")

    def _focus_on(self, event_id: str) -> None:
        """Mark an event on map and twin, as long as it is on the desk."""
        focus = self._session.focus
        selected = focus.selection.ids[0] if focus.selection is not None else ""
        if event_id and event_id != selected and event_id in self._session.layers.states("event"):
            focus.select(EventsLayer.key, event_id)
        elif not event_id and selected:
            focus.clear()

    def _switch(self, scene: str, tile: str) -> None:
        shown = self._show.scene, self._show.staged
        if shown != (scene, tile) and (not self._show.scene or self._ready(scene, tile)):
            self._show.show_scene(scene, tile)

    def _ready(self, scene: str, tile: str = "") -> bool:
        prepared = self._show.prepare(scene, tile)
        return prepared is not None and prepared.is_ready

    def _tell(self) -> None:
        pushed = self.pushed
        status = WallStatus(
            wall=self._key, name=self._show.wall.name, scenes=self._titles,
            scene=self._show.scene, tile=self._show.staged, is_pushed=pushed is not None, holds=self.holds,
            outputs=tuple(self.states()),
        )  # fmt: skip
        self._tell_desk(status)
