"""The walk through scans reaches exactly what a plain search over them reaches."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from county.tracing.scans import Goods, Scan, ScanCorrection
from services.tracing.scan_index import NEVER, ScanIndex
from services.tracing.walk import ALWAYS, Walk

EPCS = [f"L{n}" for n in range(8)]
BOXES = ["C0", "C1", "C2"]
LATER = 1_000
"""After every scan of these tests."""


def goods(*epcs: str) -> tuple[Goods, ...]:
    return tuple(map(Goods, epcs))


@st.composite
def scans(draw: st.DrawFn) -> list[Scan]:
    """Transformations, packings and unpackings in any order of time, also in circles and at the same moment."""
    found = []
    for n in range(draw(st.integers(1, 14))):
        at_ms = draw(st.integers(0, 9))
        kind = draw(st.sampled_from(["change", "change", "pack", "unpack", "empty", "see"]))
        some = st.lists(st.sampled_from(EPCS + BOXES), min_size=1, max_size=3, unique=True)
        if kind == "change":
            found.append(Scan(
                event_id=f"e{n}", kind="transformation", at_ms=at_ms, inputs=goods(*draw(some)),
                outputs=goods(*draw(some)), transformation=draw(st.sampled_from(["", "", "t"])),
            ))  # fmt: skip
            continue
        parent = draw(st.sampled_from(BOXES))
        inside = [epc for epc in draw(some) if epc != parent] or ["L0"]
        action = {"pack": "add", "unpack": "delete", "empty": "delete", "see": "observe"}[kind]
        found.append(Scan(
            event_id=f"e{n}", kind="aggregation", at_ms=at_ms, action=action, parent=parent,  # type: ignore[arg-type]
            goods=() if kind == "empty" else goods(*inside),
        ))  # fmt: skip
    return found


def index_of(found: Sequence[Scan], batches: int = 1) -> ScanIndex:
    index = ScanIndex()
    parts = np.array_split(np.arange(len(found)), batches)
    for seq, part in enumerate(parts, 1):
        index.take([(seq, 0, tuple(found[n] for n in part))])
    return index


# ---- the plain search

Window = tuple[str, str, int, int]


def plain_windows(found: Sequence[Scan]) -> set[Window]:
    """Of every child and container, walked in the order of time; of one moment what is put in comes first."""
    windows: set[Window] = set()
    packing = [scan for scan in found if scan.kind == "aggregation"]
    for parent in {scan.parent for scan in packing}:
        own = sorted((s for s in packing if s.parent == parent), key=lambda s: (s.at_ms, s.action == "delete"))
        children = {each.epc for scan in own for each in scan.goods}
        for child in children:
            begun: list[int] = []
            was_in = False
            for scan in own:
                named = any(each.epc == child for each in scan.goods)
                if scan.action == "delete" and (named or not scan.goods):
                    windows |= {(child, parent, start, scan.at_ms) for start in begun}
                    if named and not was_in:
                        windows.add((child, parent, scan.at_ms, scan.at_ms))
                    begun, was_in = [], False
                elif named:
                    begun.append(scan.at_ms)
                    was_in = True
            windows |= {(child, parent, start, int(NEVER)) for start in begun}
    return windows


def closed(windows: set[Window]) -> set[Window]:
    """With containers in containers."""
    whole = set(windows)
    while True:
        more = {
            (a[0], b[1], max(a[2], b[2]), min(a[3], b[3]))
            for a in whole for b in windows if a[1] == b[0] and max(a[2], b[2]) <= min(a[3], b[3])
        } - whole  # fmt: skip
        if not more:
            return whole
        whole |= more


def processes(found: Sequence[Scan]) -> list[list[Scan]]:
    named: dict[str, list[Scan]] = {}
    for scan in found:
        if scan.kind == "transformation":
            named.setdefault(scan.transformation or scan.event_id, []).append(scan)
    return list(named.values())


def plain_forward(found: Sequence[Scan], seed: str) -> dict[str, int]:
    """By batch since when it may be affected: every rule is applied until nothing changes."""
    windows = closed(plain_windows(found))
    since = {seed: ALWAYS}
    for child, parent, start, _ in windows:
        if parent == seed:
            since[child] = min(since.get(child, start), start)
    while True:
        before = dict(since)
        for process in processes(found):
            used = []
            for scan in process:
                for each in scan.inputs:
                    direct = before.get(each.epc)
                    if direct is not None and direct <= scan.at_ms:
                        used.append(scan.at_ms)
                    used += [
                        scan.at_ms for child, parent, start, end in windows
                        if parent == each.epc and start <= scan.at_ms <= end
                        and before.get(child, LATER) <= scan.at_ms
                    ]  # fmt: skip
            for scan in process:
                if used and scan.at_ms >= min(used):
                    for each in scan.outputs:
                        since[each.epc] = min(since.get(each.epc, scan.at_ms), scan.at_ms)
        if since == before:
            return since


def plain_backward(found: Sequence[Scan], seed: str) -> dict[str, int]:
    """By batch until when it can have gone into the seed, or what it contained."""
    windows = closed(plain_windows(found))
    until = {seed: int(NEVER)} | {child: int(NEVER) for child, parent, _, _ in windows if parent == seed}
    while True:
        before = dict(until)
        for process in processes(found):
            made = [
                scan.at_ms
                for scan in process
                for each in scan.outputs
                if before.get(each.epc, ALWAYS - 1) >= scan.at_ms
            ]
            for scan in process:
                if made and scan.at_ms <= max(made):
                    for each in scan.inputs:
                        inside = [
                            c for c, parent, start, end in windows if parent == each.epc and start <= scan.at_ms <= end
                        ]
                        for epc in (each.epc, *inside):
                            until[epc] = max(until.get(epc, scan.at_ms), scan.at_ms)
        if until == before:
            return until


def forward(index: ScanIndex, seed: str, at_ms: int = LATER, as_of_seq: int = LATER) -> dict[str, int]:
    walk = Walk(index, at_ms, as_of_seq)
    number = index.batches.find(seed)
    assert number is not None
    reached = walk.forward(*walk.seeds(number))
    names = [index.batches.texts[n] for n in reached.batches]
    return dict(zip(names, reached.limit_ms.tolist(), strict=True))


def backward(index: ScanIndex, seed: str) -> dict[str, int]:
    walk = Walk(index, LATER, LATER)
    number = index.batches.find(seed)
    assert number is not None
    reached = walk.backward(walk.seeds(number)[0])
    return dict(zip([index.batches.texts[n] for n in reached.batches], reached.limit_ms.tolist(), strict=True))


@settings(max_examples=300)
@given(scans(), st.integers(0, 10_000))
def test_the_walk_equals_a_plain_search_and_does_not_depend_on_the_order_of_arrival(
    found: list[Scan], pick: int
) -> None:
    index = index_of(found)
    seed = index.batches.texts[pick % len(index.batches)]
    ahead, back = plain_forward(found, seed), plain_backward(found, seed)
    assert forward(index, seed) == ahead
    assert backward(index, seed) == back
    shuffled = list(found)
    random.Random(pick).shuffle(shuffled)
    again = index_of([*shuffled, *shuffled[: len(found) // 2]], batches=3)
    assert len(again) == len(found), "a scan that is sent again counts once"
    assert forward(again, seed) == ahead
    assert backward(again, seed) == back


def change(name: str, at_ms: int, used: str, made: str) -> Scan:
    return Scan(event_id=name, kind="transformation", at_ms=at_ms, inputs=goods(used), outputs=goods(made))


def test_what_was_made_before_a_batch_was_affected_is_not_affected() -> None:
    found = [change("1", 5, "bad", "day lot"), change("2", 3, "day lot", "early"), change("3", 7, "day lot", "late")]
    assert set(forward(index_of(found), "bad")) == {"bad", "day lot", "late"}


def test_as_of_a_moment_or_a_record_later_scans_do_not_count() -> None:
    index = index_of([change("1", 5, "a", "b"), change("2", 9, "b", "c")], batches=2)
    assert set(forward(index, "a", at_ms=8)) == {"a", "b"}
    assert set(forward(index, "a", as_of_seq=1)) == {"a", "b"}
    assert set(forward(index, "a")) == {"a", "b", "c"}


def test_a_scan_that_was_declared_wrong_counts_no_longer_whichever_of_the_two_arrives_first() -> None:
    scan = change("1", 5, "a", "b")
    wrong = Scan(event_id="1", kind="transformation", at_ms=5, wrong=ScanCorrection(at_ms=6), inputs=goods("a"))
    index = index_of([scan, wrong], batches=2)
    assert set(forward(index, "a")) == {"a"}
    assert set(forward(index, "a", as_of_seq=1)) == {"a", "b"}, "before it was known to be wrong it counted"
    other = index_of([wrong, scan, change("2", 1, "a", "d")], batches=3)
    assert set(forward(other, "a")) == {"a", "d"}


def test_another_scan_with_a_known_id_is_counted_as_a_conflict_and_the_first_one_stays() -> None:
    index = index_of([change("1", 5, "a", "b"), change("1", 5, "a", "c"), change("1", 5, "a", "b")], batches=3)
    assert (len(index), len(index.conflicts)) == (1, 1)
