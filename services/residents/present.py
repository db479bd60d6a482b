"""The register as it is now, told in facts: for copies that are new, damaged or doubted."""

from collections.abc import Collection, Iterator
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from chassis import clock
from chassis.events.tables import Alias
from chassis.personal import seal
from chassis.present import Fact, Present
from contracts.purposes import PURPOSES
from contracts.residents import (
    ConsentGiven,
    ConsentWithdrawn,
    ContactChanged,
    DwellingRegistered,
    PeopleMerged,
    PeopleUnmerged,
    PostFilled,
    PostVacated,
    ProcessingRestricted,
    ResidentMovedIn,
    ResidentMovedOut,
)
from services.residents.models import MOVED_OUT, Consent, Dwelling, Person, Post, Stay, Term

Ids = Collection[UUID] | None


def _only(statement: Select[Any], column: Any, ids: Ids) -> Select[Any]:
    return statement if ids is None else statement.where(column.in_(ids))


def _stays(session: Session, ids: Ids) -> Iterator[Fact]:
    """Every stay there ever was, as its person's coming or going."""
    found: Any = select(Stay, Dwelling, Person.version).join(Dwelling, Dwelling.id == Stay.dwelling_id)
    found = found.join(Person, Person.id == Stay.person_id)
    order = (Stay.person_id, Stay.until.is_not(None), Stay.until.desc(), Stay.id.desc())
    for stay, home, version in session.execute(_only(found, Stay.person_id, ids).order_by(*order)):
        told: dict[str, Any] = {
            "person_id": stay.person_id,
            "household_id": stay.household_id,
            "stay_id": stay.id,
            "dwelling_id": home.id,
            "area": home.path,
            "grid": home.grid_path,
            "since": stay.since,
        }
        if stay.until is None:
            yield ResidentMovedIn(**told), version
        else:
            # Who moves inside the estate ends a stay too; of its end the roster keeps the day alone.
            reason = stay.end_reason if stay.end_reason in MOVED_OUT else "tenancy_ended"
            yield ResidentMovedOut(**told, until=stay.until, reason=reason), version


def _whereabouts(session: Session, ids: Ids) -> Iterator[Fact]:
    """Where everybody lives, or lived last."""
    told: set[str] = set()
    for fact, version in _stays(session, ids):
        if fact.subject not in told:
            told.add(fact.subject)
            yield fact, version


def _contacts(session: Session, ids: Ids) -> Iterator[Fact]:
    found: Any = select(Person.id, Person.phone, Person.version).where(Person.phone.is_not(None))
    for person_id, phone, version in session.execute(_only(found, Person.id, ids)):
        yield ContactChanged(person_id=person_id, phone=seal(phone)), version


def _restrictions(session: Session, ids: Ids) -> Iterator[Fact]:
    found = select(Person).where(Person.restricted_since.is_not(None))
    for person in session.scalars(_only(found, Person.id, ids)):
        yield (
            ProcessingRestricted(person_id=person.id, on=person.restricted_since or clock.today()),
            person.version,
        )


def _consents(session: Session, ids: Ids) -> Iterator[Fact]:
    """The last word of everybody on each purpose."""
    found: Any = select(Consent, Person.version).join(Person, Person.id == Consent.person_id)
    found = found.where(Consent.purpose.in_([each.code for each in PURPOSES.values() if each.told]))
    order = (Consent.withdrawn_on.is_not(None), Consent.withdrawn_on.desc(), Consent.id.desc())
    told: set[tuple[UUID, str]] = set()
    for given, version in session.execute(_only(found, Consent.person_id, ids).order_by(*order)):
        if (given.person_id, given.purpose) in told:
            continue
        told.add((given.person_id, given.purpose))
        about = {"person_id": given.person_id, "purpose": given.purpose}
        if given.withdrawn_on is None:
            yield ConsentGiven(**about, notice=given.notice, on=given.given_on), version
        else:
            yield ConsentWithdrawn(**about, on=given.withdrawn_on), version


def _dwellings(session: Session, ids: Ids) -> Iterator[Fact]:
    for each in session.scalars(_only(select(Dwelling), Dwelling.id, ids)):
        fact = DwellingRegistered(
            dwelling_id=each.id, address=each.address, area=each.path, grid=each.grid_path
        )
        yield fact, each.version


def _posts(session: Session, ids: Ids) -> Iterator[Fact]:
    """Posts that were ever filled, with the term that runs or ran last."""
    found: Any = select(Post, Term).join(Term, Term.post_id == Post.id).where(Post.version > 0)
    order = (Term.until.is_not(None), Term.until.desc(), Term.id.desc())
    told: set[UUID] = set()
    for post, term in session.execute(_only(found, Post.id, ids).order_by(*order)):
        if post.id in told:
            continue
        told.add(post.id)
        about = {"post_id": post.id, "kind": post.kind, "scope": post.scope, "area": post.area}
        about["person_id"] = term.person_id
        if term.until is None:
            yield PostFilled(**about, since=term.since, term_ends=term.term_ends), post.version
        else:
            yield PostVacated(**about, until=term.until, reason=term.end_reason), post.version


def _mergers(session: Session, ids: Ids) -> Iterator[Fact]:
    for each in session.scalars(_only(select(Alias), Alias.merged_id, ids)):
        if each.kept_id is not None:
            yield PeopleMerged(merged_id=each.merged_id, kept_id=each.kept_id), each.version
        else:
            # Whom it was set apart from is not kept, and no copy asks.
            yield PeopleUnmerged(merged_id=each.merged_id, kept_id=each.merged_id), each.version


_MOVES = (ResidentMovedIn, ResidentMovedOut)

PRESENTS: Final = (
    Present(name="whereabouts", types=_MOVES, read=_whereabouts),
    Present(name="stays", types=_MOVES, read=_stays),
    Present(name="contacts", types=(ContactChanged,), read=_contacts),
    Present(name="restrictions", types=(ProcessingRestricted,), read=_restrictions),
    Present(name="consents", types=(ConsentGiven, ConsentWithdrawn), read=_consents),
    Present(name="dwellings", types=(DwellingRegistered,), read=_dwellings),
    Present(name="posts", types=(PostFilled, PostVacated), read=_posts),
    Present(name="mergers", types=(PeopleMerged, PeopleUnmerged), read=_mergers),
)
