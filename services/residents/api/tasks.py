"""What is to be seen to."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView

from chassis import database
from chassis.access import reach
from chassis.web.app import Blueprint
from chassis.web.paging import Page, page, page_schema
from services.residents import queries
from services.residents.models import Task
from services.residents.schemas import tasks as schemas

tasks = Blueprint("tasks", __name__, description="What is to be seen to")

own = database.of


@tasks.route("/tasks")
class Tasks(MethodView):
    @tasks.needs("register.read")
    @tasks.arguments(schemas.TaskArgs, location="query")
    @tasks.response(200, page_schema(schemas.TaskOut))
    def get(self, args: Mapping[str, Any]) -> Page[Any]:
        """List what is to be seen to, such as buildings without a hub household."""
        with own("residents").reading() as session:
            found = page(
                session, queries.tasks(done=args["done"], area=args["area"], reach=reach.get()),
                by=[Task.area, Task.id], after=args["after"], limit=args["limit"],
                place=lambda row: [row.Task.area, row.Task.id],
            )  # fmt: skip
            return Page([row.Task for row in found.items], found.next)
