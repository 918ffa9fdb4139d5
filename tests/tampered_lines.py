"""Random changes to a text of lines: bytes, lines deleted, repeated and swapped, the end cut off."""

from __future__ import annotations

from random import Random


def tampered(content: bytes, random: Random) -> bytes:
    """``content`` with one random change."""
    while True:
        changed = random.choice(KINDS)(content, random)
        if changed != content:
            return changed


def _edited(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << random.randrange(8)]) + content[place + 1 :]


def _removed(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content))
    return content[:place] + content[place + random.randrange(1, 40) :]


def _line_deleted(content: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    del lines[random.randrange(len(lines))]
    return b"".join(lines)


def _line_repeated(content: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    lines.insert(random.randrange(len(lines) + 1), random.choice(lines))
    return b"".join(lines)


def _lines_swapped(content: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"".join(lines)


def _cut(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content))]


KINDS = (_edited, _removed, _line_deleted, _line_repeated, _lines_swapped, _cut)
