"""Roles: whom a token can say its bearer is, the same words in every service."""

from typing import Final

RESIDENT: Final = "resident"
"""Lives here; the token's subject is the person."""

HUB_KEEPER: Final = "hub_keeper"
"""Keeps the hub household (党员中心户) of a building; the subject is the person."""

GRID_WORKER: Final = "grid_worker"
"""Looks after a grid (网格员)."""

COMMUNITY_STAFF: Final = "community_staff"
"""Works in the community office (社区工作人员)."""

MEDIATOR: Final = "mediator"
"""Settles disputes between people (调解员)."""

EMPLOYER: Final = "employer"
"""Offers work; the subject is the employer as registered in the job supermarket."""

OPERATOR: Final = "operator"
"""Keeps the system running and sees nobody's data."""

AUDITOR: Final = "auditor"
"""Looks over everything and changes nothing."""
