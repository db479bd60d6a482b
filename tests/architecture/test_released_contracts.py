"""Released contracts: never edited, never withdrawn, none left out."""

import pytest

from tests.architecture.released import FILE, declared, released, shapes

RELEASED = released()


@pytest.mark.parametrize("kind", RELEASED)
def test_a_released_contract_keeps_its_shape(kind: str):
    assert shapes().get(kind) == RELEASED[kind], f"{kind} is released: publish a new version beside it"


def test_every_contract_is_entered_as_released():
    assert set(shapes()) <= set(RELEASED), f"run `python -m tests.architecture.released` ({FILE.name})"


@pytest.mark.parametrize("contract", declared(), ids=lambda each: each.type())
def test_a_contract_says_its_meaning_in_a_sentence(contract: type):
    sentence = (contract.__doc__ or "").strip().partition("\n")[0]

    assert sentence.endswith((".", ")."))
    assert sentence[0].isupper()


@pytest.mark.parametrize("contract", declared(), ids=lambda each: each.type())
def test_a_contract_is_named_by_subject_and_past_deed(contract: type):
    words = contract.name.split("_")

    assert contract.__name__ == "".join(each.title() for each in words)
    assert not {"updated", "data", "status", "changed_status"} & set(words)
