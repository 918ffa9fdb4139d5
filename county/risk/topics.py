"""Words that stand in a larger share of the titles of a class than they did: what people talk about more than before.

Each pair of a class and a word is compared by Fisher's exact test; its chance is multiplied by the number of pairs that
were tested (Bonferroni), so that chance alone tells a topic once in so many judgements at most.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scipy.stats import hypergeom

from county.surveillance.shares import LEAST_TOTAL

LEAST_EVENTS = 5
"""With a word in the newest days: fewer are no topic."""
TOPICS_MAX = 20
EXAMPLES = 5


class TitleWords(NamedTuple):
    """An event: its number, class, words of its title (each once), and whether it is one of the newest days."""

    number: int
    subject: int
    words: Sequence[str]
    is_new: bool


class Topic(NamedTuple):
    """Words of a class that stand in the same events; ``z``: of the difference of the two shares, pooled; ``numbers``:
    newest events with them."""

    subject: int
    words: tuple[str, ...]
    events: int
    of: int
    """Events of the class in the newest days."""
    share_before: float
    z: float
    chance: float
    """After the correction for the number of pairs."""
    numbers: tuple[int, ...]


def topics(events: Iterable[TitleWords], chance_at_most: float) -> list[Topic]:
    """Those that rose with a chance of at most that, the rarest first.

    A class with fewer than LEAST_TOTAL events in one of the two spans is not compared.
    """
    totals = Counter[tuple[int, bool]]()
    counts = Counter[tuple[int, str, bool]]()
    examples: dict[tuple[int, str], list[int]] = {}
    for event in events:
        totals[event.subject, event.is_new] += 1
        for word in event.words:
            counts[event.subject, word, event.is_new] += 1
            if event.is_new:
                examples.setdefault((event.subject, word), []).append(event.number)
    tested = [
        (subject, word)
        for subject, word in examples
        if counts[subject, word, True] >= LEAST_EVENTS
        and min(totals[subject, True], totals[subject, False]) >= LEAST_TOTAL
    ]
    found = []
    for subject, word in tested:
        part, whole = counts[subject, word, True], totals[subject, True]
        past_part, past = counts[subject, word, False], totals[subject, False]
        chance = min(1.0, float(hypergeom.sf(part - 1, whole + past, part + past_part, whole)) * len(tested))
        if chance <= chance_at_most:
            numbers = tuple(sorted(examples[subject, word], reverse=True)[:EXAMPLES])
            z = _z(part, whole, past_part, past)
            found.append(Topic(subject, (word,), part, whole, past_part / past, z, chance, numbers))
    return _joined(sorted(found, key=lambda topic: (topic.chance, -topic.z, topic.subject, topic.words)))[:TOPICS_MAX]


def _joined(found: Iterable[Topic]) -> list[Topic]:
    """One topic of words that stand in the same newest events: those of one phrase rise together."""
    topics: dict[tuple[int, tuple[int, ...]], Topic] = {}
    for topic in found:
        key = topic.subject, topic.numbers
        first = topics.get(key)
        topics[key] = topic if first is None else first._replace(words=first.words + topic.words)
    return list(topics.values())


def _z(part: int, whole: int, past_part: int, past: int) -> float:
    pooled = (part + past_part) / (whole + past)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / whole + 1 / past))
    return (part / whole - past_part / past) / spread if spread else 0.0
