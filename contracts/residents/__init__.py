"""What the residents service announces."""

from contracts.residents.living import ResidentExchangedDwelling, ResidentMovedIn, ResidentMovedOut
from contracts.residents.offices import PostFilled, PostVacated
from contracts.residents.people import ContactChanged, GuardianChanged, PeopleMerged, PeopleUnmerged
from contracts.residents.places import DwellingRegistered

__all__ = [
    "ContactChanged",
    "DwellingRegistered",
    "GuardianChanged",
    "PeopleMerged",
    "PeopleUnmerged",
    "PostFilled",
    "PostVacated",
    "ResidentExchangedDwelling",
    "ResidentMovedIn",
    "ResidentMovedOut",
]
