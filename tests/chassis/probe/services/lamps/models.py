"""The probe's tables, where the chassis looks for a service's."""

from tests.chassis.probe.tables import Base, Effect, LampCopy

__all__ = ["Base", "Effect", "LampCopy"]
