"""What the job supermarket holds on people, and how long."""

from typing import Final

from chassis.holdings import Erased, Holding
from contracts.purposes import JOB_MATCHING
from services.employment.models import Departure, JobConsent, Resident, UndoneDeparture, Wish

HOLDINGS: Final = (
    Holding(
        model=Wish,
        whose=Wish.person_id,
        zh="求职意愿",
        en="Wishes for work",
        purpose=JOB_MATCHING,
        shows={
            Wish.occupation: "职业",
            Wish.form: "用工形式",
            Wish.hours: "班次",
            Wish.pay_from_fen: "期望薪酬（分）",
            Wish.pay_per: "计薪单位",
            Wish.area: "区域",
            Wish.recorded_at: "登记时间",
            Wish.state: "状态",
            Wish.ended_on: "结束日期",
        },
        erased=Erased.DELETED,
    ),
    Holding(
        model=Resident,
        whose=Resident.person_id,
        zh="是否在住",
        en="Whether the person lives here",
        purpose=JOB_MATCHING,
        shows={Resident.present: "在住", Resident.area: "区域", Resident.until: "迁出日期"},
        erased=Erased.KEPT,
    ),
    Holding(
        model=JobConsent,
        whose=JobConsent.person_id,
        zh="求职匹配的同意",
        en="Consent to being matched",
        purpose=JOB_MATCHING,
        shows={JobConsent.given: "是否同意"},
        erased=Erased.KEPT,
    ),
    Holding(
        model=Departure,
        whose=Departure.person_id,
        zh="迁出记录",
        en="When the person left",
        purpose=JOB_MATCHING,
        shows={Departure.until: "迁出日期"},
        erased=Erased.DELETED,
    ),
    Holding(
        model=UndoneDeparture,
        whose=UndoneDeparture.person_id,
        zh="撤销的迁出记录",
        en="Departures that were undone",
        purpose=JOB_MATCHING,
        shows={UndoneDeparture.stay_id: "居住记录编号"},
        erased=Erased.DELETED,
    ),
)
