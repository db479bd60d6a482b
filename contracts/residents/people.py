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


@contract(name="people_merged", version=1, subject="merged_id")
class PeopleMerged(Event):
    """Two records were found to be of one person: what is written under the merged id counts as the kept one's."""

    merged_id: UUID
    kept_id: UUID

    @property
    def counts_as(self) -> UUID | None:
        """Whose record the merged one is from now on."""
        return self.kept_id


@contract(name="people_unmerged", version=1, subject="merged_id")
class PeopleUnmerged(Event):
    """Two records are of two people after all: what is written under either id is that one's alone again."""

    merged_id: UUID
    kept_id: UUID

    @property
    def counts_as(self) -> UUID | None:
        """Nobody else's: the record stands for itself."""
        return None
