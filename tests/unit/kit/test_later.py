"""A piece that is made when it is wanted."""

from playwarden.kit.later import later


class Piece:
    """Knows what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, what: str) -> str:
        self.asked.append(what)
        return what.upper()


def test_nothing_is_made_before_it_is_asked_and_then_what_was_made_answers() -> None:
    made: list[Piece] = []

    def make() -> Piece:
        if not made:
            made.append(Piece())
        return made[0]

    piece = later(make)
    assert made == []
    assert [piece.ask("one"), piece.ask("two")] == ["ONE", "TWO"]
    assert [each.asked for each in made] == [["one", "two"]]
