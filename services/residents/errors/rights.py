"""What is refused about people's rights over their data."""

from chassis.errors import NotFound, Refusal


class NoConsentNeeded(Refusal):
    """Consent is asked for only where nothing else allows the use."""

    code = "no-consent-needed"
    status = 422
    zh = "该用途依法不以同意为前提，无需登记同意。"
    en = "This purpose does not rest on consent: none is recorded or withdrawn."


class ConsentGivenAlready(Refusal):
    """A consent holds until it is withdrawn."""

    code = "consent-given"
    zh = "此人已按该版本告知书同意该用途，无需重复登记。"
    en = "This person agrees to this purpose by this notice already."


class ConsentNotGiven(Refusal):
    """What was withdrawn cannot be withdrawn again."""

    code = "consent-not-given"
    zh = "此人已撤回对该用途的同意。"
    en = "This person has withdrawn consent to this purpose already."


class ConsentWithdrawnSince(Refusal):
    """A consent of before does not undo a withdrawal."""

    code = "consent-withdrawn-since"
    zh = "此人在该日之后撤回过对该用途的同意：请重新征得同意，并填写同意当日。"
    en = "This person has withdrawn consent since that day: ask anew, and give the day of the answer."


class NoticeUnknown(NotFound):
    """A privacy notice that was not published, or not by that day."""

    code = "notice-unknown"
    zh = "没有该版本的个人信息处理告知书，或当日尚未发布：请查看现行版本（/privacy-notices/current）。"
    en = "There is no such privacy notice, or was none on that day: see /privacy-notices/current."


class ConsentByGuardian(Refusal):
    """For a child under fourteen a parent or guardian consents (PIPL, article 31)."""

    code = "consent-by-guardian"
    zh = (
        "此人未满十四周岁，须由监护人同意：请监护人本人办理，或由工作人员在 given_by 填写监护人（须已登记）。"
    )
    en = (
        "For a child under fourteen the guardian consents: let the guardian of record do so, or name them in "
        "given_by at the desk."
    )


class GuardianNotOnRecord(Refusal):
    """Only the guardian on record consents for somebody."""

    code = "guardian-not-on-record"
    zh = "given_by 不是已登记的监护人：请先登记监护关系，本人自行同意的请留空。"
    en = "given_by is not the guardian on record: record the guardian first; leave it out for a person's own consent."


class UseRestricted(Refusal):
    """Restricted data are kept and nothing else (PIPL art. 47)."""

    code = "use-restricted"
    zh = "此人的信息已限制处理，仅可保存：如需使用，请先解除限制。"
    en = "The use of this person's data is restricted: lift the restriction first."


class RestrictedAlready(Refusal):
    """A restriction holds until it is lifted."""

    code = "restricted-already"
    zh = "此人的信息已处于限制处理状态。"
    en = "The use of this person's data is restricted already."


class NotRestricted(Refusal):
    """What is not restricted cannot be lifted."""

    code = "not-restricted"
    zh = "此人的信息未被限制处理。"
    en = "The use of this person's data is not restricted."


class StillLivesHere(Refusal):
    """While somebody lives here the tenancy is the basis for keeping their data."""

    code = "still-lives-here"
    zh = "此人仍在本社区居住，登记信息依租赁合同保存：请先办理迁出，或改为限制处理。"
    en = "This person lives here under a tenancy: record the move-out first, or restrict the use of the data."


class HasDwelling(Refusal):
    """To whom a dwelling is let is known by name."""

    code = "has-dwelling"
    zh = "此人名下仍有配租的房屋：请先办结或撤销该配租。"
    en = "A dwelling is allocated to this person: end or withdraw the allocation first."


class HoldsPost(Refusal):
    """Who holds a post is known by name."""

    code = "holds-post"
    zh = "此人仍在任职：请先办理离任。"
    en = "This person holds a post: relieve them of it first."
