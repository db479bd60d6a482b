from datetime import timedelta
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import select

from chassis.events.tables import OutboxRow
from services.residents.models import Place, Post
from services.residents.usecases import posts, tasks
from services.residents.usecases.offices import create_posts
from services.residents.usecases.places import add_places
from tests.residents.checking import LONG_AGO, TODAY, app, client, register  # noqa: F401
from tests.residents.registers import Register

BUILDING = "/huafu/c1/b1/"


def a_building(register: Register) -> Post:
    """A building with a vacant post of its hub household."""
    post = Post(id=uuid4(), kind=posts.HUB_HOUSEHOLD, scope="place", area=BUILDING)
    with register.own.transaction() as session:
        add_places(session, [Place(id=uuid4(), kind="building", name="1栋", path=BUILDING, parent_id=None)])
        create_posts(session, [post])
    return post


def look(register: Register, times: int = 2) -> list[str]:
    """Let the register be looked through; gives what was announced of tasks so far."""
    for _ in range(times):
        with register.own.transaction() as session:
            tasks.see_to_hub_households(session, today=TODAY)
    with register.own.reading() as session:
        wanted = select(OutboxRow.routing_key).where(OutboxRow.routing_key.startswith("task"))
        return list(session.scalars(wanted.order_by(OutboxRow.id)))


def test_a_building_without_a_hub_household_raises_one_task(client: FlaskClient, register: Register):
    a_building(register)

    told = look(register)

    listed = client.get("/tasks").get_json()["items"]
    assert (told, [each["area"] for each in listed]) == (["task_raised.v1"], [BUILDING])


def test_a_task_is_done_once_somebody_is_appointed_and_raised_again_when_they_go(
    client: FlaskClient, register: Register
):
    post = a_building(register)
    _, (keeper,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    look(register)
    with register.own.transaction() as session:
        posts.appoint(session, post.id, keeper, since=LONG_AGO, term_ends=None)
    done = look(register)
    with register.own.transaction() as session:
        posts.relieve(session, post.id, on=TODAY)

    again = look(register)

    assert done == ["task_raised.v1", "task_done.v1"]
    assert again == [*done, "task_raised.v1"]
    assert len(client.get("/tasks", query_string={"done": "true"}).get_json()["items"]) == 1


def test_a_term_that_is_over_ends_by_itself_once(client: FlaskClient, register: Register):
    post = a_building(register)
    _, (keeper,) = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    with register.own.transaction() as session:
        posts.appoint(session, post.id, keeper, since=LONG_AGO, term_ends=TODAY)

    def vacant() -> bool:
        return client.get("/posts").get_json()["items"][0]["person_id"] is None

    states = []
    for day in (TODAY - timedelta(days=1), TODAY, TODAY):
        with register.own.transaction() as session:
            posts.end_terms(session, today=day)
        states.append(vacant())

    assert states == [False, True, True]
