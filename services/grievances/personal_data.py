"""What grievances hold on people, and how long."""

from typing import Final

from chassis.holdings import Erased, Holding
from contracts.purposes import GOVERNANCE, GRIEVANCES
from services.grievances.models import SETTLED, Case, CaseEntry, Post, Resident

HOLDINGS: Final = (
    Holding(
        model=Case,
        whose=Case.reporter_id,
        zh="本人反映的诉求",
        en="Cases the person brought",
        purpose=GRIEVANCES,
        shows={
            Case.number: "编号",
            Case.category: "类别",
            Case.description: "内容",
            Case.state: "状态",
            Case.filed_at: "受理时间",
            Case.settled_at: "办结时间",
        },
        erased=Erased.BLANKED,
        blanks={Case.description: ""},
        only=Case.state == SETTLED,
    ),
    Holding(
        model=CaseEntry,
        whose=CaseEntry.person_id,
        joins=((Case, Case.id == CaseEntry.case_id),),
        zh="与本人有关的办理记录",
        en="Steps of cases that name the person",
        purpose=GRIEVANCES,
        shows={Case.number: "编号", CaseEntry.at: "时间", CaseEntry.kind: "事项"},
        erased=Erased.KEPT,
    ),
    Holding(
        model=Case,
        whose=Case.assignee_id,
        zh="由本人办理的诉求",
        en="Cases in the person's hands",
        purpose=GOVERNANCE,
        shows={Case.number: "编号", Case.category: "类别", Case.state: "状态"},
        erased=Erased.KEPT,
    ),
    Holding(
        model=Resident,
        whose=Resident.person_id,
        zh="是否在住",
        en="Whether the person lives here",
        purpose=GRIEVANCES,
        shows={Resident.present: "在住", Resident.until: "迁出日期"},
        erased=Erased.KEPT,
    ),
    Holding(
        model=Post,
        whose=Post.person_id,
        zh="担任的岗位",
        en="Posts held",
        purpose=GOVERNANCE,
        shows={Post.kind: "岗位", Post.area: "范围"},
        erased=Erased.KEPT,
    ),
)
"""What an open case says is needed until it is settled; it is blanked then."""
