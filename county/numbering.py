"""Numbers short enough for the phone: events (案卷号) ``20261122-7K4Q2M9``, alarms ``A20261122-0D3VX1R``.

The date is that of the county (UTC+8); the seven characters are Crockford's base 32 (without the ambiguous I, L, O, U).
They are random, not sequential, so that clients need no coordination: at 2,000 events a day the probability of a
collision within a day is 6 in 100,000, and the desk then refuses the second with ``event_exists``.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime, timedelta, timezone

from county.realm import Realm

COUNTY_TIME = timezone(timedelta(hours=8))
"""北京时间, the civil time of China: UTC+8 without daylight saving."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 7
_DRAWS: int = 32**_LENGTH
LONGEST_EVENT_ID = 64
DRILL_SIGN = "演"
"""What the numbers of events of a drill begin with."""
BACKGROUND_SIGN = f"{DRILL_SIGN}背景"
"""What the numbers of events and alarms begin with that a drill has from its baseline: they were there before it."""
_WORDS = re.compile("[!-~\u4e00-\u9fff]+( [!-~\u4e00-\u9fff]+)*")
_OWN_NUMBER = re.compile(rf"({BACKGROUND_SIGN}|{DRILL_SIGN})?\d{{8}}-[{_ALPHABET}]{{{_LENGTH}}}")
_ALARM_LENGTH = 26
"""Characters of 5 bits needed for 128 bits."""


def moment(at_ms: int) -> str:
    """A time in the county's time zone, with its offset; the number itself when it is in no year of the calendar, as
    damaged data may be."""
    try:
        return datetime.fromtimestamp(at_ms / 1000, COUNTY_TIME).isoformat(" ", "seconds")
    except (OverflowError, ValueError, OSError):
        return f"{at_ms} ms"


def in_realm(event_id: str, realm: str) -> str:
    """The number in ``realm``: those of a drill begin with DRILL_SIGN, so that nobody takes them for real."""
    is_drill = Realm(realm).kind == "drill"
    return f"{DRILL_SIGN}{event_id}" if is_drill and not event_id.startswith(DRILL_SIGN) else event_id


def background_id(number: str) -> str:
    """The number that an event or alarm of another realm has in the background of a drill."""
    return BACKGROUND_SIGN + number.removeprefix(BACKGROUND_SIGN).removeprefix(DRILL_SIGN)


def is_background(number: str) -> bool:
    """Whether an event or alarm of this number was there before the drill in which it is."""
    return number.startswith(BACKGROUND_SIGN)


def new_event_id(now_ms: int) -> str:
    """A new random number for an event reported at ``now_ms``."""
    return _number(now_ms, secrets.randbelow(_DRAWS))


def event_id_of(now_ms: int, *key: str) -> str:
    """The number derived from ``key``, deterministic."""
    return _number(now_ms, _digest(key, 8) % _DRAWS)


def alarm_id_of(raised_ms: int, *key: str) -> str:
    """Id of the alarm that ``key`` (sensor, channel, rule) raised at ``raised_ms``; see also :func:`short_number`.

    It holds 128 bits of the digest, so that collisions can be ruled out.
    """
    return "A" + _number(raised_ms, _digest((*key, str(raised_ms)), 16), _ALARM_LENGTH)


def short_number(alarm_id: str) -> str:
    """The number of an alarm as shown to people: its day and seven characters."""
    sign = BACKGROUND_SIGN if is_background(alarm_id) else ""
    return alarm_id[: len(sign) + len("A20261122-") + _LENGTH]


def is_event_id(text: str) -> bool:
    """Whether ``text`` has the form of the numbers that this program generates for events."""
    return _OWN_NUMBER.fullmatch(text.upper()) is not None


def may_be_event_id(text: str) -> bool:
    """Whether an event may have this number: in the form of this program or of the system it was imported from.

    Numbers that people would take for one another are excluded: other characters than visible ASCII and Chinese ones,
    blanks at the ends or in a row, and this program's numbers in lower case.
    """
    if not (len(text) <= LONGEST_EVENT_ID and _WORDS.fullmatch(text)):
        return False
    return text == text.upper() or not is_event_id(text)


def _digest(key: tuple[str, ...], size: int) -> int:
    return int.from_bytes(hashlib.sha256("\0".join(key).encode()).digest()[:size], "big")


def _number(at_ms: int, draw: int, length: int = _LENGTH) -> str:
    day = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(COUNTY_TIME)
    letters = ""
    for _ in range(length):
        draw, digit = divmod(draw, 32)
        letters = _ALPHABET[digit] + letters
    return f"{day:%Y%m%d}-{letters}"
