"""What rows of a roster must be to one another: nobody twice, one tenant and one dwelling a contract."""

from services.residents.documents import Document
from services.residents.imports.rows import Draft, LeaseRow, Place


class HouseholdRules:
    """Sees every row in the order of the sheet and accuses the later of two that contradict each other.

    Wrong rows are seen too: a household whose tenant's row has a bad date does have a tenant.
    """

    def __init__(self) -> None:
        self._place_of_person: dict[tuple[str, str] | bytes, Place] = {}
        self._address_of_contract: dict[str, str] = {}
        self._contract_of_address: dict[str, str] = {}
        self._tenants: dict[str, Place] = {}
        self._unclear: set[str] = set()

    def check(self, draft: Draft) -> None:
        """Note in the draft what contradicts earlier rows."""
        contract: str | None = draft.values.get("contract_number")
        address = draft.values.get("address")
        relation = draft.values.get("relation")
        self._check_person(draft, contract)
        if contract is None:
            if address:
                self._unclear.add(address.key)
            return
        if address and not draft.is_wrong("address"):
            self._check_dwelling(draft, contract, address.key)
        if relation is None:
            self._unclear.add(contract)
        elif relation == "tenant":
            self._check_tenant(draft, contract)

    def lacks_tenant(self, row: LeaseRow) -> bool:
        """After the last row: whether no row of this household can be its tenant's."""
        return not (
            row.contract_number in self._tenants
            or row.contract_number in self._unclear
            or row.address in self._unclear
        )

    def _check_person(self, draft: Draft, contract: str | None) -> None:
        document: Document | None = draft.values.get("id_number")
        person: tuple[str, str] | bytes
        if document:
            person, column = document.index, "id_number"
        elif contract and "name" in draft.values and "id_number" in draft.values:
            person, column = (contract, draft.values["name"]), "name"
        else:
            return
        first = self._place_of_person.setdefault(person, draft.place)
        if first != draft.place:
            draft.accuse(
                column,
                f"此人与{first.zh()}重复，请删除多余的一行或更正证件号码。",
                f"This person is in {first.en()} already; delete one row or correct the ID number.",
            )

    def _check_dwelling(self, draft: Draft, contract: str, address: str) -> None:
        if self._address_of_contract.setdefault(contract, address) != address:
            draft.accuse(
                "address",
                "同一合同编号下出现了不同的房屋地址，请核对本行的地址和合同编号。",
                "This contract has another address in an earlier row; check address and contract number.",
            )
        elif self._contract_of_address.setdefault(address, contract) != contract:
            draft.accuse(
                "contract_number",
                "前面的行已用另一份合同登记了该房屋，请核对本行的地址和合同编号。",
                "An earlier row has this dwelling under another contract; check address and contract number.",
            )

    def _check_tenant(self, draft: Draft, contract: str) -> None:
        first = self._tenants.setdefault(contract, draft.place)
        if first != draft.place:
            draft.accuse(
                "relation",
                f"该户在{first.zh()}已有承租人，每户只能有一名承租人，请核对与承租人关系。",
                f"This household has its tenant in {first.en()} already; check the relation.",
            )
