"""Texts of the phone page: Chinese, or English for browsers that ask for it first."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from county.catalog import Name
from county.refusals import filled
from services.intake.gateway.problems import Problem
from services.program import MAIN

WEB = MAIN.parent / "resources" / "web"
Language = Literal["zh", "en"]


class _TextTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    texts: dict[str, Name]


@cache
def texts() -> dict[str, Name]:
    """All texts, by key."""
    return msgspec.toml.decode((WEB / "texts.toml").read_bytes(), type=_TextTable).texts


class PageTexts:
    """The texts in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.tag = "zh-CN" if language == "zh" else "en"
        """For the attribute ``lang``."""

    def __call__(self, key: str, **params: str) -> str:
        found = texts()[key]
        return filled(self.of(found), params, params) if params else self.of(found)

    def of(self, name: Name) -> str:
        return name.zh if self.language == "zh" else name.en

    def problem(self, problem: Problem) -> str:
        """Why a request was refused."""
        key = f"problem_{problem.code}"
        if key in texts():
            return filled(self.of(texts()[key]), problem.params, problem.params)
        return self("problem_other", code=problem.code, text=problem.text)


def language_of(accepted: str) -> Language:
    """The language for a header Accept-Language: English where it is preferred to Chinese."""
    best: tuple[float, Language] = (0.0, "zh")
    for part in accepted[:400].split(","):
        tag, _, weight = part.strip().partition(";")
        main = tag.strip().lower().partition("-")[0]
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if main == "zh" and quality > best[0]:
            best = (quality, "zh")
        elif main == "en" and quality > best[0]:
            best = (quality, "en")
    return best[1]
