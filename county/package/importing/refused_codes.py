"""Codes of a file that cannot be used: one finding for each reason, with the first value and how many more."""

from __future__ import annotations

from dataclasses import dataclass, field

from county.division import BadCode
from county.package.finding import Severity, naming
from county.package.importing.site import Site


@dataclass
class RefusedCodes:
    """Codes of the file ``name``; ``effect`` is what happens to those refused."""

    name: str
    effect: str
    _by_reason: dict[str, list[tuple[str, BadCode]]] = field(default_factory=dict)

    def add(self, where: str, error: BadCode) -> None:
        """Add a code that ``error`` quotes and refuses; ``where`` it is in the file."""
        self._by_reason.setdefault(str(error).rpartition(": ")[2], []).append((where, error))

    def __len__(self) -> int:
        return sum(map(len, self._by_reason.values()))

    @property
    def first(self) -> str:
        """The first of the most frequent reason, with its place; "" without any."""
        if not self._by_reason:
            return ""
        most = max(self._by_reason.values(), key=len)
        return f"{most[0][0]}: {most[0][1]}" + (f", and {len(most) - 1} more so" if len(most) > 1 else "")

    def report(self, site: Site, layer: str, severity: Severity = "warning") -> None:
        """One finding for each reason, the most frequent first."""
        for refused in sorted(self._by_reason.values(), key=len, reverse=True):
            where, error = refused[0]
            more = [other for other, _ in refused[1:]]
            same = f" (the same for {len(more)} more: {naming(more)})" if more else ""
            text = f"{error}{same}; {self.effect}, fix it in {self.name}"
            site.report(layer, where, text, severity)
