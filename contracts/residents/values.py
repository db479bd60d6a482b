"""Values that several facts of the register speak of."""

from typing import Annotated

from marshmallow.validate import OneOf

from chassis.contracts import AreaPath

Area = Annotated[str, AreaPath]
Reason = Annotated[str, OneOf(["tenancy_ended", "left_household", "died", "found_absent"])]
Scope = Annotated[str, OneOf(["place", "grid"])]
