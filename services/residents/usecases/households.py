"""Who makes up a household: another tenant, one household of two, two of one."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.events.outbox import announce
from chassis.versions import require_seen
from contracts.residents import HouseholdsJoined, HouseholdSplit, TenantChanged
from services.residents import queries
from services.residents.changes import HouseholdJoining, RegisterChanges, Relation, Split
from services.residents.errors import (
    EndsBeforeItBegan,
    HouseholdNotHere,
    PersonNotInHousehold,
    SomebodyMustGo,
)
from services.residents.models import Household
from services.residents.usecases import closing
from services.residents.usecases.register import apply_changes, refuse_two_households, require_households


def change_tenant(
    session: Session,
    household_id: UUID,
    *,
    person_id: UUID,
    on: date,
    now: datetime,
    reason: str,
    relations: Mapping[UUID, Relation],
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> None:
    """Let another member hold the tenancy; `relations` says how all others stand to them.

    Raises HouseholdNotHere, ChangedMeanwhile, PersonNotInHousehold, SomebodyMustGo when a member is left out,
    EndsBeforeItBegan.
    """
    found = queries.open_tenancy_of(session, household_id, reach)
    if found is None:
        raise HouseholdNotHere
    tenancy, _ = found
    require_seen(tenancy.version, seen)
    members = queries.open_stays(session, [household_id])[household_id]
    kept = people_of(session, {*members, *relations, person_id})
    theirs = {kept[each]: stay for each, stay in members.items()}
    if kept[person_id] not in theirs or theirs[kept[person_id]].relation == "tenant":
        raise PersonNotInHousehold
    others = {kept[each]: relation for each, relation in relations.items()}
    if others.keys() != theirs.keys() - {kept[person_id]} or "tenant" in others.values():
        raise SomebodyMustGo
    since = queries.relations_since(session, [each.id for each in theirs.values()])
    if on < since:
        raise EndsBeforeItBegan(on=on, since=since)
    _relate(session, {stay: others.get(person, "tenant") for person, stay in theirs.items()}, on=on, now=now)
    household = _locked(session, household_id)
    before, household.tenant_id = household.tenant_id, theirs[kept[person_id]].person_id
    household.version += 1
    tenancy.version += 1
    changed = TenantChanged(
        household_id=household_id,
        tenancy_id=tenancy.id,
        from_person_id=before,
        person_id=household.tenant_id,
        on=on,
        reason=reason,
    )
    announce(session, changed, sequence=household.version)


def split_household(
    session: Session, split: Split, *, seen: int | None = None, reach: Reach = UNLIMITED
) -> None:
    """Let some members have a household of their own in another dwelling.

    Raises what an exchange raises, PersonNotInHousehold, TenantStays.
    """
    require_households(session, [split.household_id], seen=seen, reach=reach)
    apply_changes(session, RegisterChanges(splits=[split]), reach=reach)
    refuse_two_households(session, split.dwelling_id, split.on)
    household = _locked(session, split.household_id)
    household.version += 1
    fact = HouseholdSplit(
        household_id=split.household_id, new_household_id=split.new_household_id, on=split.on
    )
    announce(session, fact, sequence=household.version)


def join_households(
    session: Session, joining: HouseholdJoining, *, seen: int | None = None, reach: Reach = UNLIMITED
) -> None:
    """Let a household become a part of another one, which keeps its tenant and dwelling.

    Raises HouseholdNotHere, ChangedMeanwhile, SomebodyMustGo.
    """
    both = [joining.household_id, joining.into_household_id]
    require_households(session, both, seen=seen, reach=reach)
    apply_changes(session, RegisterChanges(household_joinings=[joining]), reach=reach)
    household = _locked(session, joining.into_household_id)
    household.version += 1
    fact = HouseholdsJoined(
        household_id=joining.into_household_id, joined_household_id=joining.household_id, on=joining.on
    )
    announce(session, fact, sequence=household.version)


def _relate(
    session: Session, relations: Mapping[queries.OpenStay, Relation], *, on: date, now: datetime
) -> None:
    """Let members stand to the tenant otherwise from a day on, and remember how they stood until then."""
    changed = [
        closing.Related(stay.id, stay.relation, relation, on)
        for stay, relation in relations.items()
        if stay.relation != relation
    ]
    closing.write_relations(session, changed, now=now)


def _locked(session: Session, household_id: UUID) -> Household:
    return session.get_one(Household, household_id, with_for_update=True)
