"""What the residents service announces."""

from contracts.residents.care import (
    CareVisitDue,
    CareVisitOverdue,
)
from contracts.residents.living import (
    MOVES,
    Move,
    ResidentChangedHousehold,
    ResidentExchangedDwelling,
    ResidentMovedIn,
    ResidentMovedOut,
    ResidentMoveOutUndone,
    ResidentRegrouped,
    left_on,
)
from contracts.residents.offices import PostFilled, PostVacated
from contracts.residents.people import ContactChanged, GuardianChanged, PeopleMerged, PeopleUnmerged
from contracts.residents.places import DwellingRegistered, DwellingRegrouped
from contracts.residents.rights import (
    ConsentGiven,
    ConsentWithdrawn,
    PersonErased,
    ProcessingRestricted,
    RestrictionLifted,
)
from contracts.residents.tasks import TaskDone, TaskRaised
from contracts.residents.tenancies import (
    HouseholdsJoined,
    HouseholdSplit,
    TenancyExpiring,
    TenancyRenewed,
    TenantChanged,
)

__all__ = [
    "MOVES",
    "CareVisitDue",
    "CareVisitOverdue",
    "ConsentGiven",
    "ConsentWithdrawn",
    "ContactChanged",
    "DwellingRegistered",
    "DwellingRegrouped",
    "GuardianChanged",
    "HouseholdSplit",
    "HouseholdsJoined",
    "Move",
    "PeopleMerged",
    "PeopleUnmerged",
    "PersonErased",
    "PostFilled",
    "PostVacated",
    "ProcessingRestricted",
    "ResidentChangedHousehold",
    "ResidentExchangedDwelling",
    "ResidentMoveOutUndone",
    "ResidentMovedIn",
    "ResidentMovedOut",
    "ResidentRegrouped",
    "RestrictionLifted",
    "TaskDone",
    "TaskRaised",
    "TenancyExpiring",
    "TenancyRenewed",
    "TenantChanged",
    "left_on",
]
