"""What notifications hold on people, and how long."""

from typing import Final

from chassis.holdings import Erased, Holding
from contracts.purposes import JOB_MATCHING, NOTIFYING
from services.notifications.models import (
    Contact,
    Interest,
    JobConsent,
    Match,
    Message,
    Notice,
    Recipient,
    Restriction,
)

HOLDINGS: Final = (
    Holding(
        model=Message,
        whose=Message.person_id,
        joins=((Notice, Notice.id == Message.notice_id),),
        zh="收到的通知",
        en="Messages received",
        purpose=NOTIFYING,
        shows={
            Notice.title: "标题",
            Message.channel: "渠道",
            Message.sent_at: "发送时间",
            Message.read_at: "阅读时间",
        },
        erased=Erased.DELETED,
    ),
    Holding(
        model=Match,
        whose=Match.person_id,
        joins=((Notice, Notice.id == Match.notice_id),),
        zh="岗位匹配结果",
        en="What the person was matched with, and why",
        purpose=JOB_MATCHING,
        shows={Notice.title: "标题", Match.reasons: "匹配理由"},
        erased=Erased.DELETED,
    ),
    Holding(
        model=Interest,
        whose=Interest.person_id,
        zh="求职意愿（用于匹配）",
        en="Wishes for work, for matching",
        purpose=JOB_MATCHING,
        shows={
            Interest.occupation: "职业",
            Interest.form: "用工形式",
            Interest.hours: "班次",
            Interest.area: "区域",
            Interest.open: "有效",
        },
        erased=Erased.DELETED,
    ),
    Holding(
        model=Contact,
        whose=Contact.person_id,
        zh="联系电话",
        en="Phone number",
        purpose=NOTIFYING,
        shows={Contact.phone: "联系电话"},
        erased=Erased.BLANKED,
        blanks={Contact.phone: None},
    ),
    Holding(
        model=Recipient,
        whose=Recipient.person_id,
        zh="是否在住",
        en="Whether the person lives here",
        purpose=NOTIFYING,
        shows={Recipient.present: "在住", Recipient.area: "区域"},
        erased=Erased.KEPT,
    ),
    Holding(
        model=Restriction,
        whose=Restriction.person_id,
        zh="限制处理",
        en="Whether use is restricted",
        purpose=NOTIFYING,
        shows={Restriction.restricted: "已限制"},
        erased=Erased.KEPT,
    ),
    Holding(
        model=JobConsent,
        whose=JobConsent.person_id,
        zh="求职匹配的同意",
        en="Consent to being matched",
        purpose=JOB_MATCHING,
        shows={JobConsent.given: "是否同意", JobConsent.on: "日期"},
        erased=Erased.KEPT,
    ),
)
