"""Pictures of a wall: one of every output at its own pixels, and one of the canvas as a whole."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from county.wall.wall import Rect
from desktop.wall.show import WallShow
from services.store.private import private_file


def picture_of(show: WallShow, rect: Rect) -> QImage:
    """A part of the canvas as it is shown now."""
    left, top, width, height = rect
    image = QImage(width, height, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        painter.translate(-left, -top)
        show.paint(painter, QRect(left, top, width, height))
    return image


def pictures(show: WallShow, scene_id: str, folder: Path) -> list[Path]:
    """Write all outputs of a scene, and the canvas.  Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    show.show_scene(scene_id)
    picture_of(show, (0, 0, *show.wall.canvas_px))  # the first painting of a letter differs from later ones
    parts = [(f"{scene_id}-{number}", output.canvas_rect_px) for number, output in enumerate(show.wall.outputs, 1)]
    if len(parts) > 1:
        parts.append((scene_id, (0, 0, *show.wall.canvas_px)))
    written = []
    for name, rect in parts:
        path = folder / f"{name}.png"
        private_file(path)
        if not picture_of(show, rect).save(str(path)):
            raise OSError(f"{path}: the picture cannot be written; check the folder and its rights")
        written.append(path)
    return written
