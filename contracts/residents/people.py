"""Facts about people themselves."""

from uuid import UUID

from chassis.contracts import Event, Sealed, contract


@contract(name="contact_changed", version=1, subject="person_id")
class ContactChanged(Event):
    """A person can be reached under another phone number, or under none."""

    person_id: UUID
    phone: Sealed | None
