"""Names of divisions by code: ``七里镇 · 河西村 · 第三网格``."""

from __future__ import annotations

from county.division import named_path
from county.package.open import CountyPackage

SEPARATOR = " · "


class DivisionNames:
    """The county with its towns, villages and grids."""

    def __init__(self, package: CountyPackage) -> None:
        """Read the three tables.  Raises PackageError."""
        self._county = {package.manifest.code: package.manifest.name}
        self._names: dict[str, str] = {}
        for layer in ("towns", "villages", "grids"):
            table = package.table(layer)
            self._names |= {str(c): str(n) for c, n in zip(table["code"], table["name"], strict=True) if n}

    def path(self, code: str) -> str:
        """Names from the town down to ``code``, the county's for its own code; the code itself where a name is unknown,
        "" for ""."""
        if code not in self._names:
            return self._county.get(code, code)
        return SEPARATOR.join(named_path(code, self._names))
