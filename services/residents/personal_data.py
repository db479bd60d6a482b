"""What the register holds on people, and how long."""

from typing import Final

from chassis.holdings import Erased, Holding
from contracts.purposes import GOVERNANCE, TENANCY
from services.residents.care_data import CARE_HOLDINGS
from services.residents.models import (
    Consent,
    DuplicatePair,
    Dwelling,
    Household,
    Observation,
    Person,
    Post,
    RosterEntry,
    Stay,
    Tenancy,
    Term,
    Verification,
    VerifiedStay,
)

HOLDINGS: Final = (
    *CARE_HOLDINGS,
    Holding(
        model=Person,
        whose=Person.id,
        zh="本人信息",
        en="The person",
        purpose=TENANCY,
        shows={
            Person.name: "姓名",
            Person.id_type: "证件类型",
            Person.id_number: "证件号码",
            Person.phone: "联系电话",
            Person.birth_date: "出生日期",
            Person.restricted_since: "限制处理起始日",
        },
        erased=Erased.BLANKED,
        blanks={
            Person.name: "",
            Person.id_type: "none",
            Person.namesake_index: None,
            Person.guardian_id: None,
            Person.id_number: None,
            Person.id_number_index: None,
            Person.phone: None,
            Person.phone_index: None,
            Person.birth_date: None,
        },
    ),
    Holding(
        model=Person,
        whose=Person.guardian_id,
        zh="被监护的人",
        en="Whom the person answers for",
        purpose=GOVERNANCE,
        shows={Person.name: "姓名"},
        erased=Erased.BLANKED,
        blanks={Person.guardian_id: None},
    ),
    *(
        Holding(
            model=DuplicatePair,
            whose=whose,
            zh="疑似重复登记",
            en="Records that may be the same person's",
            purpose=GOVERNANCE,
            shows={DuplicatePair.state: "状态", DuplicatePair.found_at: "发现时间"},
            erased=Erased.DELETED,
        )
        for whose in (DuplicatePair.first_id, DuplicatePair.second_id)
    ),
    Holding(
        model=Stay,
        whose=Stay.person_id,
        joins=((Dwelling, Dwelling.id == Stay.dwelling_id),),
        zh="居住记录",
        en="Where and when the person has lived",
        purpose=TENANCY,
        shows={
            Dwelling.address: "房屋",
            Stay.relation: "与承租人关系",
            Stay.since: "入住日期",
            Stay.until: "迁出日期",
            Stay.end_reason: "迁出原因",
        },
        erased=Erased.KEPT,
    ),
    Holding(
        model=Tenancy,
        whose=Household.tenant_id,
        joins=((Household, Household.id == Tenancy.household_id),),
        zh="租赁合同",
        en="Tenancies",
        purpose=TENANCY,
        shows={
            Tenancy.contract_number: "合同编号",
            Tenancy.since: "起租日期",
            Tenancy.lease_ends: "合同到期日",
            Tenancy.until: "退租日期",
            Tenancy.end_reason: "退租原因",
        },
        erased=Erased.BLANKED,
        blanks={Tenancy.contract_number: ""},
    ),
    Holding(
        model=VerifiedStay,
        whose=Stay.person_id,
        joins=(
            (Stay, Stay.id == VerifiedStay.stay_id),
            (Verification, Verification.id == VerifiedStay.verification_id),
        ),
        zh="核实记录",
        en="When the record was checked",
        purpose=GOVERNANCE,
        shows={Verification.on: "核实日期", Verification.means: "方式"},
        erased=Erased.KEPT,
    ),
    Holding(
        model=Verification,
        whose=Verification.checker_id,
        zh="本人所做的核实",
        en="Checks the person made",
        purpose=GOVERNANCE,
        shows={Verification.on: "核实日期", Verification.means: "方式"},
        erased=Erased.KEPT,
    ),
    *(
        Holding(
            model=Observation,
            whose=whose,
            joins=joins,
            zh="上门观察",
            en="What was seen at the door",
            purpose=GOVERNANCE,
            shows={Observation.on: "日期", Observation.seen: "情况", Observation.note: "备注"},
            erased=Erased.BLANKED,
            blanks={Observation.note: None},
        )
        for whose, joins in (
            (Stay.person_id, ((Stay, Stay.household_id == Observation.household_id),)),
            (Observation.person_id, ()),
        )
    ),
    Holding(
        model=Observation,
        whose=Observation.checker_id,
        zh="本人所做的观察",
        en="Observations the person made",
        purpose=GOVERNANCE,
        shows={Observation.on: "日期", Observation.seen: "情况"},
        erased=Erased.KEPT,
    ),
    Holding(
        model=Term,
        whose=Term.person_id,
        joins=((Post, Post.id == Term.post_id),),
        zh="任职记录",
        en="Posts held",
        purpose=GOVERNANCE,
        shows={
            Post.kind: "岗位",
            Post.area: "范围",
            Term.since: "任职日期",
            Term.until: "离任日期",
            Term.end_reason: "离任原因",
        },
        erased=Erased.KEPT,
    ),
    Holding(
        model=RosterEntry,
        whose=RosterEntry.person_id,
        zh="网格花名册",
        en="Lines on grid rosters",
        purpose=GOVERNANCE,
        shows={RosterEntry.grid: "网格", RosterEntry.since: "起", RosterEntry.until: "止"},
        erased=Erased.KEPT,
    ),
    Holding(
        model=Consent,
        whose=Consent.person_id,
        zh="同意记录",
        en="Consents",
        purpose=GOVERNANCE,
        shows={
            Consent.purpose: "用途",
            Consent.notice: "告知书版本",
            Consent.given_on: "同意日期",
            Consent.channel: "方式",
            Consent.proof: "凭证",
            Consent.withdrawn_on: "撤回日期",
        },
        erased=Erased.BLANKED,
        blanks={Consent.proof: ""},
    ),
)
"""That consent was given is kept after erasure, without its proof: the law asks to be able to show it."""
