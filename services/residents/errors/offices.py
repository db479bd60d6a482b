"""What the register refuses about posts."""

from chassis.errors import NotFound, Refusal


class PostUnknown(NotFound):
    """A post that does not exist."""

    code = "post-unknown"
    zh = "没有这个岗位。"
    en = "There is no such post."


class PostHeld(Refusal):
    """One post, one holder."""

    code = "post-held"
    zh = "该岗位已有人担任，请先免去现任。"
    en = "This post has a holder: relieve them first."


class PostVacant(Refusal):
    """Nobody can be relieved of a vacant post."""

    code = "post-vacant"
    zh = "该岗位目前空缺。"
    en = "This post is vacant."


class KeeperMustLiveThere(Refusal):
    """A hub household lives in its building."""

    code = "keeper-must-live-there"
    zh = "党员中心户必须住在本楼栋。"
    en = "A hub-household keeper must live in the building."
