"""Posts and who holds them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import database
from chassis.access import reach
from chassis.personal import masked_name
from chassis.web.app import Blueprint
from chassis.web.paging import Page, page, page_schema
from services.residents import queries, schemas
from services.residents.models import Post
from services.residents.usecases import posts

offices = Blueprint("posts", __name__, description="Posts and who holds them")

own = database.of


@offices.route("/posts")
class Posts(MethodView):
    @offices.needs("posts.read")
    @offices.arguments(schemas.PostArgs, location="query")
    @offices.response(200, page_schema(schemas.PostOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List posts, all or only the vacant ones."""
        with own("residents").reading() as session:
            wanted = queries.posts(area=args["area"], vacant=args["vacant"], reach=reach.get())
            found = page(
                session, wanted, by=[Post.area, Post.id],
                after=args["after"], limit=args["limit"], place=lambda row: [row.Post.area, row.Post.id],
            )  # fmt: skip
            return Page([_post(row) for row in found.items], found.next)


@offices.route("/posts/<uuid:post_id>/appointment")
class Appointment(MethodView):
    @offices.needs("posts.fill")
    @offices.arguments(schemas.AppointmentIn)
    @offices.response(204)
    def put(self, given: Mapping[str, Any], post_id: UUID) -> None:
        """Appoint a person to a vacant post."""
        with own("residents").transaction() as session:
            posts.appoint(session, post_id, **given, reach=reach.get())


@offices.route("/posts/<uuid:post_id>/relief")
class Relief(MethodView):
    @offices.needs("posts.fill")
    @offices.arguments(schemas.ReliefIn)
    @offices.response(204)
    def post(self, given: Mapping[str, Any], post_id: UUID) -> None:
        """Relieve the holder of a post."""
        with own("residents").transaction() as session:
            posts.relieve(session, post_id, on=given["on"], reach=reach.get())


def _post(row: Any) -> dict[str, Any]:
    return {
        "id": row.Post.id,
        "kind": row.Post.kind,
        "area": row.Post.area,
        "person_id": row.Person.id if row.Person else None,
        "name": masked_name(row.Person.name) if row.Person else None,
        "since": row.Term.since if row.Term else None,
    }
