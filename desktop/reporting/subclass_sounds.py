"""Pinyin and initials of the subclasses of events, by which a category is found."""

from __future__ import annotations

from threading import Lock

from county.catalog import Catalog
from desktop.places.name_sounds import sound_lines
from services.analysis.texts.name_terms import NameTermsProcess


class SubclassSounds:
    """Of one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._loading = Lock()
        self.lines: dict[str, str] = {}
        """Pinyin and initials of a subclass and its class, in lines, by key of the subclass; empty until loaded."""

    def load(self, process: NameTermsProcess) -> None:
        """To be called in another thread: it takes seconds, and fails as :meth:`NameTermsProcess.read` does."""
        with self._loading:
            if not self.lines:
                self.lines = self._read(process)

    def _read(self, process: NameTermsProcess) -> dict[str, str]:
        classes, subclasses = self._catalog.event_classes, self._catalog.subclasses
        names = [name.zh for name in classes.values()] + [one.name.zh for one in subclasses.values()]
        lines = sound_lines(process, names)
        of_class = dict(zip(classes, lines, strict=False))
        of_subclass = zip(subclasses.items(), lines[len(classes) :], strict=True)
        return {key: f"{own}\n{of_class[one.event_class]}" for (key, one), own in of_subclass}
