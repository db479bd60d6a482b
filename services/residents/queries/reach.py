"""What of the register is within a caller's reach."""

from sqlalchemy import ColumnElement, or_, select, true

from chassis.access import Reach
from chassis.aliases import all_ids
from services.residents.models import Dwelling, Person, Stay


def dwellings_within(reach: Reach) -> ColumnElement[bool]:
    """Whether a dwelling lies in the caller's area, or is where they live now."""
    if reach.area is not None:
        return reach.over(Dwelling.path, Dwelling.grid_path)
    home = select(Stay.id).where(Stay.dwelling_id == Dwelling.id, Stay.until.is_(None))
    return home.where(reach.over(owner=Stay.person_id)).exists()


def people_within(reach: Reach, person: type[Person] = Person) -> ColumnElement[bool]:
    """Whether a person is the caller, or lives in their area, or lived there last, or never lived anywhere.

    Records that are merged have the homes of each.
    """
    if reach.everything:
        return true()
    if reach.area is None:
        return reach.over(owner=person.id)
    same = all_ids(person.id, of=person).subquery()
    stays = select(Stay.id).join(same, Stay.person_id == same.c.id)
    newest = (Stay.until.is_(None).desc(), Stay.until.desc(), Stay.since.desc(), Stay.id.desc())
    last_home = stays.with_only_columns(Stay.dwelling_id).order_by(*newest).limit(1).scalar_subquery()
    inside = select(Dwelling.id).where(Dwelling.id == last_home, dwellings_within(reach))
    return or_(inside.exists(), ~stays.exists())
