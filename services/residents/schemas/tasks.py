"""What is to be seen to."""

from marshmallow import Schema, fields, validate

from chassis.web.paging import PageArgs
from services.residents.models.tasks import TASKS
from services.residents.schemas.values import AREA


class TaskArgs(PageArgs):
    """Which tasks."""

    area = fields.String(load_default=None, allow_none=True, validate=AREA)
    done = fields.Boolean(load_default=False)


class TaskOut(Schema):
    """Something to see to."""

    id = fields.UUID()
    kind = fields.String(validate=validate.OneOf(list(TASKS)))
    zh = fields.Function(lambda task: TASKS[task.kind], metadata={"type": "string"})
    subject_id = fields.UUID()
    area = fields.String(metadata={"example": "/huafu/c1/b18/"})
    raised_on = fields.Date()
    done_on = fields.Date(allow_none=True)
