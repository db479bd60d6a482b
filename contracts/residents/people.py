"""Facts about people themselves."""

from uuid import UUID

from chassis.contracts import Event, Sealed, contract


@contract(name="contact_changed", version=1, subject="person_id")
class ContactChanged(Event):
    """A person can be reached under another phone number, or under none."""

    person_id: UUID
    phone: Sealed | None


@contract(name="guardian_changed", version=1, subject="person_id")
class GuardianChanged(Event):
    """Another person answers for this one, a minor as a rule, or nobody does any more."""

    person_id: UUID
    guardian_id: UUID | None
