"""The query for what a person typed: pinyin is divided into syllables, whatever its length."""

from __future__ import annotations

from services.analysis.texts.term_pieces import LONGEST_SYLLABLE, QUERY_LENGTH, SYLLABLE, query_with
from services.analysis.texts.terms import known_syllables


class CountedSyllables(frozenset[str]):
    """Counts how often it is asked for one."""

    asked = 0

    def __contains__(self, one: object) -> bool:
        self.asked += 1
        return super().__contains__(one)


def test_the_longest_syllables_are_taken_as_far_as_the_rest_can_be_divided() -> None:
    known = frozenset({"xi", "xian", "an", "ang", "gu"})
    for typed, pairs in {
        "xiangu": [f"{SYLLABLE}xian{SYLLABLE}gu"],
        "xiangan": [f"{SYLLABLE}xi{SYLLABLE}ang", f"{SYLLABLE}ang{SYLLABLE}an"],
        "xiangug": [f"{SYLLABLE}xian{SYLLABLE}gu"],
    }.items():
        [alternatives] = query_with(typed, known)
        assert pairs in alternatives, typed


def test_a_long_text_that_is_no_pinyin_is_given_up_after_a_look_at_each_position() -> None:
    known = CountedSyllables(known_syllables())
    text = "xian" * (QUERY_LENGTH // 4)
    query_with(f"{text[:-2]}vv", known)
    assert known.asked <= QUERY_LENGTH * LONGEST_SYLLABLE
