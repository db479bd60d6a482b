"""The statements all contenders apply."""

from datetime import date
from typing import Any

TAKE = "INSERT INTO inbox (handler, event_id, applied_at) VALUES %s ON CONFLICT DO NOTHING RETURNING event_id"
COLUMNS = "stay_id, person_id, household_id, dwelling_id, area, since, until, version"
KEEP = f"""
    INSERT INTO roster ({COLUMNS}) VALUES %s
    ON CONFLICT (stay_id) DO UPDATE SET
        person_id = excluded.person_id, household_id = excluded.household_id, dwelling_id = excluded.dwelling_id,
        area = excluded.area, since = excluded.since, until = excluded.until,
        version = excluded.version
    WHERE roster.version < excluded.version
"""


def line(fact: dict[str, Any], sequence: int) -> tuple[Any, ...]:
    """One row of the roster."""
    return (
        fact["stay_id"], fact["person_id"], fact["household_id"], fact["dwelling_id"], fact["area"],
        date.fromisoformat(fact["since"]), None, sequence,
    )  # fmt: skip
