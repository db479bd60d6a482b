"""What care and visits hold on people."""

from typing import Final

from chassis.holdings import Erased, Holding
from contracts.purposes import CARE
from services.residents.models import CarePlan, CareTag, FollowUp, Visit, VisitAddendum, VisitedPerson

_MET = (VisitedPerson, VisitedPerson.visit_id == Visit.id)

CARE_HOLDINGS: Final = (
    Holding(
        model=CareTag,
        whose=CareTag.person_id,
        zh="特殊群体登记",
        en="Special groups",
        purpose=CARE,
        shows={
            CareTag.group: "类别",
            CareTag.source: "来源",
            CareTag.since: "起",
            CareTag.until: "止",
            CareTag.note: "备注",
        },
        erased=Erased.DELETED,
    ),
    Holding(
        model=CarePlan,
        whose=CarePlan.person_id,
        zh="关爱计划",
        en="Care plans",
        purpose=CARE,
        shows={
            CarePlan.tier: "档次",
            CarePlan.state: "状态",
            CarePlan.opened_on: "开始日期",
            CarePlan.visited_on: "上次走访",
            CarePlan.next_due: "下次走访",
            CarePlan.ended_on: "结束日期",
            CarePlan.end_reason: "结束原因",
            CarePlan.hand_over: "交接说明",
        },
        erased=Erased.DELETED,
    ),
    Holding(
        model=Visit,
        whose=VisitedPerson.person_id,
        joins=(_MET,),
        zh="走访记录",
        en="Visits",
        purpose=CARE,
        shows={
            Visit.on: "走访日期",
            Visit.situation: "家庭情况",
            Visit.difficulties: "困难",
            Visit.demands: "诉求和建议",
            Visit.action: "现场处理",
        },
        erased=Erased.BLANKED,
        blanks=dict.fromkeys((Visit.situation, Visit.difficulties, Visit.demands, Visit.action)),
    ),
    Holding(
        model=VisitAddendum,
        whose=VisitedPerson.person_id,
        joins=((Visit, Visit.id == VisitAddendum.visit_id), _MET),
        zh="走访补充记录",
        en="What was added to visits",
        purpose=CARE,
        shows={VisitAddendum.recorded_at: "记录时间", VisitAddendum.text: "内容"},
        erased=Erased.BLANKED,
        blanks={VisitAddendum.text: None},
    ),
    Holding(
        model=FollowUp,
        whose=VisitedPerson.person_id,
        joins=((Visit, Visit.id == FollowUp.visit_id), _MET),
        zh="走访后续事项",
        en="What was promised on visits",
        purpose=CARE,
        shows={FollowUp.what: "事项", FollowUp.due_on: "期限", FollowUp.done_on: "办结日期"},
        erased=Erased.BLANKED,
        blanks={FollowUp.what: None},
    ),
    Holding(
        model=Visit,
        whose=Visit.visitor_id,
        zh="本人所做的走访",
        en="Visits the person made",
        purpose=CARE,
        shows={Visit.on: "走访日期"},
        erased=Erased.KEPT,
    ),
    Holding(
        model=VisitAddendum,
        whose=VisitAddendum.visitor_id,
        zh="本人补充的走访记录",
        en="What the person added to visits",
        purpose=CARE,
        shows={VisitAddendum.recorded_at: "记录时间"},
        erased=Erased.KEPT,
    ),
)
"""A page of the diary tells of all who were met: when one of them is erased, its words go."""
