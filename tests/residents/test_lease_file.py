import io
import struct
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import load_workbook

from services.residents.imports import sheet, workbook
from services.residents.imports.errors import (
    ColumnsMissing,
    EmptyRoster,
    FileTooLarge,
    NotAWorkbook,
    TooManyRows,
)
from services.residents.imports.workbook import read_lease_roster
from tests.residents.rosters import HEADINGS, TENANT, TODAY, WIFE, a_file, an_id, read


def test_a_sheet_that_states_wrong_dimensions_hides_no_row():
    packed = io.BytesIO()
    with zipfile.ZipFile(a_file(TENANT, WIFE)) as good, zipfile.ZipFile(packed, "w") as forged:
        for part in good.namelist():
            content = good.read(part)
            forged.writestr(part, content.replace(b'<dimension ref="A1:H3"', b'<dimension ref="A1:H2"'))

    assert len(read_lease_roster(io.BytesIO(packed.getvalue()), today=TODAY).rows) == 2


def test_the_roster_may_stand_on_a_later_sheet():
    book = load_workbook(a_file(TENANT))
    book.create_sheet("封面", 0).append(["民安华福"])
    packed = io.BytesIO()
    book.save(packed)
    packed.seek(0)

    assert len(read_lease_roster(packed, today=TODAY).rows) == 1


def test_progress_is_told_up_to_the_last_row(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook, "REPORT_EVERY", 1)
    told: list[tuple[int, int | None]] = []

    read(TENANT, WIFE, progress=lambda done, total: told.append((done, total)))

    assert told == [(1, 2), (2, 2), (2, 2)]


def test_columns_stand_in_any_order_under_their_usual_names():
    headings = (
        "序号",
        "姓 名",
        "身份证号*",
        "与承租人的关系",
        "手机号（必填）",
        "房号",
        "合同号",
        "起租日",
        "到期日",
    )
    row = (1, "王建国", an_id(), "本人", "13800138000", "A-18-1-0503", "HF1", "2022-05-16", "2027-05-15")

    roster = read_lease_roster(a_file(row, headings=headings, above=9), today=TODAY)

    assert [(each.row, each.address, each.relation) for each in roster.rows] == [
        (11, "A-18-1-0503", "tenant")
    ]


def test_the_digest_is_that_of_the_file_from_path_or_stream(tmp_path: Path):
    packed = a_file(TENANT)
    path = tmp_path / "roster.xlsx"
    path.write_bytes(packed.getvalue())

    digests = {
        each.sha256 for each in (read_lease_roster(path, today=TODAY), read_lease_roster(packed, today=TODAY))
    }

    assert digests == {sha256(path.read_bytes()).hexdigest()}


def a_zip(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def with_broken_sheet() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(a_file(TENANT)) as good, zipfile.ZipFile(packed, "w") as broken:
        for part in good.namelist():
            content = good.read(part)
            broken.writestr(part, content[:-40] if part.endswith("sheet1.xml") else content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a picture, perhaps \x00\x01",
        b"\xd0\xcf\x11\xe0 old or encrypted",
        a_zip("x.txt", b"x"),
        a_file(TENANT).getvalue()[:-30],
        with_broken_sheet(),
    ],
    ids=["empty", "no text", "xls", "other zip", "cut off", "broken sheet"],
)
def test_what_is_no_workbook_is_refused(content: bytes):
    with pytest.raises(NotAWorkbook):
        read_lease_roster(io.BytesIO(content), today=TODAY)


def test_a_text_file_without_needed_columns_is_refused_by_their_names():
    with pytest.raises(ColumnsMissing) as refused:
        read_lease_roster(io.BytesIO("房屋地址,姓名\n".encode()), today=TODAY)

    assert "合同编号" in refused.value.sentence("zh")


def test_a_file_without_needed_columns_is_refused_by_their_names():
    headings = [heading if heading != "到期日期" else "备注" for heading in HEADINGS]

    with pytest.raises(ColumnsMissing) as refused:
        read_lease_roster(a_file(TENANT, headings=headings), today=TODAY)

    assert refused.value.sentence("zh").count("到期日期") == 1
    assert "合同编号" not in refused.value.sentence("zh")


def test_headings_below_the_tenth_row_are_not_found():
    with pytest.raises(ColumnsMissing):
        read_lease_roster(a_file(TENANT, above=10), today=TODAY)


def test_a_file_of_more_than_20_megabytes_is_refused_unread():
    with pytest.raises(FileTooLarge):
        read_lease_roster(io.BytesIO(bytes(20 * 2**20 + 1)), today=TODAY)


def test_a_zip_bomb_is_refused_by_its_directory():
    packed = bytearray(a_zip("xl/worksheets/sheet1.xml", b" " * 1000))
    directory = packed.index(b"PK\x01\x02")
    packed[directory + 24 : directory + 28] = struct.pack("<I", 301 * 2**20)

    with pytest.raises(FileTooLarge):
        read_lease_roster(io.BytesIO(bytes(packed)), today=TODAY)


def test_more_rows_than_an_estate_can_have_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 1)

    with pytest.raises(TooManyRows) as refused:
        read(TENANT, WIFE)

    assert "1 行" in refused.value.sentence("zh")


def test_a_row_number_beyond_any_sheet_does_not_keep_the_reader_busy(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheet, "LAST_ROW", 50)
    packed = io.BytesIO()
    with zipfile.ZipFile(a_file(TENANT, WIFE)) as good, zipfile.ZipFile(packed, "w") as forged:
        for part in good.namelist():
            far = good.read(part).replace(b'r="3"', b'r="999999999"')
            forged.writestr(part, far if part.endswith("sheet1.xml") else good.read(part))

    assert len(read_lease_roster(io.BytesIO(packed.getvalue()), today=TODAY).rows) <= 2


def test_a_roster_of_nobody_is_refused_however_few_live_here():
    with pytest.raises(EmptyRoster):
        read()
    with pytest.raises(EmptyRoster):
        read(["合计：0人"])
