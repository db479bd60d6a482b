from flask.testing import FlaskClient

from contracts.residents import MOVES
from services.residents.usecases import rosters
from tests.residents.checking import app, client, days_ago, register  # noqa: F401
from tests.residents.looking_after import home_of, plan, visit
from tests.residents.registers import Register
from tests.residents.test_undoing import heard


def test_each_grid_is_told_with_what_it_has_and_what_is_to_be_done(client: FlaskClient, register: Register):
    household, (person, other) = home_of(register)
    plan(client, person)
    visit(client, household, other, follow_ups=[{"what": "报修", "due_on": days_ago(-3)}])
    with register.own.transaction() as session:
        rosters.keep_rosters(session, heard(register, *MOVES))

    answer = client.get("/figures/workload").get_json()

    busy = {
        "dwellings": 3,
        "households": 1,
        "residents": 2,
        "checks_due": 1,
        "visits_due": 1,
        "promises_open": 1,
    }
    idle = {**dict.fromkeys(busy, 0), "dwellings": 3}
    assert [
        {key: row[key] for key in busy} for row in sorted(answer["rows"], key=lambda row: row["grid"])
    ] == [busy, idle]
    assert client.get("/figures/workload?under=/huafu/g1/g2/").get_json()["rows"] == [
        {"grid": "/huafu/g1/g2/", "name": "2栋网格", **idle}
    ]
