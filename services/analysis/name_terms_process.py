"""The process that finds the terms of names: names on stdin, :class:`NameTerms` on stdout."""

from __future__ import annotations

import os
import sys

import msgspec


def _main() -> None:
    if sys.platform != "win32":
        os.nice(10)
    from services.analysis.name_terms import NameTerms
    from services.analysis.terms import known_syllables, terms_of

    names = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=list[list[str]])
    found = NameTerms([sorted(terms_of(of_entity, ())) for of_entity in names], known_syllables())
    sys.stdout.buffer.write(msgspec.msgpack.encode(found))


if __name__ == "__main__":
    _main()
