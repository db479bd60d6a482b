"""What the register refuses about who lives where."""

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


class DeathOfOne(Refusal):
    """A household is not dead because one of it is."""

    code = "death-of-one"
    status = 422
    zh = "该户尚有 {members} 人在住：去世请按个人登记；去世者为承租人的，请先办理变更承租人。"
    en = (
        "{members} people live in this household: record a death person by person, and change the tenant first if it "
        "is theirs."
    )


class NotALeafGrid(Refusal):
    """Dwellings lie in grids that are not divided further."""

    code = "not-a-leaf-grid"
    status = 422
    zh = "房屋必须划入最小一级网格。"
    en = "A dwelling belongs to a grid that is not divided further."


class RegisterChangedMeanwhile(Refusal):
    """Somebody changed the same households while the roster was being taken over."""

    code = "register-changed-meanwhile"
    zh = "导入期间登记数据已被他人修改，请重新导入：已写入的部分不会重复。"
    en = "The register was changed while the roster was taken over: import it again, nothing is taken twice."


class AllocatedToAnother(Refusal):
    """Who moves into an allocated dwelling as its tenant is the one it was allocated to."""

    code = "allocated-to-another"
    zh = "该房屋配租给了另一人：入住时的承租人必须是配租时的承租人。"
    en = "The dwelling was allocated to somebody else: who checks in as the tenant must be who it was kept for."


class ExchangeInstead(Refusal):
    """Who rents here already changes the dwelling with the whole household."""

    code = "exchange-instead"
    zh = "承租人已在本社区租住：请不要办理入住，改为其所在家庭办理换租，换入本房屋。"
    en = "This tenant rents here already: do not check in, let the present household exchange into this dwelling."


class ContractNeeded(Refusal):
    """Nobody takes up a dwelling without a contract."""

    code = "contract-needed"
    status = 422
    zh = "该房屋尚未签约：请填写合同编号（contract_number）和到期日期（lease_ends）。"
    en = "Nobody has signed for this dwelling: give contract_number and lease_ends."


class SignedOtherwise(Refusal):
    """What was signed holds."""

    code = "signed-otherwise"
    zh = "该房屋签约时登记的合同编号或到期日期与此不同：请核对，或不填这两项。"
    en = "Another contract or day was signed here: check contract_number and lease_ends, or leave them out."


class StepOutOfOrder(Refusal):
    """A tenancy goes through its states in order."""

    code = "step-out-of-order"
    zh = "租赁当前状态为“{state_zh}”，不能办理“{step_zh}”。"
    en = "The tenancy is {state}: it cannot {step} now."


class TenancyUnknown(NotFound):
    """A tenancy that does not exist."""

    code = "tenancy-unknown"
    zh = "没有这份租约。"
    en = "There is no such tenancy."


class NothingToUndo(Refusal):
    """Only the last thing that happened is undone, and only a move-out."""

    code = "nothing-to-undo"
    zh = "最近一次变动不是退租或迁出，不能撤销。"
    en = "The last that happened was no move-out: there is nothing to undo."


class DwellingTakenSince(Refusal):
    """Nobody comes back to where somebody else lives."""

    code = "dwelling-taken-since"
    zh = "退租之后该房屋已另有家庭，不能撤销退租；请为其办理新的入住。"
    en = "Somebody else has held the dwelling since: let the household move in anew, elsewhere."


class MembersMerged(Refusal):
    """Two members turned out to be one person, who lives in one place once."""

    code = "members-merged"
    zh = "迁出的成员中有两份档案其后合并为一人：请先取消合并，再撤销迁出。"
    en = "Two of those who left were merged into one person since: set their records apart first."


class LivesElsewhereSince(Refusal):
    """Nobody comes back who lives elsewhere."""

    code = "lives-elsewhere-since"
    zh = "其中有人此后已住在本社区另一处，不能撤销迁出。"
    en = "Somebody of them has lived elsewhere here since: the move-out cannot be undone."


class TenantStays(Refusal):
    """When a household is split, its tenant stays."""

    code = "tenant-stays"
    zh = "分户时原承租人留在原户：请先变更承租人。"
    en = "The tenant stays with the household when it is split: change the tenant first."


class SomebodyMustGo(Refusal):
    """A split and a joining concern somebody."""

    code = "somebody-must-go"
    status = 422
    zh = "请列出全部有关成员及其与承租人的关系。"
    en = "Name all members concerned, and how they stand to the tenant."


class LeaseImportUnknown(NotFound):
    """A roster that was not taken."""

    code = "lease-import-unknown"
    zh = "没有这次导入。"
    en = "There was no such import."


class LeaseImportUnfinished(Refusal):
    """Only what a roster has found to the end is compared with another's."""

    code = "lease-import-unfinished"
    zh = "该次导入尚未完成，不能用于比较：请重新导入同一文件，把它做完。"
    en = "This import has not ended: import the same file once more to finish it, then compare."
