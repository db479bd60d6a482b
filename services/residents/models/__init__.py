"""The register's tables."""

from services.residents.models.care import (
    CarePlan,
    CareTag,
    CareTier,
    FollowUp,
    Visit,
    VisitAddendum,
    VisitedPerson,
)
from services.residents.models.duplicates import DISTINCT, MERGED, PROPOSED, DuplicatePair
from services.residents.models.freshness import Doubt, Observation, Verification, VerifiedStay
from services.residents.models.imports import LeaseFinding, LeaseImport
from services.residents.models.living import FormerRelation, Household, RetractedEnd, Stay
from services.residents.models.offices import Post, PostKind, RosterEntry, Term
from services.residents.models.people import Person
from services.residents.models.places import EVER, Dwelling, Grid, GridPeriod, Place, Redrawing, WrittenForm
from services.residents.models.rights import Consent
from services.residents.models.rows import Base
from services.residents.models.tasks import Task
from services.residents.models.tenancies import MOVED_OUT, RESERVED, FormerLease, Tenancy, TenancyStep

__all__ = [
    "DISTINCT",
    "EVER",
    "MERGED",
    "MOVED_OUT",
    "PROPOSED",
    "RESERVED",
    "Base",
    "CarePlan",
    "CareTag",
    "CareTier",
    "Consent",
    "Doubt",
    "DuplicatePair",
    "Dwelling",
    "FollowUp",
    "FormerLease",
    "FormerRelation",
    "Grid",
    "GridPeriod",
    "Household",
    "LeaseFinding",
    "LeaseImport",
    "Observation",
    "Person",
    "Place",
    "Post",
    "PostKind",
    "Redrawing",
    "RetractedEnd",
    "RosterEntry",
    "Stay",
    "Task",
    "Tenancy",
    "TenancyStep",
    "Term",
    "Verification",
    "VerifiedStay",
    "Visit",
    "VisitAddendum",
    "VisitedPerson",
    "WrittenForm",
]
