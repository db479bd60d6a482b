"""What the residents service announces."""

from contracts.residents.living import ResidentExchangedDwelling, ResidentMovedIn, ResidentMovedOut
from contracts.residents.offices import PostFilled, PostVacated
from contracts.residents.people import ContactChanged, GuardianChanged
from contracts.residents.places import DwellingRegistered

__all__ = [
    "ContactChanged",
    "DwellingRegistered",
    "GuardianChanged",
    "PostFilled",
    "PostVacated",
    "ResidentExchangedDwelling",
    "ResidentMovedIn",
    "ResidentMovedOut",
]
