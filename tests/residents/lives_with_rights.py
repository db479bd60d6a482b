"""What people want done with their data: they agree and decline, restrict, are called otherwise and forgotten."""

from contracts.purposes import JOB_MATCHING
from services.residents.usecases import consents, people, rights
from tests.residents.lives import Life, act
from tests.residents.lives_on_paper import LifeOnPaper

_JOBS, _WHY = JOB_MATCHING.code, "本人申请"


class LifeWithRights(LifeOnPaper):
    """A life of people who use the rights over their data."""

    @act
    def agree(self: Life, at: int) -> None:
        if person := self.anybody(at):
            self.attempt("agree", lambda session: consents.give_consent(
                session, person, _JOBS, on=self.today, channel="paper"))  # fmt: skip

    @act
    def decline(self: Life, at: int) -> None:
        if person := self.anybody(at):
            self.attempt(
                "decline", lambda session: consents.withdraw_consent(session, person, _JOBS, on=self.today)
            )

    @act
    def restrict(self: Life, at: int) -> None:
        if person := self.anybody(at):
            self.attempt(
                "restrict", lambda session: rights.restrict(session, person, on=self.today, reason=_WHY)
            )

    @act
    def lift(self: Life, at: int) -> None:
        if person := self.anybody(at):
            self.attempt(
                "lift", lambda session: rights.lift_restriction(session, person, on=self.today, reason=_WHY)
            )

    @act
    def change_phone(self: Life, at: int, number: int) -> None:
        phone = f"1380000{number:04}" if number % 3 else None
        if person := self.anybody(at):
            self.attempt(
                "phone", lambda session: people.change_contact(session, person, phone, today=self.today)
            )

    @act
    def forget(self: Life, at: int) -> None:
        if (person := self.anybody(at, gone=True)) and at % 3 == 0:
            self.attempt(
                "forget", lambda session: rights.erase_person(session, person, on=self.today, reason=_WHY)
            )
