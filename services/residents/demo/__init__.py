"""A made-up community to try the system on, to test it with and to measure it by."""

from services.residents.demo.load import STAGE, is_empty, load

__all__ = ["STAGE", "is_empty", "load"]
