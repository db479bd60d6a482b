"""Names as they are met in the estate: surnames by frequency, given names by sex and year of birth."""

from random import Random
from typing import Final

from services.residents.identity import Sex

_SURNAMES: Final = (
    ("李王张刘陈杨", 42),
    ("黄周吴罗唐何赵胡", 20),
    ("邓谢徐冯曾彭蒋廖郑孙朱", 11),
    ("冉田向谭龙马高林郭梁宋易秦夏袁", 7),
    ("石牟游代魏雷范钟姚汪任熊余潘文万", 4),
    ("况税晏古舒卿敖庞岑阳覃蒲母幸封", 1),
)
"""Groups of surnames with the weight of each member; the last two groups are what gives Chongqing away."""

_DOUBLE_SURNAMES: Final = ("欧阳", "司马", "上官", "诸葛")
_DOUBLE_WEIGHT: Final = 1

_ELDERS_BORN_BEFORE: Final = 1962
_ADULTS_BORN_BEFORE: Final = 1990

_FIRST: Final[dict[tuple[str, Sex], str]] = {
    ("elder", "m"): "国建德光明正天永志文世兴家大长福荣金治朝",
    ("elder", "f"): "素秀桂玉淑清兰光琼先正天德维开惠碧昌",
    ("adult", "m"): "小建志晓国文海勇永成中俊世明家春正光",
    ("adult", "f"): "小晓丽春红玉雪海秀燕永艳文静金梦婷",
    ("young", "m"): "子浩宇俊梓一铭奕思嘉博泽瑞皓沐承煜",
    ("young", "f"): "子雨欣梓诗思佳一语紫沐可若芷苡心嘉",
}
_SECOND: Final[dict[tuple[str, Sex], str]] = {
    ("elder", "m"): "华明富贵全才强军荣祥云林友银发海清元财伦",
    ("elder", "f"): "芳英珍兰碧群琼华容芬琴蓉贞秀会书珍菊",
    ("adult", "m"): "强军波勇平刚涛杰伟林飞兵川江东鹏华渝",
    ("adult", "f"): "梅燕琴丽霞芳莉娟玲敏萍蓉利容英花琼渝",
    ("young", "m"): "轩宇豪涵辰睿杰洋航阳晨霖泽博钧楠然",
    ("young", "f"): "涵萱怡彤琪萌悦妍瑶汐玥婷诺蕊宁霏然",
}
_SINGLE_NAME_SHARE: Final[dict[str, float]] = {"elder": 0.06, "adult": 0.22, "young": 0.08}


def surname(rng: Random) -> str:
    """A surname, the frequent ones as often as on the stairs."""
    return rng.choices(_ALL_SURNAMES, cum_weights=_CUMULATED)[0]


def surname_of(name: str) -> str:
    """The surname within a full name."""
    return name[:2] if name[:2] in _DOUBLE_SURNAMES else name[0]


def given_name(rng: Random, sex: Sex, birth_year: int) -> str:
    """One or two characters in the fashion of the year of birth."""
    fashion = _fashion(birth_year)
    second = rng.choice(_SECOND[fashion, sex])
    if rng.random() < _SINGLE_NAME_SHARE[fashion]:
        return second
    return rng.choice(_FIRST[fashion, sex]) + second


def _fashion(birth_year: int) -> str:
    if birth_year < _ELDERS_BORN_BEFORE:
        return "elder"
    return "adult" if birth_year < _ADULTS_BORN_BEFORE else "young"


def _cumulated() -> tuple[list[str], list[int]]:
    names: list[str] = []
    sums: list[int] = []
    total = 0
    doubles = [(each, _DOUBLE_WEIGHT) for each in _DOUBLE_SURNAMES]
    for each, weight in [(each, weight) for group, weight in _SURNAMES for each in group] + doubles:
        total += weight
        names.append(each)
        sums.append(total)
    return names, sums


_ALL_SURNAMES, _CUMULATED = _cumulated()
