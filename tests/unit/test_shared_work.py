"""The order in which the processes of ``make test`` take the files of tests."""

from __future__ import annotations

from itertools import pairwise

from tests.shared_work import FEW, spread, turned

WAITING = {f"tests/integration/test_{n}.py": 5 for n in range(10)}
WINDOWS = {f"tests/gui/test_{n}.py": 10 + n for n in range(20)}
RULES = {f"tests/unit/test_{n}.py": 4 + n for n in range(70)}


def test_every_file_is_run_once() -> None:
    tests = WAITING | WINDOWS | RULES | {"tests/unit/test_alone.py": FEW}
    assert sorted(spread(tests)) == sorted(tests)
    assert spread(WAITING) == sorted(WAITING)
    assert spread({}) == []


def test_the_order_depends_on_no_order_of_collection() -> None:
    tests = WAITING | WINDOWS | RULES
    assert spread(dict(reversed(tests.items()))) == spread(tests)


def test_files_that_wait_are_spread_over_the_work_of_the_others_and_are_not_the_last() -> None:
    order = spread(WAITING | WINDOWS | RULES)
    at = [index for index, name in enumerate(order) if name in WAITING]
    assert at[0] == 0
    assert all(after - before > 1 for before, after in pairwise(at))
    assert len(order) - at[-1] > 10


def test_files_with_most_work_come_first_and_those_with_windows_before_rules_with_as_many_tests() -> None:
    order = spread(RULES | {"tests/gui/test_small.py": 20})
    assert order[0] == "tests/gui/test_small.py"
    assert order[1:] == sorted(RULES, key=lambda name: -RULES[name])


def test_processes_begin_at_different_files_and_compile_all_of_them_together() -> None:
    files = [f"test_{n}.py" for n in range(10)]
    shares = [turned(files, process, 3) for process in range(3)]
    assert all(sorted(share) == sorted(files) for share in shares)
    assert {name for share in shares for name in share[:4]} == set(files)
