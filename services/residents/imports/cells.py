"""One cell of a roster at a time: its value as the register wants it, or what to do about it."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any, Final, cast

from services.residents.changes import Relation
from services.residents.contract_numbers import contract_key
from services.residents.documents import ID_TYPES, NONE, Document, read_document
from services.residents.identity import WrongIdNumber, tidy, visible
from services.residents.phones import parse_phone

LONGEST_NAME = 60
LONGEST_CONTRACT_NUMBER = 64

RELATIONS: Final[dict[str, Relation]] = {
    word: cast("Relation", relation)
    for relation, words in {
        "tenant": "承租人 主承租人 本人 户主",
        "spouse": "配偶 妻 妻子 丈夫 夫 爱人 夫妻",
        "child": "子女 子 女 儿子 女儿 长子 次子 三子 长女 次女 三女 独生子 独生女 养子 养女 继子 继女",
        "parent": "父母 父亲 母亲 父 母 岳父 岳母 公公 婆婆 养父 养母 继父 继母",
        "sibling": "兄弟姐妹 哥哥 弟弟 姐姐 妹妹 兄 弟 姐 妹 兄弟 姐妹 姐弟 兄妹",
        "other": "亲属 祖父 祖母 外祖父 外祖母 祖父母 孙子 孙女 外孙 外孙女 孙子女 儿媳 女婿 侄子 侄女 朋友",
    }.items()
    for word in words.split()
}
"""How the sheets put it, against the register's words; anything that begins with 其他 is `other` too."""

_SPOKEN = {
    "resident_id": "身份证 二代身份证 二代证 中国居民身份证 居民户口簿 户口簿 户口本",
    "hk_macao_residence_permit": "港澳居住证 港澳台居民居住证(港澳) 香港居民居住证 澳门居民居住证",
    "taiwan_residence_permit": "台湾居住证 港澳台居民居住证(台湾)",
    "foreign_permanent_resident_card": "外国人永久居留证 永久居留身份证 外国人永居证",
    "hk_macao_travel_permit": "港澳通行证 回乡证 港澳居民通行证",
    "taiwan_travel_permit": "台胞证 台湾居民通行证",
    "passport": "普通护照 外国护照 中国护照",
    NONE: "没有证件 未办证件",
}
KINDS: Final[dict[str, str]] = {
    "".join(word.split()).lower(): kind
    for kind, known in ID_TYPES.items()
    for word in (kind, known.zh, known.en, known.en.partition(" (")[0], *_SPOKEN[kind].split())
}
"""How the sheets call documents, without spaces and capitals, against the register's words."""

_NOTHING = frozenset({"", "无", "-", "--", "/", "\\", "—", "暂无", "未登记", "不详", "空"})
_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅", "·"))
_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_SEVERAL = re.compile(r"[;,/、]")
_DAY = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]?\d{1,2}:\d{2}(?::\d{2})?(?:\.0+)?)?", re.ASCII
)
_PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_SERIAL_ZERO = date(1899, 12, 30)
_EARLIEST, _LATEST = date(1990, 1, 1), date(2099, 12, 31)
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+\d{1,2}", re.ASCII)
_LIKE_CITIZENS = re.compile(r"\d{15}|\d{17}[\dXx]", re.ASCII)
_MOST_EXACT = 10**15
"""From here on a spreadsheet keeps no digit of a number for certain."""


class WrongCell(ValueError):
    """A cell that cannot be taken; `zh` and `en` say what to do and do not repeat it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def plain(value: Any) -> str:
    """The cell as text, without full-width forms, what is invisible, outer spaces and words for nothing."""
    if value is None:
        return ""
    text = visible(unicodedata.normalize("NFKC", str(value))).strip().lstrip("'")
    return "" if text in _NOTHING else text


def name(value: Any) -> str:
    """The name, without the spaces that sheets put between characters to align them."""
    text = _BETWEEN_HAN.sub("", " ".join(plain(value).translate(_DOTS).split()))
    if not text:
        raise WrongCell("缺少姓名，请补填。", "The name is missing; fill it in.")
    if not isinstance(value, str) or text[0] in "=+-@#" or text.isdecimal() or len(text) > LONGEST_NAME:
        raise WrongCell(
            "姓名单元格是公式、错误值、数字或日期，请直接填写姓名文字。",
            "The name cell holds a formula, an error, a number or a date; type the name as text.",
        )
    return text


def contract_number(value: Any) -> str:
    """The contract number in capitals and without spaces."""
    inexact = isinstance(value, float) or (isinstance(value, int) and value >= _MOST_EXACT)
    if inexact or _is_rounded(value):
        raise _digits_lost("合同编号", "contract number")
    text = contract_key(plain(value))
    if not text:
        raise WrongCell("缺少合同编号，请补填。", "The contract number is missing; fill it in.")
    if type(value) not in {str, int} or len(text) > LONGEST_CONTRACT_NUMBER or text[0] in "=#":
        raise WrongCell("合同编号无法识别，请核对。", "The contract number cannot be read; check it.")
    return text


def _is_number(value: Any) -> bool:
    """Whether a cell is a number, also as text files write those that a spreadsheet has rounded: 5.10212E+17."""
    return isinstance(value, (int, float)) or _is_rounded(value)


def _is_rounded(value: Any) -> bool:
    return _ROUNDED.fullmatch(plain(value).upper()) is not None


def id_type(value: Any) -> str | None:
    """The kind of document; None where none is given."""
    text = "".join(plain(value).split()).lower()
    if text and text not in KINDS:
        raise WrongCell(
            f"证件类型无法识别，请填写：{'、'.join(each.zh for each in ID_TYPES.values())}；身份证可留空。",
            f"The kind of document must be one of {', '.join(ID_TYPES)}; leave it empty for resident ID cards.",
        )
    return KINDS[text] if text else None


def id_number(value: Any, kind: str | None, today: date) -> Document | None:
    """The document; None where no number is given, as for newborns, whatever kind it would be of."""
    if _is_number(value):
        raise _digits_lost("证件号码", "ID number")
    text = plain(value)
    if not text:
        return None
    if kind == NONE:
        raise WrongCell(
            "证件类型为“无证件”，却填了证件号码，请更正证件类型，或将证件号码留空。",
            "The kind of document is none, but there is a number: correct the kind, or leave the number empty.",
        )
    try:
        return read_document(text, kind, today=today)
    except WrongIdNumber as wrong:
        if kind is not None or _LIKE_CITIZENS.fullmatch(tidy(text)):
            raise
        raise WrongCell(
            f"{wrong.zh}如为护照、居住证、通行证等其他证件，请在“证件类型”列注明。",
            f"{wrong.en} If it is a passport, a permit or another document, name it in the column 证件类型.",
        ) from None


def phone(value: Any) -> str | None:
    """The first telephone number of the cell, if any."""
    if _is_number(value):
        raise _digits_lost("联系电话", "telephone")
    first = next(iter(_phones(value)), None)
    return parse_phone(first) if first else None


def has_several_phones(value: Any) -> bool:
    """Whether a cell has more telephone numbers than the one that is kept."""
    return len(_phones(value)) > 1


def _phones(value: Any) -> list[str]:
    return [each for each in _SEVERAL.split(plain(value)) if each.strip()]


def relation(value: Any) -> Relation:
    """How the person stands to the tenant."""
    text = "".join(plain(value).split())
    if text.startswith(("其他", "其它")):
        return "other"
    if text not in RELATIONS:
        raise WrongCell(
            "“与承租人关系”请填写：承租人、配偶、子女、父母、兄弟姐妹或其他。",
            "The relation to the tenant must be one of 承租人, 配偶, 子女, 父母, 兄弟姐妹, 其他.",
        )
    return RELATIONS[text]


def day(value: Any) -> date:
    """A date, whether the cell holds one, its serial number, or one of the usual ways to write it."""
    found = _day(value)
    if found is None or not _EARLIEST <= found <= _LATEST:
        raise WrongCell(
            "日期缺失、不存在或格式无法识别，请按 2022-05-16 的格式填写。",
            "The date is missing, impossible or unreadable; write it like 2022-05-16.",
        )
    return found


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = plain(value)
    parts = _DAY.fullmatch(text) or _PACKED_DAY.fullmatch(text)
    if parts:
        try:
            return date(*map(int, parts.groups()))
        except ValueError:
            return None
    return _SERIAL_ZERO + timedelta(days=int(float(text))) if _SERIAL.fullmatch(text) else None


def _digits_lost(zh: str, en: str) -> WrongCell:
    return WrongCell(
        f"{zh}列是数字格式，末尾数字可能已丢失。请把该列设为“文本”格式后重新填写{zh}。",
        f"The {en} is a number cell and digits are already lost; format the column as text and retype it.",
    )
