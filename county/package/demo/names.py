"""Plausible Chinese place and person names, distinct where duplicates would be ambiguous."""

from __future__ import annotations

import numpy as np

_FIRST = (
    "青白石黄龙凤金银双大小上下新老长高桐枫柳梅松竹杨桃樟栗茶荷莲云月清永安太兴福仁义禾沙泥岩铜铁马牛鹿鹤"
    "虎狮雷洪罗周李张陈廖"
)
_SECOND = "溪塘坪冲湾坳田桥坝岭洞井垭坡峪塅垅洲圩铺店坊寨园家林树泉源江河口滩潭岩山峰山坑垄洼"
_WATER = "沅溇酉辰澧巫舞潕渠清白黄青龙双碧秀银玉桃枫桐梅兰云月石沙茶莲"
_SURNAMES = (
    "李王张刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余"
    "潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文向"
    "瞿覃滕麻"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文辉红梅春生海燕云飞新民永福长顺德贵金凤小"
    "林晓东光荣家兴国庆"
)
_STREETS = (
    "人民解放建设和平胜利团结文化迎宾振兴环城育才朝阳滨河新华光明友谊民主工农青年幸福富强兴业"
    "学府站前体育劳动东风向阳前进永安安康桃源古城龙门金桥银杏翠竹香樟梅园兰亭荷塘清泉"
)
"""Two characters each."""


def streets(rng: np.random.Generator, count: int) -> list[str]:
    """``count`` street names without their suffix; distinct while the list has unused ones."""
    words = [_STREETS[i : i + 2] for i in range(0, len(_STREETS), 2)]
    return [words[i % len(words)] for i in rng.permutation(max(count, len(words)))[:count]]


def places(rng: np.random.Generator, count: int) -> list[str]:
    """``count`` different two-character place names."""
    pairs = sorted({a + b for a in _FIRST for b in _SECOND if a != b})
    order = rng.permutation(len(pairs))[:count]
    return [pairs[i] for i in order]


def rivers(rng: np.random.Generator, count: int) -> list[str]:
    """``count`` different river names without their suffix."""
    singles = sorted(set(_WATER))
    pairs = sorted({a + b for a in _FIRST for b in "溪水源龙清石沙坪" if a != b})
    head = [singles[i] for i in rng.permutation(len(singles))]
    return (head + [pairs[i] for i in rng.permutation(len(pairs))])[:count]


def people(rng: np.random.Generator, count: int) -> list[str]:
    """``count`` synthetic person names, possibly with duplicates."""
    family = rng.integers(len(_SURNAMES), size=count)
    given = rng.integers(len(_GIVEN), size=(count, 2))
    single = rng.random(count) < 0.25
    return [
        _SURNAMES[f] + _GIVEN[a] + ("" if one else _GIVEN[b])
        for f, (a, b), one in zip(family, given, single, strict=True)
    ]
