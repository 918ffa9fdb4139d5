"""How the processes of ``make test`` share the work: who compiles which module, and in which order files of tests run.

Every process has to import all modules of tests.  As each begins at another one of a folder, they compile them together
where nothing is compiled yet, as in a new checkout: compiling takes most of the time of a collection.

Files are taken in one order by whichever process is free.  Tests that mostly wait, for processes and time limits, are
spread over the others, so that the processors are busy meanwhile; the last files are short ones, so that all processes
end at about the same time.  Needs ``--dist loadfile --no-loadscope-reorder``.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import TypeVar

import pytest

T = TypeVar("T")

FEW = 3
"""Files with so few tests may have long ones."""
WINDOW_WEIGHT = 5
"""A test with a window takes about this many times as long as one of a rule."""
LAST_SHARE = 0.1
"""Of the work, at the end: without files that wait."""


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Collect the modules of a folder in an order of this process."""
    report = yield
    worker = getattr(collector.config, "workerinput", None)
    if worker is not None and isinstance(collector, pytest.Directory):
        process = int(worker["workerid"].removeprefix("gw"))
        report.result = turned(report.result, process, worker["workercount"])
    return report


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the files in the order in which the processes take them: the same in each of them."""
    if not hasattr(config, "workerinput"):
        return
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    items[:] = [item for name in spread({name: len(files[name]) for name in files}) for item in files[name]]


def turned(modules: Sequence[T], process: int, processes: int) -> list[T]:
    """``modules`` from the first of this process's share, then those before."""
    first = len(modules) * process // processes
    return [*modules[first:], *modules[:first]]


def spread(tests: Mapping[str, int]) -> list[str]:
    """The order of files; ``tests``: how many each has."""
    long = [name for name in sorted(tests) if _waits(name) or tests[name] <= FEW]
    short = sorted(tests.keys() - long, key=lambda name: (-_work(name, tests), name))
    until = sum(_work(name, tests) for name in short) * (1 - LAST_SHARE)
    order, done, placed = [], 0, 0
    for name in short:
        while placed < len(long) and done * len(long) >= until * placed:
            order.append(long[placed])
            placed += 1
        order.append(name)
        done += _work(name, tests)
    return [*order, *long[placed:]]


def _waits(name: str) -> bool:
    return name.startswith(("tests/integration/", "tests/contract/"))


def _work(name: str, tests: Mapping[str, int]) -> int:
    return tests[name] * (WINDOW_WEIGHT if name.startswith("tests/gui/") else 1)
