"""Identity documents: which kinds there are, and how the number of each is checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from chassis.personal import blind_index
from services.residents.identity import IdNumber, Sex, WrongIdNumber, area_is_known, parse_id_number, tidy

NONE: Final = "none"
"""Newborns have no document yet, and some people show none: nobody has to have one to be recorded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A document's number in its one form, and what it says about its holder."""

    kind: str
    number: str
    birth_date: date | None = None
    sex: Sex | None = None

    @property
    def index(self) -> bytes:
        """The blind index; kinds whose numbers are built like citizen numbers share them, so none is there twice."""
        own = self.number if ID_TYPES[self.kind].like_citizens else f"{self.kind} {self.number}"
        return blind_index("id_number", own)


@dataclass(frozen=True, kw_only=True, slots=True)
class IdType:
    """A kind of document."""

    zh: str
    en: str
    like_citizens: bool = False
    """Whether its numbers have 18 characters with birth date and check digit (ISO 7064 MOD 11-2)."""
    prefixes: tuple[str, ...] = ()
    """What its numbers begin with; anything when empty."""
    form: re.Pattern[str] | None = None
    """What other numbers look like, without spaces and dashes and in capitals."""


ID_TYPES: Final[Mapping[str, IdType]] = {
    "resident_id": IdType(zh="居民身份证", en="resident ID card", like_citizens=True),
    "hk_macao_residence_permit": IdType(
        zh="港澳居民居住证", en="residence permit of Hong Kong and Macao residents", like_citizens=True,
        prefixes=("810000", "820000"),
    ),
    "taiwan_residence_permit": IdType(
        zh="台湾居民居住证", en="residence permit of Taiwan residents", like_citizens=True, prefixes=("830000",)
    ),
    "foreign_permanent_resident_card": IdType(
        zh="外国人永久居留身份证", en="foreign permanent resident card", like_citizens=True, prefixes=("9",),
        form=re.compile(r"[A-Z]{3}\d{12}", re.ASCII),
    ),
    "hk_macao_travel_permit": IdType(
        zh="港澳居民来往内地通行证", en="mainland travel permit of Hong Kong and Macao residents",
        form=re.compile(r"[HM]\d{8}(?:\d\d)?", re.ASCII),
    ),
    "taiwan_travel_permit": IdType(
        zh="台湾居民来往大陆通行证", en="mainland travel permit of Taiwan residents",
        form=re.compile(r"\d{8}(?:\d\d)?", re.ASCII),
    ),
    "passport": IdType(
        zh="护照", en="passport (code of the issuing state, then the number)",
        form=re.compile(r"[A-Z]{3}[A-Z0-9]{5,9}", re.ASCII),
    ),
    NONE: IdType(zh="无证件", en="none"),
}  # fmt: skip
"""Numbers like citizens' by GB 11643-1999 and the rules on permits of 2018 and 2023; the card of foreigners of before
December 2023 has letters first. Passport numbers are unique within a state only, hence its code (ICAO 9303)."""


def read_document(text: str, kind: str | None, *, today: date) -> Document:
    """The number of a document as people write it; its first digits tell the kind of one like a citizen's.

    Raises WrongIdNumber.
    """
    if kind is None:
        return _like_citizens(parse_id_number(text, today=today), None)
    wanted = ID_TYPES[kind]
    packed = tidy(text).replace("-", "").upper()
    if wanted.form and wanted.form.fullmatch(packed):
        return Document(kind=kind, number=packed)
    if wanted.like_citizens:
        return _like_citizens(parse_id_number(text, today=today), kind)
    raise _misfit(wanted)


def area_unknown(kind: str, number: str | None) -> bool:
    """Whether a number begins with no province there ever was: worth a look at the card, never a reason to refuse."""
    return kind == "resident_id" and number is not None and not area_is_known(number)


def _like_citizens(found: IdNumber, said: str | None) -> Document:
    meant = next(
        (each for each, kind in ID_TYPES.items() if found.number.startswith(kind.prefixes)), "resident_id"
    )
    if said is not None and said != meant and ID_TYPES[said].prefixes:
        raise _misfit(ID_TYPES[said])
    return Document(kind=said or meant, number=found.number, birth_date=found.birth_date, sex=found.sex)


def _misfit(wanted: IdType) -> WrongIdNumber:
    if wanted is ID_TYPES["passport"]:
        return WrongIdNumber(
            "护照号码前请加签发国家或地区的三字代码，如中国护照 CHNE12345678。",
            "Write the three-letter code of the issuing state before the number of a passport: CHNE12345678.",
        )
    return WrongIdNumber(
        f"该号码不是{wanted.zh}的号码，请核对证件类型和号码。",
        f"This is no number of this kind of document ({wanted.en}): compare kind and number with it.",
    )
