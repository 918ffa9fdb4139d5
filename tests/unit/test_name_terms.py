"""A process with the dictionaries of pinyin tells the same as they do here."""

from __future__ import annotations

from services.analysis.texts.name_terms import NameTermsProcess
from services.analysis.texts.terms import known_syllables, syllables_of, terms_of


def test_the_process_gives_the_terms_and_readings_of_names() -> None:
    entities, names = [("禾河镇", "银行村"), ("行宫",)], ["暴露垃圾", "A3 道路"]
    found = NameTermsProcess().read(entities, names)
    assert [frozenset(terms) for terms in found.terms] == [terms_of(of_entity, ()) for of_entity in entities]
    assert found.readings == [syllables_of(name) for name in names]
    assert found.readings[0] == ["bao", "lu", "la", "ji"]
    assert found.syllables == known_syllables()
