"""What an import used of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from county.package.manifest import Manifest


@dataclass(frozen=True)
class LayerCount:
    """Features of one layer of the package, and features of its files; 0: derived from another layer."""

    used: int
    read: int

    def __str__(self) -> str:
        return f"{self.used:,} of {self.read:,}" if self.read else f"{self.used:,} derived"


@dataclass(frozen=True)
class ImportedCounty:
    """The package as it was written."""

    manifest: Manifest
    counts: Mapping[str, LayerCount]
    """By layer, in order of the import; the terrain, a raster, has none."""
    area_km2: float
    """Of the outline."""
    replaced: str | None = None
    """What became of the package that was in the folder; None without one."""
    unchecked: tuple[str, ...] = ()
    """What could not be checked, and the file that would let it be checked."""

    @property
    def errors(self) -> int:
        """Findings on content of the files that was lost."""
        return sum(finding.startswith("error") for finding in self.manifest.findings)

    def summary(self, folder: Path) -> str:
        """One line: what was used of the files, how many findings there are, and the next command."""
        area = {"boundary": f" ({self.area_km2:,.1f} km²)"}
        layers = [f"{layer} {count}{area.get(layer, '')}" for layer, count in self.counts.items()]
        for layer, named in (("terrain", "terrain"), ("landcover", "land cover")):
            if raster := self.manifest.layers.get(layer):
                layers.append(f"{named} ({raster.note})")
        notices = sum(finding.startswith("notice") for finding in self.manifest.findings)
        warnings = len(self.manifest.findings) - self.errors - notices
        found = "nothing was left out"
        if self.errors or warnings:
            found = f"errors {self.errors}, warnings {warnings}, listed above"
        if notices:
            found += f", notices {notices}"
        if self.unchecked:
            found += f"; {'; '.join(self.unchecked)}"
        lost = "is imported, without what its errors name" if self.errors else "is imported"
        return (
            f"{folder}: {self.manifest.name} ({self.manifest.code}) {lost}: {', '.join(layers)}; {found}; "
            f"open it with `main.py run {folder}`"
        )
