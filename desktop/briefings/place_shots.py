"""Pictures of the map around the event of a report, one for each state of its data."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from psygnal import Signal
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage

from county.briefing.briefing import Briefing
from county.events.event import Event
from desktop.map.place_picture import NotPainted, PlacePicture
from desktop.printing.paper_job import png_of
from services.brief.assembly import MapShot

KEPT_MAX = 8
RETRY_MS = 60_000
"""Until a picture that failed is painted again."""
PictureOf = Callable[[float, float], PlacePicture]
_Key = tuple[str, int, float, float]


class PlaceShot:
    """One of them, and when it was painted; the same as itself only.  It becomes a PNG in the thread of a document,
    which takes a tenth of a second."""

    def __init__(self, image: QImage, at_ms: int) -> None:
        self._image, self._at_ms = image, at_ms
        self._lock = Lock()
        self._shot: MapShot | None = None

    def shot(self) -> MapShot:
        """What a document has of it."""
        with self._lock:
            if self._shot is None:
                self._shot = MapShot(png_of(self._image), self._at_ms)
            return self._shot


class PlaceShots:
    """Painted by the map between other events, and kept until the data of the report are updated."""

    changed = Signal()
    """A picture was painted or could not be, or one that could not is to be painted again."""
    failed = Signal(object)
    """:class:`NotPainted`: why it is not; once for each picture, however often it is tried."""

    def __init__(self, clock: Callable[[], int]) -> None:
        """``clock``: what time it is in the realm."""
        self._clock = clock
        self._known: OrderedDict[_Key, PlaceShot] = OrderedDict()
        self._working: PlacePicture | None = None
        self._wanted: _Key | None = None
        self._unpainted: set[_Key] = set()
        """Those that could not be painted."""
        self._due: set[_Key] = set()
        """Those of them that are to be tried again."""
        self.retry = QTimer(singleShot=True, interval=RETRY_MS)
        self.retry.timeout.connect(self._again)

    def release(self) -> None:
        """Paint nothing any more."""
        self.retry.stop()
        self._stop()

    def of(self, briefing: Briefing, event: Event, picture_of: PictureOf | None) -> PlaceShot | None:
        """None until it is painted, or where there is no map."""
        key = _key(briefing, event)
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        may_paint = key not in self._unpainted or key in self._due
        if picture_of is not None and key != self._wanted and may_paint:
            self._stop()
            self._due.discard(key)
            self._wanted, self._working = key, picture_of(event.x_m, event.y_m)
            self._working.made.connect(self._take)
            self._working.failed.connect(self._give_up)
        return None

    def has_failed(self, briefing: Briefing, event: Event) -> bool:
        """Whether its picture could not be painted, and is not there yet."""
        return _key(briefing, event) in self._unpainted

    def _take(self, image: QImage) -> None:
        key, self._wanted, self._working = self._wanted, None, None
        assert key is not None, "it was wanted"
        self._unpainted.discard(key)
        self._known[key] = PlaceShot(image, self._clock())
        while len(self._known) > KEPT_MAX:
            self._known.popitem(last=False)
        self.changed.emit()

    def _give_up(self, why: NotPainted) -> None:
        key, self._wanted, self._working = self._wanted, None, None
        assert key is not None, "it was wanted"
        is_first = key not in self._unpainted
        self._unpainted.add(key)
        self.retry.start()
        if is_first:
            self.failed.emit(why)
        self.changed.emit()

    def _again(self) -> None:
        self._due = set(self._unpainted)
        self.changed.emit()

    def _stop(self) -> None:
        if self._working is not None:
            self._working.made.disconnect(self._take)
            self._working.failed.disconnect(self._give_up)
            self._working.stop()
        self._wanted = self._working = None


def _key(briefing: Briefing, event: Event) -> _Key:
    return briefing.id, briefing.as_of_seq, event.x_m, event.y_m
