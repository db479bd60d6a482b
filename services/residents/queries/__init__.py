"""Every question asked of the register."""

from services.residents.queries.imports import (
    Occupancy,
    Occupant,
    all_people_by_id_number,
    count_open_tenancies,
    dwelling_ids,
    occupancies,
)
from services.residents.queries.moving import (
    DwellingPlace,
    OpenStay,
    OpenTenancy,
    at_home,
    dwelling_places,
    in_chunks,
    locked_versions,
    occupants,
    open_stays,
    open_tenancies,
    people_by_id_number,
)
from services.residents.queries.offices import (
    lives_since,
    lives_within,
    open_terms,
    posts,
    terms_held_by,
)
from services.residents.queries.rosters import (
    dwellings,
    headcounts,
    on_day,
    places,
    present_members,
    roster,
)

__all__ = [
    "DwellingPlace",
    "Occupancy",
    "Occupant",
    "OpenStay",
    "OpenTenancy",
    "all_people_by_id_number",
    "at_home",
    "count_open_tenancies",
    "dwelling_ids",
    "dwelling_places",
    "dwellings",
    "headcounts",
    "in_chunks",
    "lives_since",
    "lives_within",
    "locked_versions",
    "occupancies",
    "occupants",
    "on_day",
    "open_stays",
    "open_tenancies",
    "open_terms",
    "people_by_id_number",
    "places",
    "posts",
    "present_members",
    "roster",
    "terms_held_by",
]
