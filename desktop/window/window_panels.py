"""The panels of one window: each is made when its dock is first shown, or when another part first asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from desktop.panels.panel import Panel
from desktop.panels.registry import PANELS
from desktop.session import Session
from desktop.window.session_mark import is_of_drill
from desktop.window.workspace import Workspace

P = TypeVar("P", bound=Panel)


class WindowPanels(Mapping[str, Panel]):
    """By their names in the registry.  Looking a panel up makes it.

    Most docks of a window are never shown, and their panels take as long as everything else that a window begins with.
    A panel shows the present state when it is made and follows from then on; what must be heard before belongs to the
    session.
    """

    def __init__(self, session: Session, workspace: Workspace) -> None:
        """Add their docks to ``workspace``."""
        self._session, self._workspace = session, workspace
        self._rows = {
            name: row for name, row in PANELS.items()
            if session.realm.kind in row.kinds and (is_of_drill(session) or not row.of_drill)
        }  # fmt: skip
        self._names: dict[object, str] = {row.make: name for name, row in self._rows.items()}
        """By the class of the panel."""
        self._made: dict[str, Panel] = {}
        self._awaited: dict[str, list[Callable[[Any], object]]] = {name: [] for name in self._rows}
        for name, row in self._rows.items():
            workspace.add(name, partial(self._make, name), row.make.title, tab_of=row.tab_of, shown=row.shown)

    def __getitem__(self, name: str) -> Panel:
        if name not in self._made:
            self._workspace.fill(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def made(self) -> tuple[Panel, ...]:
        """Those that exist."""
        return tuple(self._made.values())

    def of(self, kind: type[P]) -> P:
        """The panel of this class.  Raises KeyError where windows of this realm have none."""
        panel = self[self._names[kind]]
        assert isinstance(panel, kind)
        return panel

    def when_made(self, kind: type[P], do: Callable[[P], object]) -> None:
        """Call ``do`` with the panel of this class: at once where it exists, else when it is made, if it ever is."""
        name = self._names.get(kind)
        if name in self._made:
            do(self.of(kind))
        elif name is not None:
            self._awaited[name].append(do)

    def _make(self, name: str) -> Panel:
        self._made[name] = panel = self._rows[name].make(self._session)
        for do in self._awaited.pop(name):
            do(panel)
        return panel
