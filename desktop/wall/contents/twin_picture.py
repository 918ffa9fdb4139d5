"""The twin of a wall: drawn in its own thread at the pixels of the tile, in the light of the hour; what happens is
marked above it.

Beside a map, which shows the whole county, it shows the surroundings of what leads; alone always the county."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QImage

from county.wall.wall import Wall, WallTile
from desktop.wall.contents.held_place import HeldPlace
from desktop.wall.contents.map_picture import faded, look_of_ground
from desktop.wall.contents.places import PlacedMark, marks_of, town_names
from desktop.wall.contents.provider import ContentProvider, WallSources
from desktop.wall.language import translate
from desktop.wall.look import Look
from desktop.wall.tiles.picture import PictureContent, PictureMark, PictureName
from layers.batches import Field, Lines, Polygons

if TYPE_CHECKING:
    from twin.view.daylight import Daylight
    from twin.view.scene import Frame
    from twin.view.screen import Screen

PREPARE_MS = 1_500
"""Of finer ground before a frame is drawn.  Only the finished one is shown, and a frame of a large tile takes seconds:
with less of it there would be dozens of frames that nobody sees."""
AGAIN_MS = 30
FIRST_MS = 600
"""Until the first request: by then the time of the realm is known, which the light follows."""
LIGHT_STEP_MS = 20 * 60_000
"""Of the realm's time between two pictures: each costs a processor some seconds."""
TEXEL_PX = 2.0
NEAR_M = 2_500.0
"""Radius of the surroundings of an emergency."""
FADE = 0.16
"""The sky and the surroundings end softly."""


class TwinContents(ContentProvider):
    """The county from the south, whole or where something has happened."""

    def __init__(self, sources: WallSources, wall: Wall, tile: WallTile) -> None:
        super().__init__(sources, wall, tile)
        from twin.view.camera_controller import CameraController
        from twin.view.sunlight import Sunlight
        from twin.view.surface import Surface
        from twin.view.worker import Worker

        self._look = Look.of(wall)
        self._is_beside_map = any(
            tile in scene.tiles and any(other.kind == "map" for other in scene.tiles) for scene in wall.scenes
        )
        self._leading = HeldPlace(self)
        self._place: tuple[float, float] | None = None
        """Whose surroundings the picture in work shows; None: the whole county."""
        self._is_unfinished = False
        """Whether a frame of that picture was drawn that is not the finished one: it is finished before another place
        is shown, or a slow machine would show none while emergencies follow each other."""
        self._scale = max(1.0, wall.han_px(tile.level) / 22)
        self._surface = Surface(self.session.package)
        self._controller = CameraController(self._surface, self.session.package)
        self._controller.frame(tile.rect_px[2] / tile.rect_px[3])
        self._controller.look(self._controller.home())
        self._sunlight = Sunlight(self.session.layers, self.session.package, self._surface, step_ms=LIGHT_STEP_MS)
        self._drawn_light: Daylight | None = None
        """Of the picture."""
        self._asked_light = self._sunlight.light
        """Of the picture in work."""
        styles = look_of_ground(wall, self.session.styles).scaled(self._scale)
        self._worker = Worker(self._surface, styles)
        self._worker.drawn.connect(self._take)
        self._worker.failed.connect(self._fail)
        self._picture: QImage | None = None
        self._version = 0
        """How many pictures were made."""
        self._screen: Screen | None = None
        self._failure = ""
        self._again = QTimer(singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._request)
        self._again.start(FIRST_MS)
        self._sunlight.changed.connect(self._again.start)
        self._sunlight.start()

    @property
    def is_ready(self) -> bool:
        return self._picture is not None or bool(self._failure)

    def content(self, now_ms: int) -> PictureContent | None:
        if self._place_now(now_ms) != self._place and not self._again.isActive():
            self._again.start()
        screen, names = self._screen, []
        marks: list[PictureMark] = []
        if screen is not None:
            marks = self._placed(screen, marks_of(self, now_ms))
            towns = town_names(self)
            places = screen.place([(x_m, y_m) for _, x_m, y_m in towns]) if towns else None
            for row, (text, _, _) in enumerate(towns):
                if places is not None and places.seen[row] and self._is_clear(*places.xy[row]):
                    names.append(PictureName(float(places.xy[row, 0]), float(places.xy[row, 1]), text))
        return PictureContent(self._version, tuple(marks), tuple(names), self._failure, self._picture)

    def close(self) -> None:
        self._sunlight.stop()
        self._again.stop()
        self._worker.close()

    def _place_now(self, now_ms: int) -> tuple[float, float] | None:
        return self._leading.xy_m(now_ms) if self._is_beside_map else None

    def _placed(self, screen: Screen, marks: list[PlacedMark]) -> list[PictureMark]:
        if not marks:
            return []
        places = screen.place([(mark.x_m, mark.y_m) for mark in marks])
        return [
            PictureMark(round(float(x), 1), round(float(y), 1), mark.color, mark.size, mark.ringed, mark.text)
            for mark, (x, y), seen in zip(marks, places.xy, places.seen, strict=True) if seen and self._is_clear(x, y)
        ]  # fmt: skip

    def _is_clear(self, x_px: float, y_px: float) -> bool:
        """Whether the picture is seen there: its edge is the ground of the wall, on which a mark would be nowhere."""
        width, height = self.tile.rect_px[2:]
        edge = FADE * min(width, height) / 2
        return bool(edge <= x_px <= width - edge and edge <= y_px <= height - edge)

    def _request(self) -> None:
        from twin.view.drape import Draped, DrapedBatches
        from twin.view.scene import FrameRequest

        if self._worker.busy:
            self._again.start()
            return
        self._sunlight.look()
        self._again.stop()
        if not self._is_unfinished:
            self._place = self._place_now(self.session.clock.now_ms())
        self._controller.look(
            self._controller.home() if self._place is None else self._controller.over(*self._place, NEAR_M)
        )
        self._asked_light, ground = self._sunlight.light, self._look["ground"]
        sheet = DrapedBatches(tuple(
            Draped(layer.key, batches, layer.opacity)
            for layer in self.session.layers if layer.pace == "still" and layer.visible and layer.opacity > 0
            if (batches := tuple(batch for batch in layer.batches() if type(batch) in (Field, Lines, Polygons)))
        ))  # fmt: skip
        self._worker.request(FrameRequest(
            self._controller.camera, self.tile.rect_px[2:], self._controller.exaggeration, sheet,
            texel_px=TEXEL_PX * self._scale**0.5, smooth=True, prepare_ms=PREPARE_MS,
            light=self._asked_light.over((ground.redF(), ground.greenF(), ground.blueF())),
        ))  # fmt: skip

    def _take(self, frame: Frame) -> None:
        from twin.view.screen import Screen

        self._is_unfinished = not frame.complete
        if self._is_unfinished:
            self._again.start()
            return
        height, width = frame.bgra.shape[:2]
        picture = QImage(frame.bgra.data, width, height, width * 4, QImage.Format.Format_RGB32).copy()
        edge = FADE * min(width, height)
        inside = QRectF(edge, edge, width - 2 * edge, height - 2 * edge)
        self._picture, self._drawn_light = faded(picture, self._look, inside, edge), self._asked_light
        self._version += 1
        self._screen = Screen(frame, self._surface, width, height, self._scale)
        self._worker.rest()

    def _fail(self, why: str) -> None:
        self._failure = translate("wall", "No 3D view: {why}").format(why=why)
