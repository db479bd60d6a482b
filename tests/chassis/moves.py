"""Events for tests of the chassis, valid by default."""

from datetime import date

from chassis.ids import new_id
from contracts.residents import ResidentMovedOut


def a_departure(**changed):
    facts = {
        "person_id": new_id(),
        "household_id": new_id(),
        "stay_id": new_id(),
        "dwelling_id": new_id(),
        "area": "/huafu/c1/b18/u1/0503/",
        "grid": "/huafu/g1/g18/",
        "since": date(2024, 3, 1),
        "until": date(2026, 5, 16),
        "reason": "tenancy_ended",
    }
    return ResidentMovedOut(**{**facts, **changed})
