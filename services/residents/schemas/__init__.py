"""What comes in and goes out over HTTP."""

from services.residents.schemas.imports import FaultOut, ImportArgs, ImportFile, ImportOut
from services.residents.schemas.living import (
    ExchangeIn,
    HouseholdOut,
    JoiningIn,
    LeavingIn,
    MemberIn,
    MoveInIn,
    MoveOutIn,
)
from services.residents.schemas.offices import AppointmentIn, PostArgs, PostOut, ReliefIn
from services.residents.schemas.people import ContactIn, GuardianIn, MaskedPersonOut, PersonIn, PersonOut
from services.residents.schemas.places import (
    DwellingArgs,
    DwellingOut,
    GridArgs,
    GridOut,
    MemberOut,
    OccupiedDwellingOut,
    PlaceArgs,
    PlaceOut,
    RosterArgs,
    RosterLineOut,
)
from services.residents.schemas.values import AREA

__all__ = [
    "AREA",
    "AppointmentIn",
    "ContactIn",
    "DwellingArgs",
    "DwellingOut",
    "ExchangeIn",
    "FaultOut",
    "GridArgs",
    "GridOut",
    "GuardianIn",
    "HouseholdOut",
    "ImportArgs",
    "ImportFile",
    "ImportOut",
    "JoiningIn",
    "LeavingIn",
    "MaskedPersonOut",
    "MemberIn",
    "MemberOut",
    "MoveInIn",
    "MoveOutIn",
    "OccupiedDwellingOut",
    "PersonIn",
    "PersonOut",
    "PlaceArgs",
    "PlaceOut",
    "PostArgs",
    "PostOut",
    "ReliefIn",
    "RosterArgs",
    "RosterLineOut",
]
