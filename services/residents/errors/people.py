"""What the register refuses about people themselves."""

from chassis.errors import NotFound, Refusal


class PersonUnknown(NotFound):
    """A person who is not in the register."""

    code = "person-unknown"
    zh = "没有登记这个人。"
    en = "This person is not in the register."


class AlreadyRecorded(Refusal):
    """One ID number, one person."""

    code = "already-recorded"
    zh = "该证件号码已登记过，请直接选用已有人员。"
    en = "A person with this ID number is already in the register: use that record."


class PossiblyRecorded(Refusal):
    """Who has the name and birth date of somebody on record may be that person."""

    code = "possibly-recorded"
    zh = (
        "已登记有姓名和出生日期相同的人员（candidates；elsewhere 为其他片区）：请先核对，是同一人就选用已有人员；"
        "确为另一人的，在 confirmed_distinct_from 填写其编号，其他片区的将 confirmed_distinct_elsewhere 设为 true。"
    )
    en = (
        "Somebody of this name and birth date is on record (candidates; elsewhere: outside your area). If it is the "
        "same person, use that record; if not, name its id in confirmed_distinct_from, and for those elsewhere "
        "set confirmed_distinct_elsewhere."
    )


class PairUnknown(NotFound):
    """A pair that was never proposed, or not to this caller."""

    code = "pair-unknown"
    zh = "没有这一对疑似重复的记录。"
    en = "There is no such pair of records."


class PairMerged(Refusal):
    """What has become one person is judged by unmerging."""

    code = "pair-merged"
    zh = "这两条记录已合并：如需分开，请先撤销合并。"
    en = "These records are merged: undo the merge to set them apart."


class SameRecord(Refusal):
    """It takes two records to merge them."""

    code = "same-record"
    status = 422
    zh = "不能把一条记录与自身合并，请在 into 填写另一条记录的编号。"
    en = "A record cannot be merged with itself: name the other one in `into`."


class BothLiveHere(Refusal):
    """One person, one home: of two records of one person only one can live here."""

    code = "both-live-here"
    zh = "两条记录目前都登记在住：请先为其中登记有误的一条办理迁出，再合并。"
    en = "Both records live here at present: let the wrong one leave its household first, then merge."


class MergedAlready(Refusal):
    """A record is merged into one that is not merged itself."""

    code = "merged-already"
    zh = "两条记录之一已并入其他记录：请改用其保留的记录（见该人员的 id），或先撤销那次合并。"
    en = "One of the two is merged into another: take the record that is kept (the id shown), or unmerge it first."


class HasMergedRecords(Refusal):
    """What others are merged into is kept."""

    code = "has-merged-records"
    zh = "已有记录并入该记录：请把另一条并入该记录（交换两者），或先撤销那些合并。"
    en = "Others are merged into this record: merge the other one into it instead, or unmerge those first."


class NotMerged(NotFound):
    """Only what was merged can be set apart."""

    code = "not-merged"
    zh = "该记录没有并入其他记录。"
    en = "This record is not merged into another."


class NotAnIdNumber(Refusal):
    """What was given for an ID number cannot be one; says why."""

    code = "not-an-id-number"
    status = 422
    zh = "{why_zh}"
    en = "{why_en}"


class NotAPhone(NotAnIdNumber):
    """What was given for a phone number cannot be one; says why."""

    code = "not-a-phone"


class IdTypeWithoutNumber(Refusal):
    """A document has a number, and a number is of a document."""

    code = "id-type-without-number"
    status = 422
    zh = "证件类型与证件号码不符：有证件请同时填写两项，没有证件请选“无证件”（none）并将号码留空。"
    en = "id_type and id_number go together: give both, or `none` and no number for who has no document."


class BirthDateImpossible(Refusal):
    """Nobody is born in the future, nor more than 130 years ago."""

    code = "birth-date-impossible"
    status = 422
    zh = "出生日期（birth_date）晚于今天或早于130年前，请核对后重新填写。"
    en = "The birth date (birth_date) lies in the future, or more than 130 years back: check it."


class BirthDateContradicted(Refusal):
    """The birth date is the one within the ID number."""

    code = "birth-date-contradicted"
    status = 422
    zh = "出生日期（birth_date）与证件号码中的不一致，请对照证件改正其中一项，或将出生日期留空。"
    en = "The birth date (birth_date) is not the one within the ID number: correct one, or leave the date empty."


class NotOnesOwnGuardian(Refusal):
    """Somebody else answers for a person."""

    code = "not-ones-own-guardian"
    status = 422
    zh = "监护人（guardian_id）不能是本人，请选择另一人。"
    en = "Nobody is their own guardian (guardian_id): name another person."


class GuardianIsMinor(Refusal):
    """A guardian is an adult (Civil Code, articles 17, 18 and 27)."""

    code = "guardian-is-minor"
    status = 422
    zh = "监护人（guardian_id）未满十八周岁，请选择成年人。"
    en = "The guardian (guardian_id) is under eighteen: name an adult."
