"""What the register refuses, one class per rule."""

from chassis.errors import NotFound, Refusal


class HouseholdNotHere(NotFound):
    """A household that is unknown or has no open tenancy."""

    code = "household-not-here"
    zh = "该家庭不在本社区租住。"
    en = "This household has no open tenancy here."


class DwellingUnknown(NotFound):
    """A dwelling that is not in the register."""

    code = "dwelling-unknown"
    zh = "没有登记这套房屋。"
    en = "This dwelling is not in the register."


class PersonUnknown(NotFound):
    """A person who is not in the register."""

    code = "person-unknown"
    zh = "没有登记这个人。"
    en = "This person is not in the register."


class PostUnknown(NotFound):
    """A post that does not exist."""

    code = "post-unknown"
    zh = "没有这个岗位。"
    en = "There is no such post."


class DwellingOccupied(Refusal):
    """One dwelling, one open tenancy."""

    code = "dwelling-occupied"
    zh = "房屋 {address} 已有在住家庭，请先办理退租或换租。"
    en = "Dwelling {address} has a household: end or exchange its tenancy first."


class DwellingOccupiedThen(Refusal):
    """At no time two households in one dwelling."""

    code = "dwelling-occupied-then"
    zh = "该房屋到 {until} 为止另有家庭在住，不能从 {since} 起入住。"
    en = "Another household held the dwelling until {until}: nobody else can move in on {since}."


class PersonLivedHereThen(Refusal):
    """At no time two homes of one person."""

    code = "person-lived-here-then"
    zh = "其中有人到 {until} 为止住在本社区另一处，不能从 {since} 起登记新住处。"
    en = "One of these people had another home here until {until}: nobody can have two, from {since} on."


class PersonLivesHere(Refusal):
    """One person, one home."""

    code = "person-lives-here"
    zh = "此人已在本社区居住，请先办理迁出。"
    en = "This person already lives in the community: let them leave the present household first."


class TenantCannotLeaveAlone(Refusal):
    """A tenancy needs its tenant."""

    code = "tenant-cannot-leave-alone"
    zh = "承租人不能单独迁出：请先变更承租人，或为全家办理退租。"
    en = "The tenant cannot leave alone: change the tenant first, or let the household move out."


class PersonNotInHousehold(Refusal):
    """Only a member can leave."""

    code = "person-not-in-household"
    zh = "此人不是该家庭的成员。"
    en = "This person is not a member of the household."


class EndsBeforeItBegan(Refusal):
    """Nothing ends before it began."""

    code = "ends-before-it-began"
    status = 422
    zh = "日期 {on} 早于开始日期 {since}。"
    en = "The day {on} lies before the beginning, {since}."


class LeaseEndsTooEarly(Refusal):
    """A lease runs for at least a day."""

    code = "lease-ends-too-early"
    status = 422
    zh = "到期日期 {lease_ends} 早于起租日期 {since}。"
    en = "The lease would end on {lease_ends}, before it begins on {since}."


class HouseholdNeedsOneTenant(Refusal):
    """Exactly one member of a household is its tenant."""

    code = "household-needs-one-tenant"
    status = 422
    zh = "每个家庭必须有且只有一名承租人。"
    en = "A household has exactly one tenant."


class AlreadyRecorded(Refusal):
    """One ID number, one person."""

    code = "already-recorded"
    zh = "该证件号码已登记过，请直接选用已有人员。"
    en = "A person with this ID number is already in the register: use that record."


class NotAnIdNumber(Refusal):
    """What was given for an ID number cannot be one; says why."""

    code = "not-an-id-number"
    status = 422
    zh = "{why_zh}"
    en = "{why_en}"


class NotAPhone(NotAnIdNumber):
    """What was given for a phone number cannot be one; says why."""

    code = "not-a-phone"


class PostHeld(Refusal):
    """One post, one holder."""

    code = "post-held"
    zh = "该岗位已有人担任，请先免去现任。"
    en = "This post has a holder: relieve them first."


class PostVacant(Refusal):
    """Nobody can be relieved of a vacant post."""

    code = "post-vacant"
    zh = "该岗位目前空缺。"
    en = "This post is vacant."


class KeeperMustLiveThere(Refusal):
    """A hub household lives in its building."""

    code = "keeper-must-live-there"
    zh = "党员中心户必须住在本楼栋。"
    en = "A hub-household keeper must live in the building."


class NotALeafGrid(Refusal):
    """Dwellings lie in grids that are not divided further."""

    code = "not-a-leaf-grid"
    status = 422
    zh = "房屋必须划入最小一级网格。"
    en = "A dwelling belongs to a grid that is not divided further."


class MassMoveOut(Refusal):
    """A roster that empties the estate is more likely cut off than right."""

    code = "mass-move-out"
    zh = "该表将使 {households} 户中的 {leaving} 户退租，超过 5%。请核对表格是否完整；确认无误后选择“允许大量退租”。"
    en = (
        "This roster would end {leaving} of {households} tenancies, more than 5 %. Check that it is complete; "
        "if it is, allow the mass move-out."
    )


class RegisterChangedMeanwhile(Refusal):
    """Somebody changed the same households while the roster was being taken over."""

    code = "register-changed-meanwhile"
    zh = "导入期间登记数据已被他人修改，请重新导入：已写入的部分不会重复。"
    en = "The register was changed while the roster was taken over: import it again, nothing is taken twice."


class NoConsentNeeded(Refusal):
    """Consent is asked for only where nothing else allows the use."""

    code = "no-consent-needed"
    status = 422
    zh = "该用途依法不以同意为前提，无需登记同意。"
    en = "This purpose does not rest on consent: none is recorded or withdrawn."


class ConsentGivenAlready(Refusal):
    """A consent holds until it is withdrawn."""

    code = "consent-given"
    zh = "此人已同意该用途，无需重复登记。"
    en = "This person agrees to this purpose already."


class ConsentNotGiven(Refusal):
    """What was withdrawn cannot be withdrawn again."""

    code = "consent-not-given"
    zh = "此人已撤回对该用途的同意。"
    en = "This person has withdrawn consent to this purpose already."


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


class HoldsPost(Refusal):
    """Who holds a post is known by name."""

    code = "holds-post"
    zh = "此人仍在任职：请先办理离任。"
    en = "This person holds a post: relieve them of it first."
