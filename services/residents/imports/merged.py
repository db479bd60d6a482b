"""Merged cells: what is written once for several rows, as for all members of a household, counts for each of them."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from openpyxl.utils import range_boundaries

from services.residents.imports.errors import FileTooLarge
from services.residents.imports.headings import Cells

MOST: Final = 200_000
"""Merged ranges in one sheet."""

_REFERENCE: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]+[0-9]+:[A-Z]+[0-9]+)[\"']")
_PIECE: Final = 2**20
_LONGEST: Final = 200
"""Bytes; no reference is longer, so that none is cut in two."""


class Merged(NamedTuple):
    """Cells of one column that are merged, down from a row to a row; all numbers from 1 on."""

    first_row: int
    column: int
    last_row: int


def merged_in(archive: zipfile.ZipFile, part: str) -> list[Merged]:
    """What is merged downwards in a sheet, told from its XML, which streaming readers do not show.

    Raises FileTooLarge for more than MOST.
    """
    found = []
    for reference in _references(archive, part):
        column, row, _, last_row = range_boundaries(reference)
        if column and row and last_row and last_row > row:
            found.append(Merged(row, column, last_row))
        if len(found) > MOST:
            raise FileTooLarge
    return sorted(found)


def filled(rows: Iterable[tuple[int, Cells]], merged: list[Merged]) -> Iterator[tuple[int, Cells]]:
    """The rows with what was merged written into each of its rows, in the column where it begins."""
    coming = iter(merged)
    following = next(coming, None)
    open_at: dict[int, tuple[int, object]] = {}
    for number, row in rows:
        for column, (last_row, value) in list(open_at.items()):
            if number > last_row:
                del open_at[column]
            elif len(row) >= column and row[column - 1] is None:
                row = (*row[: column - 1], value, *row[column:])  # noqa: PLW2901 - the row as it was meant
        while following and following.first_row <= number:
            if following.first_row == number and len(row) >= following.column:
                open_at[following.column] = following.last_row, row[following.column - 1]
            following = next(coming, None)
        yield number, row


def _references(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    with archive.open(part) as xml:
        left = b""
        while piece := xml.read(_PIECE):
            text = left + piece
            end = 0
            for found in _REFERENCE.finditer(text):
                end = found.end()
                yield found.group(1).decode("ascii")
            left = text[max(end, len(text) - _LONGEST) :]
