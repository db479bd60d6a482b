"""What is wrong with a text that somebody typed, told without repeating it."""


class Wrong(ValueError):
    """A text that is not what it should be, in two sentences that never repeat it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
