"""The sheets of a roster: opened safely, their headings found, their rows streamed."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException

from services.residents.imports.delimited import text_sheet
from services.residents.imports.errors import ColumnsMissing, FileTooLarge, NotAWorkbook, RosterOfTwoDays
from services.residents.imports.headings import HEADINGS, Cells, columns_in, day_in, is_likely, lacking
from services.residents.imports.merged import Merged, filled, merged_in

MAX_PACKED = 20 * 2**20
MAX_UNPACKED = 300 * 2**20
MAX_STYLES = 8 * 2**20
"""Excel allows 64,000 cell formats, which need less; reading more would hold a request for long."""
HEADING_ROWS = 10
MAX_COLUMNS = 64
LAST_ROW = 2**20
"""The last row a sheet can have; a file that claims more would otherwise be padded without end."""

_ZIP = b"PK"
_STYLES = "styles.xml"
_BROKEN = (
    csv.Error,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    InvalidFileException,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What zipfile, expat and openpyxl raise on damaged, encrypted or forged files."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """An open sheet with known columns; good only within `open_roster`."""

    title: str
    headings: tuple[str, ...]
    columns: dict[str, int]
    total: int | None
    as_of: date | None
    _rows: Iterator[tuple[int, Cells]]

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """The rows under the headings with their numbers on the sheet, once; NotAWorkbook where it breaks."""
        with _refusing_broken_files():
            yield from self._rows


@dataclass(frozen=True, kw_only=True)
class RosterFile:
    """The sheets of a file that have the headings of a roster, in their order.

    `as_of` is the day their titles say they speak of (截至2026年5月16日), if they say so.
    """

    sheets: tuple[Sheet, ...]
    as_of: date | None
    sha256: str

    @property
    def total(self) -> int | None:
        """The rows of all sheets, if all say so."""
        totals = [each.total for each in self.sheets]
        return None if None in totals else sum(each or 0 for each in totals)

    def name_of(self, sheet: Sheet) -> str | None:
        """What tells a sheet from the others, if there are others."""
        return sheet.title if len(self.sheets) > 1 else None


@contextmanager
def open_roster(source: Path | BinaryIO) -> Iterator[RosterFile]:
    """Every sheet of a workbook that has the headings of a roster, or the text file as one.

    Raises FileTooLarge, NotAWorkbook, ColumnsMissing or RosterOfTwoDays before any row is read.
    """
    packed = _bytes(source)
    digest = sha256(packed).hexdigest()
    text = None if packed.startswith(_ZIP) else text_sheet(packed)
    if text is not None:
        with _refusing_broken_files():
            found = _rosters([text], {}, digest)
        yield found
        return
    _check_directory(packed)
    with _refusing_broken_files():
        reader = ExcelReader(io.BytesIO(packed), read_only=True, data_only=True, keep_links=False)
        reader.read()
    try:
        with _refusing_broken_files(), zipfile.ZipFile(io.BytesIO(packed)) as archive:
            parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
            merged = {title: merged_in(archive, part) for title, part in parts.items()}
            found = _rosters(reader.wb.worksheets, merged, digest)
        yield found
    finally:
        reader.wb.close()


@contextmanager
def _refusing_broken_files() -> Iterator[None]:
    try:
        yield
    except _BROKEN as broken:
        raise NotAWorkbook from broken


def _bytes(source: Path | BinaryIO) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            packed = file.read(MAX_PACKED + 1)
    else:
        packed = source.read(MAX_PACKED + 1)
    if len(packed) > MAX_PACKED:
        raise FileTooLarge
    return packed


def _check_directory(packed: bytes) -> None:
    """Refuse a zip bomb by its directory; zipfile never unpacks more of a part than the directory states."""
    with _refusing_broken_files(), zipfile.ZipFile(io.BytesIO(packed)) as archive:
        parts = archive.infolist()
    styles = max((part.file_size for part in parts if part.filename.lower().endswith(_STYLES)), default=0)
    if sum(part.file_size for part in parts) > MAX_UNPACKED or styles > MAX_STYLES:
        raise FileTooLarge


def _rosters(pages: Sequence[Any], merged: Mapping[str, list[Merged]], digest: str) -> RosterFile:
    """A sheet that is meant as a roster and lacks columns is refused: its people would be taken for gone."""
    sheets, incomplete = [], list[list[str]]()
    for page in pages:
        found, missing = _find_headings(page, merged.get(page.title, []))
        if found is not None:
            sheets.append(found)
        elif missing:
            incomplete.append(missing)
    if incomplete or not sheets:
        missing = min(incomplete, key=len, default=lacking({}))
        raise ColumnsMissing(columns="、".join(HEADINGS[field][0] for field in missing))
    days = {each.as_of for each in sheets if each.as_of}
    if len(days) > 1:
        raise RosterOfTwoDays(first=min(days), last=max(days))
    return RosterFile(sheets=tuple(sheets), as_of=next(iter(days), None), sha256=digest)


def _find_headings(page: Any, merged: list[Merged]) -> tuple[Sheet | None, list[str]]:
    """The page as a sheet of a roster, or what it lacks to be one; nothing if it is not meant as one."""
    total, as_of, missing = page.max_row, None, list[str]()
    top = page.iter_rows(max_row=HEADING_ROWS, max_col=MAX_COLUMNS, values_only=True)
    for number, row in enumerate(top, 1):
        columns = columns_in(row)
        as_of = as_of or day_in(row)
        if not lacking(columns):
            sheet = Sheet(
                title=page.title,
                headings=tuple(str(cell or "") for cell in row),
                columns=columns,
                total=total - number if total and total > number else None,
                as_of=as_of,
                _rows=filled(_rows(page, number + 1), merged),
            )
            return sheet, []
        if is_likely(columns) and (not missing or len(lacking(columns)) < len(missing)):
            missing = lacking(columns)
    return None, missing


def _rows(page: Any, first: int) -> Iterator[tuple[int, Cells]]:
    # Exporters often state wrong dimensions, which would hide rows unless others are given here.
    rows = page.iter_rows(min_row=first, max_row=LAST_ROW, max_col=MAX_COLUMNS, values_only=True)
    return enumerate(rows, first)
