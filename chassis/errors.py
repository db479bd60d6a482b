"""Refusals: what a person asked for and a rule forbids, in words fit for the screen."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self


class Refusal(Exception):
    """A rule said no.

    Subclasses are named after the broken rule and carry a stable code, an HTTP status and one sentence in
    Chinese and English; the sentences may name fields given to the constructor, never personal data.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    zh: ClassVar[str] = "该操作不被允许。"
    en: ClassVar[str] = "This is not allowed."

    def __init__(self, **facts: Any) -> None:
        super().__init__(facts)
        self.facts = facts
        self.shown: Mapping[str, Any] = {}

    def showing(self, **members: Any) -> Self:
        """The same with more to see: members of the problem document (RFC 9457, 3.2), as JSON and masked."""
        self.shown = members
        return self

    def __str__(self) -> str:
        return self.en.format(**self.facts)

    def sentence(self, language: str = "zh") -> str:
        """The refusal in one sentence, in `zh` or `en`."""
        return (self.en if language == "en" else self.zh).format(**self.facts)


class NotFound(Refusal):
    """What was asked for does not exist, or not for this person."""

    code = "not-found"
    status = 404
    zh = "没有找到所请求的内容。"
    en = "There is no such thing here."
