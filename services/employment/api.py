"""The job supermarket over HTTP: employers, postings, wishes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.views import MethodView

from chassis import clock, database
from chassis.access import Reach, reach, reach_for
from chassis.ids import new_id
from chassis.personal import masked_phone
from chassis.web import etags
from chassis.web.app import Blueprint
from chassis.web.audit import audit_log
from chassis.web.held import held
from chassis.web.paging import Page, PageArgs, page, page_schema
from services.employment import queries, schemas
from services.employment.errors import PostingUnknown, WishUnknown
from services.employment.models import Employer, Posting, Wish
from services.employment.usecases import employers as hiring
from services.employment.usecases import postings as offers
from services.employment.usecases import wishes as seeking

TO_TRY = (
    (
        "Open jobs nearby  家门口正在招聘的岗位",
        "ask '{address}/employment/postings?state=published&area=/500107/huayan/&limit=3'",
    ),
    (
        "Who offers work  就业超市的用人单位",
        "ask '{address}/employment/employers?limit=3'",
    ),
)

employers = Blueprint("employers", __name__, description="Who offers work")
postings = Blueprint("postings", __name__, description="Offers of work")
wishes = Blueprint("wishes", __name__, description="What work residents look for")
blueprints = (employers, postings, wishes, held("employment"), audit_log("employment"))

own = database.of


@employers.route("/employers")
class Employers(MethodView):
    """Employers."""

    @employers.needs("employers.register")
    @employers.arguments(schemas.EmployerIn)
    @employers.response(201, schemas.EmployerOut)
    def post(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Register an employer."""
        employer = hiring.NewEmployer(id=new_id(), registered_at=clock.now(), **given)
        with own("employment").transaction() as session:
            hiring.register_employers(session, [employer])
            return _masked(session.get_one(Employer, employer.id))

    @employers.needs("employers.read")
    @employers.arguments(PageArgs, location="query")
    @employers.response(200, page_schema(schemas.EmployerOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List employers, the newest first."""
        with own("employment").reading() as session:
            found = page(
                session, queries.employers(), by=[Employer.id], descending=True,
                after=args["after"], limit=args["limit"], place=lambda row: [row.Employer.id],
            )  # fmt: skip
            return Page([_masked(row.Employer) for row in found.items], found.next)


@postings.route("/postings")
class Postings(MethodView):
    """Postings."""

    @postings.needs("postings.manage")
    @postings.arguments(schemas.NewPostingIn)
    @postings.response(201, schemas.PostingOut)
    def post(self, given: Mapping[str, Any]) -> Posting:
        """Enter a posting as a draft, or publish it at once."""
        enter = offers.publish_postings if given["publish"] else offers.draft_postings
        posting = Posting(id=new_id(), **{name: value for name, value in given.items() if name != "publish"})
        with own("employment").transaction() as session:
            enter(session, [posting], on=clock.today(), manages=reach.get())
        return posting

    @postings.needs("postings.read")
    @postings.arguments(schemas.PostingArgs, location="query")
    @postings.response(200, page_schema(schemas.PostingOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List postings, the newest first."""
        filters = {name: args[name] for name in ("state", "occupation", "form", "area")}
        with own("employment").reading() as session:
            found = page(
                session, queries.postings(**filters, manages=_manages()), by=[Posting.id], descending=True,
                after=args["after"], limit=args["limit"], place=lambda row: [row.Posting.id],
            )  # fmt: skip
            return Page([row.Posting for row in found.items], found.next)


@postings.route("/postings/<uuid:posting_id>")
class OnePosting(MethodView):
    """One posting."""

    @postings.needs("postings.read")
    @postings.response(200, schemas.PostingOut, headers=etags.DOCUMENTED)
    def get(self, posting_id: UUID) -> tuple[Posting, dict[str, str]]:
        """Show a posting."""
        with own("employment").reading() as session:
            posting = queries.posting(session, posting_id, _manages())
            if posting is None:
                raise PostingUnknown
            return posting, etags.etag(posting.version)


@postings.route("/postings/<uuid:posting_id>/publish")
class Publication(MethodView):
    """Opening a draft."""

    @postings.needs("postings.manage")
    @postings.arguments(etags.IfMatch, location="headers")
    @postings.response(200, schemas.PostingOut)
    def post(self, headers: Mapping[str, Any], posting_id: UUID) -> Posting:
        """Open a draft to residents."""
        with own("employment").transaction() as session:
            return offers.publish_posting(
                session, posting_id, on=clock.today(), **headers, manages=reach.get()
            )


@postings.route("/postings/<uuid:posting_id>/close")
class Closing(MethodView):
    """Closing a posting."""

    @postings.needs("postings.manage")
    @postings.arguments(etags.IfMatch, location="headers")
    @postings.arguments(schemas.ClosingIn)
    @postings.response(200, schemas.PostingOut)
    def post(self, headers: Mapping[str, Any], given: Mapping[str, Any], posting_id: UUID) -> Posting:
        """Let a posting take no more applicants: filled or withdrawn."""
        with own("employment").transaction() as session:
            return offers.close_posting(
                session, posting_id, reason=given["reason"], on=clock.today(), **headers, manages=reach.get()
            )


@wishes.route("/wishes")
class Wishes(MethodView):
    """Wishes."""

    @wishes.needs("wishes.keep")
    @wishes.arguments(schemas.WishIn)
    @wishes.response(201, schemas.WishOut)
    def post(self, given: Mapping[str, Any]) -> Wish:
        """Note what work a resident looks for."""
        wish = Wish(id=new_id(), recorded_at=clock.now(), **given)
        with own("employment").transaction() as session:
            seeking.record_wishes(session, [wish], reach=reach.get())
        return wish

    @wishes.needs("wishes.keep")
    @wishes.arguments(schemas.WishArgs, location="query")
    @wishes.response(200, page_schema(schemas.WishOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List a person's wishes, the newest first."""
        with own("employment").reading() as session:
            found = page(
                session, queries.wishes_of(args["person_id"], reach.get()), by=[Wish.id], descending=True,
                after=args["after"], limit=args["limit"], place=lambda row: [row.Wish.id],
            )  # fmt: skip
            return Page([row.Wish for row in found.items], found.next)


@wishes.route("/wishes/<uuid:wish_id>")
class OneWish(MethodView):
    """One wish."""

    @wishes.needs("wishes.keep")
    @wishes.response(200, schemas.WishOut, headers=etags.DOCUMENTED)
    def get(self, wish_id: UUID) -> tuple[Wish, dict[str, str]]:
        """Show a wish."""
        with own("employment").reading() as session:
            wish = queries.wish(session, wish_id, reach.get())
            if wish is None:
                raise WishUnknown
            return wish, etags.etag(wish.version)


@wishes.route("/wishes/<uuid:wish_id>/withdraw")
class Withdrawal(MethodView):
    """Withdrawing a wish."""

    @wishes.needs("wishes.keep")
    @wishes.arguments(etags.IfMatch, location="headers")
    @wishes.response(200, schemas.WishOut)
    def post(self, headers: Mapping[str, Any], wish_id: UUID) -> Wish:
        """Look for this work no longer."""
        with own("employment").transaction() as session:
            return seeking.withdraw_wish(session, wish_id, on=clock.today(), **headers, reach=reach.get())


def _manages() -> Reach:
    return reach_for("employment", "postings.manage")


def _masked(employer: Employer) -> dict[str, Any]:
    return {
        "id": employer.id,
        "name": employer.name,
        "credit_code": employer.credit_code,
        "phone": masked_phone(employer.phone),
        "registered_at": employer.registered_at,
    }
