"""Contract numbers as two are compared: the same one is typed in small letters here and full-width there."""

import unicodedata


def contract_key(text: str) -> str:
    """The number in capitals, without spaces and full-width forms."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
