"""Files as named by the user: ``F@CRS`` states the file's own CRS, ``F|layername=L`` chooses one of its layers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from county.package.importing.stated_crs import Stated, stated_crs
from county.tables.named_part import NAMED

LAYER_MARK = "|layername="
"""As in the data source of a layer in QGIS."""


@dataclass(frozen=True)
class NamedFile:
    """A file, the CRS that its user states for it alone (None: none), and the layer to read ("": any)."""

    path: Path
    crs: Stated = None
    layer: str = ""

    @property
    def table(self) -> Path:
        """As :class:`county.tables.reader.TableFile` names it, in which a layer is a sheet, list or packed file."""
        return Path(f"{self.path}{NAMED}{self.layer}") if self.layer else self.path


def named_file(named: Path) -> NamedFile:
    """The file that ``named`` refers to; a file of exactly that name comes first.  Raises ImportOptionError."""
    if named.exists():
        return NamedFile(named)
    text, _, layer = str(named).partition(LAYER_MARK)
    layer, at, crs = _parted(layer) if layer else ("", "", "")
    if not at and not Path(text).exists():
        text, at, crs = _parted(text)
    if not at:
        return NamedFile(Path(text), layer=layer.strip())
    return NamedFile(Path(text), stated_crs(crs.strip() or "@", f"{named}: @{crs}"), layer.strip())


def _parted(text: str) -> tuple[str, str, str]:
    """What is before the last @, the @, and what is after it; all before when there is no @."""
    before, at, after = text.rpartition("@")
    return (before, at, after) if at and "/" not in after else (text, "", "")
