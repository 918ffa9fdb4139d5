"""Which Chinese characters sound alike: the syllable of each, without its tone.

Level 1 of GB 2312, the 3,755 commonest characters, is ordered by sound, so that a syllable is a range of codes and no
dictionary of readings is needed.  A character of several readings has the one that GB 2312 orders it by.
"""

from __future__ import annotations

from bisect import bisect
from functools import cache

_FIRST = (
    "啊埃鞍肮凹芭白斑邦苞杯奔崩逼鞭标鳖彬兵玻捕擦猜餐苍操厕层插拆搀昌超车郴撑吃充抽初揣川疮吹春戳疵聪凑粗"
    "蹿摧村磋搭呆耽当刀德蹬堤颠碉跌丁丢东兜督端堆墩掇蛾恩而发藩坊菲芬丰佛否夫噶该干冈篙哥给根耕工钩辜刮乖"
    "棺光瑰辊锅哈骸酣夯壕呵嘿痕哼轰喉呼花槐欢荒灰荤豁击嘉歼僵蕉揭巾荆炯揪鞠捐撅均喀开刊康考坷肯坑空抠枯夸"
    "块宽匡亏坤括垃莱蓝琅捞勒雷棱厘俩联粮撩列琳玲溜龙楼芦驴峦掠抡萝妈埋瞒芒猫么玫门萌眯棉苗蔑民明谬摸谋拇"
    "拿氖南囊挠呢馁嫩能妮蔫娘鸟捏您柠牛脓奴女暖虐挪哦欧啪拍攀乓抛呸喷砰坯篇飘撇拼乒坡扑期掐牵枪橇切钦青琼"
    "秋趋圈缺裙然瓤饶惹壬扔日戎揉茹软蕊闰若撒腮三桑搔瑟森僧莎筛珊墒梢奢砷声师收蔬刷摔栓霜谁吮说斯松搜苏酸"
    "虽孙蓑塌胎坍汤掏特藤梯天挑贴厅通偷凸湍推吞拖挖歪豌汪威瘟嗡挝巫昔瞎掀相萧楔薪星兄休墟轩靴勋压焉殃邀椰"
    "一茵英哟拥幽迂鸳曰耘匝栽咱赃遭责贼怎增扎摘瞻樟招遮珍蒸芝中舟珠抓拽专桩椎谆捉兹鬃邹租钻嘴尊昨"
)
"""The first character of every syllable, in the order of the standard."""


@cache
def syllable(character: str) -> str:
    """The first character of the syllable of ``character``; the character itself when it is not of level 1."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return character
    return _FIRST[bisect(_CODES, code) - 1] if _CODES[0] <= code <= _LAST else character


def sound(text: str) -> str:
    """``text`` with every character replaced by the one that stands for its syllable."""
    return "".join(map(syllable, text))


_CODES = [character.encode("gb2312") for character in _FIRST]
_LAST = "座".encode("gb2312")
