"""The words of a question that an article must have, and the words by which articles are found."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import NamedTuple

import rjieba

from county.policy.numerals import with_digits
from county.policy.wanted import COUNTED

WORDS_MAX = 40
_HAN_OR_LETTERS = re.compile(r"[\u3400-\u9fffa-z]+")
_LABEL = re.compile(r"第?(?:\d+|[一二三四五六七八九十])(?:级|孩|胎|等|阶梯)|[a-f]级")
_ASKING = re.compile(
    r"百分之(?:多少|几十?)|(?:一|每)?个?[年月天](?:要|能)?[交补发给领报](?=多少|几|什么)|请问|想问一下|问一下|什么时候|什么时间|什么样的|什么|怎么样|怎么办理|怎么办|怎么|怎样|会怎样|多少钱|(?:几|多少)个?工作日"
    rf"|几月份?|有?(?:几|多少)个?(?:{'|'.join(COUNTED)}|月|天|年|小时|元|块|岁|餐|口)?|[补给罚领拿报贷赔收]多少|多久|多大|多长时间|几点|几号"
    r"|在哪里|在哪|哪里|哪儿|哪个|哪些|能不能|可不可以|可以|能否|是否|要不要|有没有|是不是|对不对|对吧|是吧|需要|应该|不能|能够"
    r"|(?<![智功职性])能(?![源力量耗动])|(?<![需重主必只])要(?!求|素)|还能|还给|还有|还|会不会|会(?!议|员|计)"
)


class QuestionWord(NamedTuple):
    """A word of a question, and everything that counts as the same in an article."""

    word: str
    forms: tuple[str, ...]
    is_person: bool = False
    """Whether it says whom the question is about: a policy says so once, not in every article."""
    follows: bool = False
    """Whether it stands directly after the word before it."""


Synonyms = Mapping[str, tuple[str, ...]]


class QuestionReader:
    """Reads questions with one table of synonyms."""

    def __init__(self, synonyms: Synonyms, stop_words: Container[str], people: Container[str] = ()) -> None:
        """``synonyms``: by spoken word the words of articles; ``stop_words`` say nothing about the subject: what is
        asked for says :mod:`county.policy.wanted`; ``people``: words for those whom policies are about."""
        self._people = people
        self._stop_words = stop_words
        self._synonyms = {with_digits(word): tuple(map(with_digits, forms)) for word, forms in synonyms.items()}
        longest_first = sorted((word for word in self._synonyms if len(word) > 1), key=len, reverse=True)
        self._spoken = re.compile("|".join(map(re.escape, longest_first))) if longest_first else re.compile(r"(?!)")

    def words(self, question: str) -> tuple[QuestionWord, ...]:
        """The content words, each once, in their order."""
        text = with_digits(question)
        found: dict[str, QuestionWord] = {}
        before = ""
        for word in [*_LABEL.findall(text), *self._cut(_ASKING.sub("，", _LABEL.sub("，", text)))]:
            if word not in self._stop_words and word not in found:
                forms = (word, *self._synonyms.get(word, ()))
                found[word] = QuestionWord(word, forms, word in self._people, bool(before) and before + word in text)
            before = word if word in found else ""
        return tuple(found.values())[:WORDS_MAX]

    def _cut(self, text: str) -> list[str]:
        """Words; those of the table of synonyms are never cut."""
        words: list[str] = []
        place = 0
        for match in self._spoken.finditer(text):
            words += cut(text[place : match.start()])
            words.append(match[0])
            place = match.end()
        return words + cut(text[place:])


def cut(text: str) -> list[str]:
    """The words of a text in digits and lower case, without numbers and signs."""
    return [word for run in _HAN_OR_LETTERS.findall(text) for word in rjieba.cut(run, False)]


def pieces(text: str) -> list[str]:
    """The terms of a text: any two neighbouring characters, so that a word is found wherever words are cut; of a single
    character itself, which texts have, too."""
    return [text] if len(text) == 1 else [text[i : i + 2] for i in range(len(text) - 1)]


def pieces_of_text(text: str) -> list[str]:
    """The pieces of all words that a text can contain."""
    return [*text, *(text[i : i + 2] for i in range(len(text) - 1))]
