"""Posts and who holds them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import database
from chassis.access import reach
from chassis.personal import masked_name
from chassis.web import etags
from chassis.web.app import Blueprint
from chassis.web.paging import Page, PageArgs, page, page_schema
from services.residents import queries, schemas
from services.residents.errors import PostKindUnknown, PostUnknown
from services.residents.models import Post, PostKind, Term
from services.residents.schemas import offices as kept
from services.residents.usecases import offices as setting
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

    @offices.needs("posts.configure")
    @offices.arguments(kept.NewPostIn)
    @offices.response(201, kept.NewPostOut)
    def post(self, given: Mapping[str, Any]) -> Post:
        """Set up a post of a kind for a place or grid, vacant."""
        with own("residents").transaction() as session:
            return setting.set_up_post(session, **given, reach=reach.get())


@offices.route("/post-kinds")
class Kinds(MethodView):
    @offices.needs("posts.read")
    @offices.response(200, kept.PostKindOut(many=True))
    def get(self) -> list[PostKind]:
        """List what posts there can be."""
        with own("residents").reading() as session:
            return queries.post_kinds(session)


@offices.route("/post-kinds/<string:code>")
class OneKind(MethodView):
    @offices.needs("posts.read")
    @offices.response(200, kept.PostKindOut, headers=etags.DOCUMENTED)
    def get(self, code: str) -> tuple[PostKind, dict[str, str]]:
        """Show a kind of posts."""
        with own("residents").reading() as session:
            kind = queries.post_kind(session, code)
            if kind is None:
                raise PostKindUnknown
            return kind, etags.etag(kind.version)

    @offices.needs("posts.classify")
    @offices.arguments(etags.IfMatch, location="headers")
    @offices.arguments(kept.PostKindIn)
    @offices.response(200, kept.PostKindOut)
    def put(self, headers: Mapping[str, Any], given: Mapping[str, Any], code: str) -> PostKind:
        """Set up a kind of posts, or change one."""
        with own("residents").transaction() as session:
            return setting.set_kind(session, code, **given, **headers)


@offices.route("/posts/<uuid:post_id>")
class OnePost(MethodView):
    @offices.needs("posts.read")
    @offices.response(200, schemas.PostOut, headers=etags.DOCUMENTED)
    def get(self, post_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
        """Show a post that is not closed, and who holds it."""
        with own("residents").reading() as session:
            wanted = queries.posts(area=None, vacant=None, reach=reach.get()).where(Post.id == post_id)
            row = session.execute(wanted).first()
            if row is None:
                raise PostUnknown
            return _post(row), etags.etag(row.Post.version)


@offices.route("/posts/<uuid:post_id>/terms")
class Terms(MethodView):
    @offices.needs("posts.fill")
    @offices.arguments(PageArgs, location="query")
    @offices.response(200, page_schema(kept.TermOut))
    def get(self, args: Mapping[str, Any], post_id: UUID) -> Page[Any]:
        """List who has held a post, the last first; names masked."""
        with own("residents").reading() as session:
            if queries.one_post(session, post_id, reach.get()) is None:
                raise PostUnknown
            found = page(
                session, queries.terms_of(post_id), by=[Term.since, Term.id], descending=True, after=args["after"],
                limit=args["limit"], place=lambda row: [row.Term.since.isoformat(), row.Term.id],
            )  # fmt: skip
            return Page([_term(row) for row in found.items], found.next)


@offices.route("/posts/<uuid:post_id>/closing")
class Closing(MethodView):
    @offices.needs("posts.configure")
    @offices.arguments(etags.IfMatch, location="headers")
    @offices.arguments(schemas.ReliefIn)
    @offices.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], post_id: UUID) -> None:
        """Close a post that is not wanted any more; its holder is relieved."""
        with own("residents").transaction() as session:
            setting.close_post(session, post_id, on=given["on"], **headers, reach=reach.get())


@offices.route("/posts/<uuid:post_id>/appointment")
class Appointment(MethodView):
    @offices.needs("posts.fill")
    @offices.arguments(etags.IfMatch, location="headers")
    @offices.arguments(schemas.AppointmentIn)
    @offices.response(204)
    def put(self, headers: Mapping[str, Any], given: Mapping[str, Any], post_id: UUID) -> None:
        """Appoint a person to a vacant post."""
        with own("residents").transaction() as session:
            posts.appoint(session, post_id, **given, **headers, reach=reach.get())


@offices.route("/posts/<uuid:post_id>/relief")
class Relief(MethodView):
    @offices.needs("posts.fill")
    @offices.arguments(etags.IfMatch, location="headers")
    @offices.arguments(schemas.ReliefIn)
    @offices.response(204)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], post_id: UUID) -> None:
        """Relieve the holder of a post."""
        with own("residents").transaction() as session:
            posts.relieve(session, post_id, on=given["on"], **headers, reach=reach.get())


def _term(row: Any) -> dict[str, Any]:
    term = row.Term
    told = {
        "since": term.since,
        "term_ends": term.term_ends,
        "until": term.until,
        "end_reason": term.end_reason,
    }
    return {"person_id": row.Person.id, "name": masked_name(row.Person.name), **told}


def _post(row: Any) -> dict[str, Any]:
    return {
        "id": row.Post.id,
        "kind": row.Post.kind,
        "area": row.Post.area,
        "person_id": row.Person.id if row.Person else None,
        "name": masked_name(row.Person.name) if row.Person else None,
        "since": row.Term.since if row.Term else None,
    }
