"""The items of plans as trees with dependencies: who is below whom, and whether finishing them is possible at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from county.plan_tracker.item import PlanItem

End = tuple[Literal["begin", "finish"], str]
"""The begin or the end of an item."""


class PlanTree:
    """Items by id, withdrawn and archived ones among them.  Nothing depends on the order in which they are given."""

    def __init__(self, items: Iterable[PlanItem]) -> None:
        self.items: dict[str, PlanItem] = {
            item.id: item for item in sorted(items, key=lambda item: (item.place, item.id))
        }
        self._below: dict[str, list[str]] = {}
        for item in self.items.values():
            self._below.setdefault(item.parent, []).append(item.id)

    def children(self, item_id: str) -> Sequence[str]:
        """Ids of the items directly below one, in their order; of the plans themselves for ""."""
        return self._below.get(item_id, ())

    def subtree(self, item_id: str) -> Iterator[PlanItem]:
        """An item and all below it, each before those below it."""
        waiting = [item_id]
        while waiting:
            item = self.items[waiting.pop()]
            yield item
            waiting += reversed(self.children(item.id))

    def ancestors(self, item_id: str) -> list[str]:
        """Ids of the items above one, the nearest first."""
        found: list[str] = []
        item = self.items.get(item_id)
        while item is not None and item.parent and item.parent not in found:
            found.append(item.parent)
            item = self.items.get(item.parent)
        return found

    def cycle(self) -> list[str]:
        """Ids of items none of which could ever be finished, as each waits for the next one and the last one for the
        first; empty where there are none.

        An item is finished after all below it, those below it begin after it, and it begins when everything that it
        depends on is finished.
        """
        waits_for: dict[End, list[End]] = {}
        for item in self.items.values():
            begin: End = ("begin", item.id)
            waits_for[("finish", item.id)] = [begin, *(("finish", child) for child in self.children(item.id))]
            waits_for[begin] = [("finish", other) for other in item.depends_on if other in self.items]
            if item.parent in self.items:
                waits_for[begin].append(("begin", item.parent))
        found = _cycle(waits_for)
        return [item_id for place, (_, item_id) in enumerate(found) if place == 0 or found[place - 1][1] != item_id]


def _cycle(waits_for: Mapping[End, Sequence[End]]) -> list[End]:
    """A closed path, its first node at its end again; empty for none."""
    done: set[End] = set()
    for start in waits_for:
        path: list[End] = []
        on_path: dict[End, int] = {}
        stack: list[tuple[End, Iterator[End]]] = []
        if start not in done:
            stack.append((start, iter(waits_for[start])))
            path.append(start)
            on_path[start] = 0
        while stack:
            node, following = stack[-1]
            other = next(following, None)
            if other is None:
                stack.pop()
                path.pop()
                del on_path[node]
                done.add(node)
            elif other in on_path:
                return [*path[on_path[other] :], other]
            elif other not in done:
                on_path[other] = len(path)
                path.append(other)
                stack.append((other, iter(waits_for[other])))
    return []
