"""Rosters as text: `.csv` in UTF-8 or GB18030, read as a sheet of a workbook is."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any, Final

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_DELIMITERS: Final = ",;\t"
_LOOK = 4096
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LONGEST_CELL = 32_767


class TextSheet:
    """The rows of a text file, as openpyxl gives those of a sheet."""

    title = ""

    def __init__(self, text: str, delimiter: str) -> None:
        self._text, self._delimiter = text, delimiter
        self.max_row: int | None = text.count("\n") + 1

    def iter_rows(
        self, *, min_row: int = 1, max_row: int | None = None, max_col: int, values_only: bool
    ) -> Iterator[tuple[Any, ...]]:
        """Rows in order, each as wide as it is; blank cells are None. Raises csv.Error."""
        del values_only
        text = io.StringIO(self._text, newline="")
        # Without `strict` a quotation mark that is never closed would silently swallow all rows after it.
        lines = csv.reader(text, delimiter=self._delimiter, strict=True)
        for number, row in enumerate(lines, 1):
            if max_row is not None and number > max_row:
                return
            if number >= min_row:
                yield tuple(cell[:_LONGEST_CELL] or None for cell in row[:max_col])


def text_sheet(packed: bytes) -> TextSheet | None:
    """The file as a sheet; None when it is no text in rows and columns."""
    for encoding in _ENCODINGS:
        try:
            text = packed.decode(encoding)
        except UnicodeDecodeError:
            continue
        start = text[:_LOOK]
        delimiter = max(_DELIMITERS, key=start.count)
        if _NOT_TEXT.search(text) or not start.count(delimiter):
            return None
        return TextSheet(text, delimiter)
    return None
