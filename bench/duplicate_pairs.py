"""Labelled pairs of reports for the search for duplicates: their file, and the generator that wrote it.

The pairs are synthetic.  They were written to ``data/duplicate_pairs.jsonl`` once, before any rule was tuned, and are
read from there: ``python -m bench.duplicate_pairs`` writes them again, byte for byte the same.  One half is for tuning,
the other is looked at for its figures only.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from county.durations import DAY_MS, HOUR_MS

Half = Literal["tuning", "unseen"]
DATA = Path(__file__).parent / "data"
FILE = DATA / "duplicate_pairs.jsonl"
SEED = 20261126
MONDAY_MS = 1_795_399_200_000
_DIGITS = "零一二三四五六七八九"


class PairedReport(msgspec.Struct, frozen=True):
    """One of the two reports; place in metres, time in Unix ms."""

    subclass: str
    title: str
    note: str
    x_m: float
    y_m: float
    at_ms: int


class LabelledPair(msgspec.Struct, frozen=True):
    """Two reports, and whether they are about the same matter."""

    id: str
    half: Half
    kind: str
    """How the second differs from the first."""
    duplicate: bool
    first: PairedReport
    second: PairedReport


class Matter(msgspec.Struct, frozen=True):
    """One matter in the words of four people, and another one that may happen at the same place on the same day."""

    half: Half
    subclass: str
    hotline: str
    worker: str
    citizen: str
    dialect: str
    other_subclass: str
    other: str


class PairPlace(msgspec.Struct, frozen=True):
    """A place as people name it."""

    half: Half
    town: str
    village: str
    road: str
    spot: str


class Homophones(msgspec.Struct, frozen=True):
    """Characters, and at the same positions others of the same sound."""

    written: str
    heard: str


class PairPhrases(msgspec.Struct, frozen=True):
    """What the reports are made of: ``data/duplicate_matters.toml``."""

    matters: tuple[Matter, ...]
    sites: tuple[PairPlace, ...]
    leads: dict[Half, tuple[str, ...]]
    tails: dict[Half, tuple[str, ...]]
    homophones: Homophones


@cache
def _phrases() -> PairPhrases:
    text = (DATA / "duplicate_matters.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), PairPhrases)


def labelled_pairs() -> list[LabelledPair]:
    """The frozen pairs."""
    return [msgspec.json.decode(line, type=LabelledPair) for line in FILE.read_bytes().splitlines()]


class _Draw:
    """What both reports of a pair have in common."""

    def __init__(self, matter: Matter, rng: random.Random) -> None:
        self.matter, self.rng = matter, rng
        self.site = rng.choice([site for site in _phrases().sites if site.half == matter.half])
        self.house = rng.randint(2, 98)
        self.n = rng.randint(2, 9)
        self.plate = self.new_plate()
        self.x_m, self.y_m = rng.uniform(2_000, 40_000), rng.uniform(2_000, 40_000)
        self.at_ms = MONDAY_MS + rng.randrange(DAY_MS)

    def new_plate(self) -> str:
        return f"湘U{self.rng.randint(10_000, 99_999)}"

    def filled(self, words: str, plate: str = "") -> str:
        return words.format(n=self.n, id=plate or self.plate)

    def report(
        self, title: str, note: str, *, subclass: str = "", reach_m: tuple[float, float] = (0, 120),
        hours: tuple[float, float] = (0.05, 18),
    ) -> PairedReport:  # fmt: skip
        """A report near the place of the pair, later than its time."""
        away_m, to_side = self.rng.uniform(*reach_m), self.rng.choice((-1, 1))
        x_m = self.x_m + to_side * away_m * 0.8
        y_m = self.y_m + away_m * 0.6
        at_ms = self.at_ms + round(self.rng.uniform(*hours) * HOUR_MS)
        return PairedReport(subclass or self.matter.subclass, title, note, round(x_m, 1), round(y_m, 1), at_ms)

    def first(self, title: str, note: str) -> PairedReport:
        subclass = self.matter.subclass
        return PairedReport(subclass, title, note, round(self.x_m, 1), round(self.y_m, 1), self.at_ms)


def _hotline(draw: _Draw, words: str = "", *, site: PairPlace | None = None, house: int = 0) -> tuple[str, str]:
    site, house, rng = site or draw.site, house or draw.house, draw.rng
    said = words or draw.filled(draw.matter.hotline)
    where = f"{site.town}{site.village}{site.road}{house}号{site.spot}"
    lead, tail = (rng.choice(texts[site.half]) for texts in (_phrases().leads, _phrases().tails))
    return f"{where}{said.split('，')[0]}", f"{lead}{where}{said}，{tail}"


def _worker(draw: _Draw, words: str = "") -> tuple[str, str]:
    site = draw.site
    said = words or draw.filled(draw.matter.worker)
    return f"{site.village}{site.spot}{said.split('，')[0]}", f"{site.road}{draw.house}号，{said}"


def _citizen(draw: _Draw, words: str = "") -> tuple[str, str]:
    said = words or draw.filled(draw.matter.citizen)
    number = f"{draw.house}号" if draw.rng.random() < 0.7 else ""
    return said, f"{draw.site.road}{number}{draw.site.spot}"


def _dialect(draw: _Draw) -> tuple[str, str]:
    said = draw.filled(draw.matter.dialect)
    return f"{draw.site.village[:-1]}{draw.site.spot}{said}", ""


def _other_channel(draw: _Draw) -> tuple[PairedReport, PairedReport]:
    first, second = draw.rng.sample((_hotline, _worker, _citizen), 2)
    return draw.first(*first(draw)), draw.report(*second(draw))


def _short_form(draw: _Draw) -> tuple[PairedReport, PairedReport]:
    return draw.first(*draw.rng.choice((_hotline, _worker))(draw)), draw.report(*_dialect(draw))


def _typing_errors(draw: _Draw) -> tuple[PairedReport, PairedReport]:
    first, second = draw.rng.sample((_hotline, _worker), 2)
    return draw.first(*first(draw)), draw.report(*(_mistyped(text, draw.rng) for text in second(draw)))


def _mistyped(text: str, rng: random.Random) -> str:
    """``text`` with a character left out, doubled, or exchanged with the next one, once in some ten characters."""
    signs = list(text)
    for _ in range(max(1, len(signs) // 10)):
        at = rng.randrange(len(signs) - 1)
        match rng.choice(("drop", "double", "swap")):
            case "drop":
                del signs[at]
            case "double":
                signs.insert(at, signs[at])
            case _:
                signs[at], signs[at + 1] = signs[at + 1], signs[at]
    return "".join(signs)


def _same_sound(draw: _Draw) -> tuple[PairedReport, PairedReport]:
    first, second = draw.rng.sample((_hotline, _worker, _citizen), 2)
    return draw.first(*first(draw)), draw.report(*(_misheard(text, draw.rng) for text in second(draw)))


def _misheard(text: str, rng: random.Random) -> str:
    """``text`` with half of the characters that have a homophone replaced by it."""
    homophones = _phrases().homophones
    heard = dict(zip(homophones.written, homophones.heard, strict=True))
    return "".join(heard[sign] if sign in heard and rng.random() < 0.5 else sign for sign in text)


def _reordered(draw: _Draw) -> tuple[PairedReport, PairedReport]:
    title, note = _hotline(draw)
    parts = draw.filled(draw.matter.hotline).split("，")
    site = draw.site
    turned = "，".join(reversed(parts))
    tail = draw.rng.choice(_phrases().tails[site.half])
    where = f"地点：{site.road}{draw.house}号（{site.village}）"
    return draw.first(title, note), draw.report(f"{turned}，在{site.spot}", f"{where}{tail}")


def _numerals(draw: _Draw) -> tuple[PairedReport, PairedReport]:
    first, second = draw.rng.sample((_hotline, _worker), 2)
    return draw.first(*first(draw)), draw.report(*(_in_chinese(draw, text) for text in second(draw)))


def _in_chinese(draw: _Draw, text: str) -> str:
    tens, ones = divmod(draw.house, 10)
    house = ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    text = text.replace(f"{draw.house}号", f"{house}号")
    return text if draw.plate in text else text.replace(str(draw.n), _DIGITS[draw.n])


def _other_matter(draw: _Draw) -> tuple[PairedReport, PairedReport]:
    """The same place and day, reported in the same form."""
    say = draw.rng.choice((_hotline, _worker, _citizen))
    other = say(draw, draw.filled(draw.matter.other))
    return draw.first(*say(draw)), draw.report(*other, subclass=draw.matter.other_subclass)


def _other_matter_same_subclass(draw: _Draw) -> tuple[PairedReport, PairedReport]:
    """The same place and day; both were put into the same subclass."""
    first, second = draw.rng.sample((_hotline, _worker, _citizen), 2)
    return draw.first(*first(draw)), draw.report(*second(draw, draw.filled(draw.matter.other)))


def _next_village(draw: _Draw) -> tuple[PairedReport, PairedReport]:
    sites = [site for site in _phrases().sites if site.half == draw.site.half and site.village != draw.site.village]
    there = draw.rng.choice(sites)
    other = _hotline(draw, site=there, house=draw.rng.randint(2, 98))
    return draw.first(*_hotline(draw)), draw.report(*other, reach_m=(200, 480))


def _other_house(draw: _Draw) -> tuple[PairedReport, PairedReport]:
    house = draw.house + draw.rng.choice((3, 4, 6, 8, 12, 24))
    return draw.first(*_hotline(draw)), draw.report(*_hotline(draw, house=house), reach_m=(20, 200))


def _other_thing(draw: _Draw) -> tuple[PairedReport, PairedReport]:
    """The same words about another plate; another house where the matter has no number of its own."""
    if "{id}" not in draw.matter.hotline:
        house = draw.house + draw.rng.choice((2, 5, 10))
        first = draw.first(*_worker(draw))
        draw.house = house
        return first, draw.report(*_worker(draw), reach_m=(20, 150))
    other = draw.filled(draw.matter.hotline, draw.new_plate())
    return draw.first(*_hotline(draw)), draw.report(*_hotline(draw, other))


def _next_week(draw: _Draw) -> tuple[PairedReport, PairedReport]:
    return draw.first(*_hotline(draw)), draw.report(*_hotline(draw), hours=(160, 176))


KINDS: dict[str, tuple[bool, Callable[[_Draw], tuple[PairedReport, PairedReport]]]] = {
    "other channel": (True, _other_channel),
    "dialect or short form": (True, _short_form),
    "typing errors": (True, _typing_errors),
    "characters of the same sound": (True, _same_sound),
    "reordered": (True, _reordered),
    "Chinese numerals": (True, _numerals),
    "same place and day, other matter": (False, _other_matter),
    "same place, day and subclass, other matter": (False, _other_matter_same_subclass),
    "next village": (False, _next_village),
    "other house number": (False, _other_house),
    "other plate or house": (False, _other_thing),
    "next week": (False, _next_week),
}
"""By kind: whether it is a duplicate, and how the pair is made."""


def generated() -> Iterator[LabelledPair]:
    """One pair for every matter and kind."""
    rng = random.Random(SEED)
    for number, matter in enumerate(_phrases().matters):
        for place, (kind, (duplicate, make)) in enumerate(KINDS.items()):
            first, second = make(_Draw(matter, rng))
            yield LabelledPair(f"{number:02d}-{place:02d}", matter.half, kind, duplicate, first, second)


def encoded() -> bytes:
    """The content of the file."""
    return b"".join(msgspec.json.encode(pair) + b"\n" for pair in generated())


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_bytes(encoded())
