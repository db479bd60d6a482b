"""What people agree to, and no longer agree to (PIPL arts. 13-16)."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import aliases, audit
from chassis.access import UNLIMITED, Reach
from chassis.events.outbox import announce
from chassis.ids import new_id
from contracts.purposes import PURPOSES
from contracts.residents import ConsentGiven, ConsentWithdrawn
from services.residents import care, privacy, queries
from services.residents.ages import consents_alone
from services.residents.errors import (
    ConsentByGuardian,
    ConsentGivenAlready,
    ConsentNotGiven,
    ConsentWithdrawnSince,
    EndsBeforeItBegan,
    GuardianNotOnRecord,
    NoConsentNeeded,
    NoticeUnknown,
)
from services.residents.models import Consent, Person
from services.residents.usecases.records import locked_person


def give_consent(
    session: Session,
    person_id: UUID,
    purpose: str,
    *,
    on: date,
    channel: str,
    proof: str = "",
    given_by: UUID | None = None,
    notice: str | None = None,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> Consent:
    """Note that a person agrees to a purpose, as a privacy notice explains it: that of the day, or another.

    A guardian on record may agree for their ward, and has to for a child under fourteen (art. 31): `given_by`, or the
    caller. Consent to another notice than the one on record is an entry of its own. Raises PersonUnknown,
    ChangedMeanwhile, NoConsentNeeded, NoticeUnknown, ConsentByGuardian, GuardianNotOnRecord, ConsentGivenAlready,
    ConsentWithdrawnSince.
    """
    person, records = locked_person(session, person_id, reach, wards=True, seen=seen)
    _require_consent(purpose)
    accepted = privacy.version_on(notice, on) if notice else privacy.in_force(on)
    if accepted is None:
        raise NoticeUnknown
    giver = _giver(session, person, list(records.values()), given_by, on=on, reach=reach)
    said = queries.ledger(session, person.id, purpose)
    standing = [each.notice for each in said if each.withdrawn_on is None]
    if queries.agrees(said) and accepted.version in standing:
        raise ConsentGivenAlready
    if on < max((each.withdrawn_on for each in said if each.withdrawn_on), default=on):
        raise ConsentWithdrawnSince
    consent = Consent(
        id=new_id(),
        person_id=person.id,
        purpose=purpose,
        notice=accepted.version,
        given_on=on,
        channel=channel,
        given_by=giver,
        proof=proof,
    )
    session.add(consent)
    _tell(session, person, ConsentGiven(person_id=person.id, purpose=purpose, notice=accepted.version, on=on))
    return consent


def withdraw_consent(
    session: Session,
    person_id: UUID,
    purpose: str,
    *,
    on: date,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> None:
    """Note that a person no longer agrees, whether or not they said before that they did (art. 15).

    Of records that were merged each says no, of what other services are told: they need not know which of them are
    one person. Special groups that rest on the consent end with it. A guardian on record may withdraw for their ward.
    Raises PersonUnknown, ChangedMeanwhile, NoConsentNeeded, ConsentNotGiven when it was withdrawn before,
    EndsBeforeItBegan.
    """
    person, records = locked_person(session, person_id, reach, wards=True, seen=seen)
    _require_consent(purpose)
    said = queries.ledger(session, person.id, purpose)
    given = [each for each in said if each.withdrawn_on is None]
    if said and not given:
        raise ConsentNotGiven
    since = max((each.given_on for each in given), default=on)
    if on < since:
        raise EndsBeforeItBegan(on=on, since=since)
    # Asking for the service was consent by itself, from no day we know of, under whichever record that was.
    asked = records.keys() if PURPOSES[purpose].told else set() if said else {person.id}
    notice = privacy.in_force(on).version
    given += [
        Consent(id=new_id(), person_id=each, purpose=purpose, notice=notice, given_on=on, channel="by_asking",
                proof="")
        for each in sorted(asked - {each.person_id for each in given})
    ]  # fmt: skip
    session.add_all(given)
    for consent in given:
        consent.withdrawn_on = on
    for each in sorted({consent.person_id for consent in given}):
        _tell(session, records[each], ConsentWithdrawn(person_id=each, purpose=purpose, on=on))
    _close_tags(session, person.id, purpose, on=on)


def _close_tags(session: Session, person_id: UUID, purpose: str, *, on: date) -> None:
    """Let a person belong no longer to the special groups that rest on this consent."""
    for tag in queries.tags_of(session, person_id):
        if tag.until is None and care.GROUPS[tag.group].consent == purpose:
            tag.until = max(on, tag.since)
            audit.record(session, "care.tag_closed", about=person_id)


def _giver(
    session: Session,
    person: Person,
    records: Collection[Person],
    given_by: UUID | None,
    *,
    on: date,
    reach: Reach,
) -> UUID | None:
    """The guardian who agrees for a person; None where they agree themselves."""
    caller = aliases.kept_id(session, reach.owner) if reach.owner else person.id
    named = aliases.kept_id(session, given_by) if given_by else None
    guardian = named or (caller if caller != person.id else None)
    if guardian is not None:
        guardians = {aliases.kept_id(session, each.guardian_id) for each in records if each.guardian_id}
        if guardian not in guardians or (reach.owner and guardian != caller):
            raise GuardianNotOnRecord
    elif not all(consents_alone(each.birth_date, on) for each in records):
        raise ConsentByGuardian
    return guardian


def _tell(session: Session, person: Person, fact: ConsentGiven | ConsentWithdrawn) -> None:
    if PURPOSES[fact.purpose].told:
        person.version += 1
        announce(session, fact, sequence=person.version)


def _require_consent(purpose: str) -> None:
    if not PURPOSES[purpose].needs_consent:
        raise NoConsentNeeded
