"""A composed picture is painted when its frame or what is above it is different, and only where it is different."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from drawing.composed_picture import ComposedPicture

SIZE = QSize(40, 20)
WHOLE = QRect(0, 0, 40, 20)
LEFT = QRegion(0, 0, 10, 20)


def filled(color: Qt.GlobalColor, *, finished: bool = True) -> Callable[[QPainter], bool]:
    def draw(painter: QPainter) -> bool:
        painter.fillRect(WHOLE, color)
        return finished

    return draw


def colors_of(picture: ComposedPicture, dpr: float = 1.0) -> tuple[QColor, QColor]:
    """Colours of the left and the right end, as a widget would show them."""
    image = QImage(SIZE * dpr, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(dpr)
    with QPainter(image) as painter:
        picture.paint(painter, WHOLE)
    return image.pixelColor(1, 1), image.pixelColor(image.width() - 2, 1)


@pytest.mark.parametrize("dpr", [1.0, 1.25, 2.0])
def test_what_was_painted_is_copied(dpr: float) -> None:
    picture = ComposedPicture()
    assert picture.compose(SIZE, dpr, "frame", ["pins"], filled(Qt.GlobalColor.red)) == QRegion(WHOLE)
    assert colors_of(picture, dpr) == (QColor("red"), QColor("red"))


def test_the_same_is_not_painted_again() -> None:
    picture, frame = ComposedPicture(), object()
    picture.compose(SIZE, 1.0, frame, ["pins"], filled(Qt.GlobalColor.red))
    assert picture.compose(SIZE, 1.0, frame, ["pins"], filled(Qt.GlobalColor.blue)).isEmpty()
    assert colors_of(picture) == (QColor("red"), QColor("red"))


def test_of_another_frame_only_what_changed_is_painted() -> None:
    picture = ComposedPicture()
    picture.compose(SIZE, 1.0, "frame 1", ["pins"], filled(Qt.GlobalColor.red))
    assert picture.compose(SIZE, 1.0, "frame 2", ["pins"], filled(Qt.GlobalColor.blue), LEFT) == LEFT
    assert colors_of(picture) == (QColor("blue"), QColor("red"))


def test_what_changed_of_the_same_frame_is_painted_and_nothing_else() -> None:
    picture, frame = ComposedPicture(), object()
    picture.compose(SIZE, 1.0, frame, ["pins"], filled(Qt.GlobalColor.red))
    assert picture.compose(SIZE, 1.0, frame, ["pins"], filled(Qt.GlobalColor.blue), LEFT) == LEFT
    assert colors_of(picture) == (QColor("blue"), QColor("red"))


@pytest.mark.parametrize(("size", "pins"), [(SIZE, "moved pins"), (QSize(41, 20), "pins")])
def test_all_is_painted_where_more_than_the_frame_is_different(size: QSize, pins: str) -> None:
    picture = ComposedPicture()
    picture.compose(SIZE, 1.0, "frame 1", ["pins"], filled(Qt.GlobalColor.red))
    box = picture.compose(size, 1.0, "frame 2", [pins], filled(Qt.GlobalColor.blue), LEFT)
    assert box == QRegion(0, 0, size.width(), size.height())
    assert colors_of(picture) == (QColor("blue"), QColor("blue"))


def test_what_was_not_finished_is_painted_again() -> None:
    picture = ComposedPicture()
    picture.compose(SIZE, 1.0, "frame", ["pins"], filled(Qt.GlobalColor.red, finished=False))
    assert picture.compose(SIZE, 1.0, "frame", ["pins"], filled(Qt.GlobalColor.blue)) == QRegion(WHOLE)
