"""Wording: what is wrong with a field, in Chinese."""

import re
from typing import Final

_BETWEEN: Final = " / "

_KINDS: Final = {
    "date": "日期，如 2026-05-16",
    "datetime": "日期时间",
    "aware datetime": "带时区的时刻，如 2026-05-16T08:30:00+08:00（网址中 + 写作 %2B）",
    "time": "时间，如 08:30",
    "integer": "整数",
    "number": "数字",
    "string": "文字",
    "utf-8 string": "文字",
    "boolean": "true 或 false",
    "list": "列表",
    "mapping type": "对象",
    "UUID": "编号（UUID）",
    "period of time": "时长",
}
_COMPARISONS: Final = {
    "greater than or equal to": "≥",
    "greater than": ">",
    "less than or equal to": "≤",
    "less than": "<",
}
_CHINESE: Final = [
    (re.compile(pattern, re.DOTALL), chinese)
    for pattern, chinese in (
        (r"Missing data for required field\.", "必填。"),
        (r"Invalid JSON body\.", "正文不是有效的 JSON。"),
        (r"Unknown field\.", "没有这个字段。"),
        (r"Field may not be null\.", "不能为空。"),
        (r"Invalid (?:value|input|type|input type)\.", "填写有误。"),
        (r"Number too large\.", "数字过大。"),
        (r"Special numeric values .*", "不能是无穷大或非数字。"),
        (r"Must be one of: (.+)\.", "只能是：{}。"),
        (r"Shorter than minimum length (\d+)\.", "长度至少为 {}。"),
        (r"Longer than maximum length (\d+)\.", "长度至多为 {}。"),
        (r"Length must be between (\d+) and (\d+)\.", "长度须为 {} 到 {}。"),
        (r"String does not match expected pattern\.", "格式不符。"),
    )
]
_NOT_VALID = re.compile(r"Not a valid (.+)\.")
_RANGE = re.compile(r"Must be (.+)\.")


def both(chinese: str, english: str) -> str:
    """A message of our own, for `worded` to choose from."""
    return chinese + _BETWEEN + english


def worded(message: str, language: str) -> str:
    """A message in the language of the caller; what is not in this table stays English."""
    if _BETWEEN in message:
        chinese, english = message.split(_BETWEEN, 1)
        return english if language == "en" else chinese
    return message if language == "en" else _in_chinese(message)


def _in_chinese(message: str) -> str:
    for pattern, chinese in _CHINESE:
        if found := pattern.fullmatch(message):
            return chinese.format(*found.groups())
    if (found := _NOT_VALID.fullmatch(message)) and found[1] in _KINDS:
        return f"应为{_KINDS[found[1]]}。"
    if found := _RANGE.fullmatch(message):
        bounds = found[1]
        for words, sign in _COMPARISONS.items():
            bounds = bounds.replace(words, sign)
        return f"须 {bounds.replace(' and ', ' 且 ')}。"
    return message
