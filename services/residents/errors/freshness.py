"""What the register refuses about checks and observations."""

from chassis.errors import NotFound, Refusal


class VerificationUnknown(NotFound):
    """A check that does not exist."""

    code = "verification-unknown"
    zh = "没有这条核实记录。"
    en = "There is no such check."


class VerificationWithdrawn(Refusal):
    """A check is withdrawn once."""

    code = "verification-withdrawn"
    zh = "这条核实记录已经撤回。"
    en = "This check was withdrawn already."


class NobodyToVerify(Refusal):
    """A check finds somebody as recorded."""

    code = "nobody-to-verify"
    zh = "到 {on} 为止，该家庭没有可核实的成员：请核对日期，或改为登记观察情况。"
    en = "On {on} nobody of this household was there to be checked: see to the day, or record an observation."


class AbsenceNotProven(Refusal):
    """Nobody is written off as absent on one person's word."""

    code = "absence-not-proven"
    zh = "认定“已不在此居住”需要两名不同人员在不同日期的观察记录，且其后没有核实在家：请再派一人上门。"
    en = (
        "To be found absent takes observations of two people on two days, and no check since that found them: "
        "send somebody else to the door."
    )
