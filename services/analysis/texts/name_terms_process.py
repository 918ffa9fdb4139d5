"""The process that finds the terms of names: names on stdin, what a dictionary tells about them on stdout."""

from __future__ import annotations

import os
import sys

import msgspec


def _main() -> None:
    if sys.platform != "win32":
        os.nice(10)
    from services.analysis.texts.name_terms import NamesAsked, NameTerms
    from services.analysis.texts.terms import known_syllables, syllables_of, terms_of

    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=NamesAsked)
    terms = [sorted(terms_of(of_entity, ())) for of_entity in asked.entities]
    found = NameTerms(terms, [syllables_of(name) for name in asked.names], known_syllables())
    sys.stdout.buffer.write(msgspec.msgpack.encode(found))


if __name__ == "__main__":
    _main()
