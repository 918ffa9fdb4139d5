"""The package being assembled during an import."""

from __future__ import annotations

from dataclasses import dataclass, field

from county.package.importing.imported import LayerCount
from county.package.importing.site import Site
from county.package.manifest import PackageError, Provenance
from county.package.open import Table

LICENCE = "not stated by the import; ask the owner of the file"


@dataclass
class Draft:
    """Tables by layer, each with its provenance and how many features of its files it uses."""

    site: Site
    tables: dict[str, Table] = field(default_factory=dict)
    origin: dict[str, Provenance] = field(default_factory=dict)
    counts: dict[str, LayerCount] = field(default_factory=dict)

    def add(
        self, layer: str, table: Table | None, source: str, *, read: int, approximate: bool = False, note: str = ""
    ) -> None:
        """Add a layer made from ``read`` features of files (0: derived), unless it has no features.

        Raises PackageError when none of the features of its files could be used.
        """
        if table is not None and read and not len(table):
            raise PackageError(
                "{path}: none of its {n} features can be used as {layer} ({why}); fix the file or leave it out",
                path=source, n=read, layer=layer, why=self.site.first_reason(layer),
            )  # fmt: skip
        if table is not None or read:
            self.counts[layer] = LayerCount(0 if table is None else len(table), read)
        if table is not None and len(table):
            self.tables[layer] = table
            self.origin[layer] = Provenance(source=source, licence=LICENCE, approximate=approximate, note=note)
