"""The clock, read at the edge only: models and use cases are handed their time."""

from datetime import UTC, date, datetime

from chassis import settings


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in the community."""
    return datetime.now(settings.current().timezone).date()
