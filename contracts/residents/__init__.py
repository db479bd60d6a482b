"""What the residents service announces."""

from contracts.residents.care import (
    CareVisitDue,
    CareVisitOverdue,
)
from contracts.residents.living import ResidentExchangedDwelling, ResidentMovedIn, ResidentMovedOut
from contracts.residents.offices import PostFilled, PostVacated
from contracts.residents.people import ContactChanged, GuardianChanged, PeopleMerged, PeopleUnmerged
from contracts.residents.places import DwellingRegistered
from contracts.residents.rights import (
    ConsentGiven,
    ConsentWithdrawn,
    PersonErased,
    ProcessingRestricted,
    RestrictionLifted,
)

__all__ = [
    "CareVisitDue",
    "CareVisitOverdue",
    "ConsentGiven",
    "ConsentWithdrawn",
    "ContactChanged",
    "DwellingRegistered",
    "GuardianChanged",
    "PeopleMerged",
    "PeopleUnmerged",
    "PersonErased",
    "PostFilled",
    "PostVacated",
    "ProcessingRestricted",
    "ResidentExchangedDwelling",
    "ResidentMovedIn",
    "ResidentMovedOut",
    "RestrictionLifted",
]
