"""What is held on people is declared, so that it can be shown to them, erased and restricted."""

import pytest
from sqlalchemy import Column, LargeBinary, Uuid

from chassis import migrations, services
from chassis.contracts import all_contracts
from chassis.events.tables import Base as ChassisTables
from chassis.holdings import Erased, Holding, holdings_of
from chassis.personal import Encrypted

PEOPLE = {
    "person_id",
    "reporter_id",
    "assignee_id",
    "tenant_id",
    "checker_id",
    "guardian_id",
    "given_by",
    "visitor_id",
    "first_id",
    "second_id",
}
"""Columns that say who a row is about."""

NOBODYS = {"employers.phone", "redrawings.reason"}
"""Encrypted, and about an organisation or about borders."""


def own_columns(service: str) -> list[Column[object]]:
    own = [each for each in migrations.metadata_of(service) if each is not ChassisTables.metadata]
    return [column for metadata in own for table in metadata.sorted_tables for column in table.columns]


def named(column: Column[object]) -> str:
    return f"{column.table.name}.{column.name}"


def goes(holding: Holding) -> set[str]:
    """The columns that say nothing any more once their person is erased."""
    table = holding.model.__table__
    if holding.erased is Erased.DELETED:
        return {f"{table.name}.{column.name}" for column in table.columns}
    return {f"{table.name}.{column.key}" for column in holding.blanks}


@pytest.mark.parametrize("service", services.names())
def test_every_column_that_names_a_person_is_declared(service: str):
    found = {
        named(each) for each in own_columns(service) if each.name in PEOPLE and isinstance(each.type, Uuid)
    }
    declared = {f"{each.whose.class_.__tablename__}.{each.whose.key}" for each in holdings_of(service)}

    assert found <= declared | FORGOTTEN


FORGOTTEN = {"forgotten.person_id"}
"""Says only that somebody is to be forgotten."""


@pytest.mark.parametrize("service", services.names())
def test_everything_encrypted_goes_when_its_person_is_erased(service: str):
    secret = {
        named(each)
        for each in own_columns(service)
        if isinstance(each.type, Encrypted)
        or (isinstance(each.type, LargeBinary) and each.name.endswith("_index"))
    }

    left = secret - {name for each in holdings_of(service) for name in goes(each)} - NOBODYS

    assert left == set()


def test_every_sealed_field_can_be_emptied():
    wrong = [
        f"{contract.type()}: {name}"
        for contract in all_contracts()
        for name, field in contract.schema.fields.items()
        if field.metadata.get("personal")
        and contract.__module__.startswith("contracts.")
        and not field.allow_none
    ]

    assert wrong == []
