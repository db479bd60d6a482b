"""Namesakes: people of one name and birth date, who may be one person recorded twice."""

import unicodedata
from datetime import date

from chassis.personal import blind_index

_DOTS = str.maketrans("", "", "·•・‧∙⋅.")


def plain_name(name: str) -> str:
    """The name without what is written in one record and left out in another: spaces, dots, capitals, wide forms."""
    return "".join(unicodedata.normalize("NFKC", name).translate(_DOTS).casefold().split())


def namesake_index(name: str, birth_date: date | None) -> bytes | None:
    """The blind index by which namesakes are found; None without a birth date: a name alone tells too little."""
    return blind_index("name_birth_date", f"{plain_name(name)} {birth_date}") if birth_date else None
