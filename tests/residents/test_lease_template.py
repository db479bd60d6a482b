import io

from flask.testing import FlaskClient
from openpyxl import load_workbook

from chassis import clock
from services.residents.changes import RELATION_NAMES
from services.residents.documents import ID_TYPES
from services.residents.imports import cells
from services.residents.imports.headings import HEADINGS
from services.residents.imports.template import write_template
from tests.residents.checking import app, client, register  # noqa: F401
from tests.residents.registers import Register
from tests.residents.rosters import an_id

HOME = ("A区1栋1单元1-1", "HT1", "王建国", None, an_id(), "承租人", "13800138000", "2022-05-16", "2027-05-15")


def test_the_template_filled_in_is_a_roster_of_today(client: FlaskClient, register: Register):
    book = load_workbook(io.BytesIO(client.get("/lease-imports/template").data))
    page = book.active
    assert page is not None
    assert [cell.value for cell in page[2]] == [names[0] for names in HEADINGS.values()]
    for column, value in enumerate(HOME, 1):
        page.cell(3, column, value)
    filled = io.BytesIO()
    book.save(filled)
    filled.seek(0)

    told = client.post("/lease-imports", data={"file": (filled, "roster.xlsx")}).get_json()

    assert (told["faults"], told["as_of"], told["changes"]["move_ins"]) == ([], str(clock.today()), 1)
    assert len(register.at_home()) == 1


def test_long_numbers_typed_into_it_stay_text(client: FlaskClient, register: Register):
    page = load_workbook(io.BytesIO(client.get("/lease-imports/template").data)).active

    assert page is not None
    assert {page.column_dimensions[letter].number_format for letter in "ABCDEFGHI"} == {"@"}
    kinds, relations = page.data_validations.dataValidation
    assert (str(kinds.sqref), str(relations.sqref)) == ("D3:D20000", "F3:F20000")


def test_every_word_it_offers_is_understood():
    target = io.BytesIO()
    write_template(target, as_of=clock.today())
    page = load_workbook(io.BytesIO(target.getvalue())).active

    assert page is not None
    kinds, relations = (each.formula1.strip('"').split(",") for each in page.data_validations.dataValidation)
    assert {cells.id_type(word) for word in kinds} == set(ID_TYPES)
    assert {cells.relation(word) for word in relations} == set(RELATION_NAMES)
