"""Shapes of values: a pattern is for the whole of a value, without a line break after it."""

from typing import Any

from marshmallow import ValidationError, validate


class Whole(validate.Regexp):
    """Takes values that match a pattern from their first character to their last; `$` would allow a line break."""

    def __call__(self, value: Any) -> Any:
        """The value. Raises ValidationError."""
        if self.regex.fullmatch(value) is None:
            raise ValidationError(self._format_error(value))
        return value
