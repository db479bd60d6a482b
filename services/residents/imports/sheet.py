"""The sheet of a roster: opened safely, its headings found, its rows streamed."""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from services.residents.imports.delimited import text_sheet
from services.residents.imports.errors import ColumnsMissing, FileTooLarge, NotAWorkbook

MAX_PACKED = 20 * 2**20
MAX_UNPACKED = 300 * 2**20
HEADING_ROWS = 10
MAX_COLUMNS = 64
LAST_ROW = 2**20
"""The last row a sheet can have; a file that claims more would otherwise be padded without end."""

HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "address": ("房屋地址", "房号", "房屋坐落", "地址", "住址"),
    "contract_number": ("合同编号", "合同号", "租赁合同编号"),
    "name": ("姓名", "住户姓名"),
    "id_number": ("证件号码", "身份证号", "身份证号码", "公民身份号码", "证件号"),
    "relation": ("与承租人关系", "与承租人的关系", "家庭关系", "关系"),
    "phone": ("联系电话", "联系方式", "手机号码", "手机号", "电话"),
    "since": ("起租日期", "租赁起始日期", "合同起始日期", "起租日"),
    "lease_ends": ("到期日期", "租赁到期日期", "合同到期日期", "终止日期", "到期日"),
}
"""Each field with its headings, the usual one first."""

_OPTIONAL = "phone"
_LIKELY = 3
_ZIP = b"PK"
_AS_OF = re.compile(r"截[至止]\D{0,4}(\d{4})\D(\d{1,2})\D(\d{1,2})")
_REMARK = re.compile(r"\(.*?\)|[\s*:]")
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

Cells = tuple[Any, ...]
"""The values of one row from its first column on."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """An open sheet with known columns; good only within `open_sheet`.

    `as_of` is the day its title says it speaks of (截至2026年5月16日), if it says so.
    """

    headings: tuple[str, ...]
    columns: dict[str, int]
    as_of: date | None
    sha256: str
    total: int | None
    _rows: Iterator[tuple[int, Cells]]

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """The rows under the headings with their numbers on the sheet, once; NotAWorkbook where it breaks."""
        with _refusing_broken_files():
            yield from self._rows


@contextmanager
def open_sheet(source: Path | BinaryIO) -> Iterator[Sheet]:
    """The first sheet of the workbook with the headings of a roster, or the text file as one.

    Raises FileTooLarge, NotAWorkbook or ColumnsMissing before any row is read.
    """
    packed = _bytes(source)
    text = None if packed.startswith(_ZIP) else text_sheet(packed)
    if text is not None:
        with _refusing_broken_files():
            sheet = _find_sheet([text], sha256(packed).hexdigest())
        yield sheet
        return
    _check_directory(packed)
    with _refusing_broken_files():
        book = load_workbook(io.BytesIO(packed), read_only=True, data_only=True, keep_links=False)
    try:
        with _refusing_broken_files():
            sheet = _find_sheet(book.worksheets, sha256(packed).hexdigest())
        yield sheet
    finally:
        book.close()


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
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MAX_UNPACKED:
        raise FileTooLarge


def _as_of(row: Cells) -> date | None:
    for cell in row:
        found = _AS_OF.search(unicodedata.normalize("NFKC", cell)) if isinstance(cell, str) else None
        if found:
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                return None
    return None


def _find_sheet(sheets: Sequence[Any], digest: str) -> Sheet:
    missing = list(HEADINGS)
    for sheet in sheets:
        total, as_of = sheet.max_row, None
        for number, row in enumerate(
            sheet.iter_rows(max_row=HEADING_ROWS, max_col=MAX_COLUMNS, values_only=True), 1
        ):
            columns = _columns(row)
            lacking = [field for field in HEADINGS if field not in columns and field != _OPTIONAL]
            as_of = as_of or _as_of(row)
            if not lacking:
                return Sheet(
                    headings=tuple(str(cell or "") for cell in row),
                    columns=columns,
                    as_of=as_of,
                    sha256=digest,
                    total=total - number if total and total > number else None,
                    _rows=_rows(sheet, number + 1),
                )
            if len(columns) >= _LIKELY and len(lacking) < len(missing):
                missing = lacking
    raise ColumnsMissing(columns="、".join(HEADINGS[field][0] for field in missing if field != _OPTIONAL))


def _columns(row: Cells) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        if isinstance(cell, str):
            places.setdefault(_REMARK.sub("", unicodedata.normalize("NFKC", cell)), place)
    return {
        field: next(places[heading] for heading in headings if heading in places)
        for field, headings in HEADINGS.items()
        if not places.keys().isdisjoint(headings)
    }


def _rows(sheet: Any, first: int) -> Iterator[tuple[int, Cells]]:
    # Exporters often state wrong dimensions, which would hide rows unless others are given here.
    rows = sheet.iter_rows(min_row=first, max_row=LAST_ROW, max_col=MAX_COLUMNS, values_only=True)
    return enumerate(rows, first)
