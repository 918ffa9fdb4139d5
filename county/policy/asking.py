"""The part of a text that asks: whoever calls a hotline tells a story first."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"[，。？！；：、,.?!;:\s]+")
_ASKS = re.compile(
    r"吗|呢|多少|几|哪|谁|什么|怎么|咋|啥|能不能|可不可以|可以不|是不是|有没有|多久|多大|多长|多高|对不对|行不行|要不要"
    r"|算不算|给不给|好不好|不$|没有$|没$|何|合理|怎样|么$|对吧|是吧"
)


def asking_part(text: str) -> str:
    """The clauses of ``text`` that ask something; the last one where none does."""
    clauses = [clause for clause in _BETWEEN.split(text) if clause]
    return "，".join([clause for clause in clauses if _ASKS.search(clause)] or clauses[-1:])
