"""An approved wish meets a playlist that somebody else edited meanwhile."""

from playwarden.domain.rebase import merge, rebase
from tests.unit.domain.states import names, state


def test_the_approved_wish_stays() -> None:
    rebased = rebase(state("abc"), state("cb"), state("bac"))
    assert names(rebased.lowered.desired) == "cb"
    assert not rebased.must_ask


def test_an_entry_that_came_meanwhile_and_would_go_is_asked_about() -> None:
    rebased = rebase(state("abc"), state("cb"), state("abxc"))
    assert [entry.uri for entry in rebased.lost] == ["spotify:track:x"]
    assert rebased.must_ask


def test_a_second_copy_that_came_meanwhile_is_asked_about() -> None:
    assert rebase(state("ab"), state("ba"), state("aba")).must_ask


def test_one_of_two_copies_that_was_to_go_anyway_is_not() -> None:
    assert not rebase(state("aba"), state("ab"), state("baa")).must_ask


def test_what_is_wished_for_and_came_meanwhile_is_not_lost() -> None:
    assert not rebase(state("ab"), state("abx"), state("axb")).must_ask


def test_a_local_file_that_came_meanwhile_stays() -> None:
    rebased = rebase(state("ab"), state("ba"), state("a1b"))
    assert names(rebased.lowered.desired) == "ba1"
    assert not rebased.must_ask


def test_a_local_file_that_went_meanwhile_is_told() -> None:
    rebased = rebase(state("a1b"), state("1ba"), state("ab"))
    assert names(rebased.lowered.desired) == "ba"
    assert [note.code for note in rebased.lowered.notes] == ["cannot-add-local"]


class TestMerging:
    """Of `aba` one `a` goes: removing takes both, one is put back. Somebody adds an `a` at the end meanwhile."""

    def _merged(self, wished: str, base: str, now: str, original: str = "aba") -> str:
        return names(merge(state(wished), state(base), state(now), state(original)).lowered.desired)

    def test_a_copy_that_came_before_ours_is_back_is_one_more(self) -> None:
        assert self._merged("ab", "b", "ba") == "aba"

    def test_a_copy_that_came_when_ours_was_back_is_one_more(self) -> None:
        assert self._merged("ab", "ab", "aba") == "aba"

    def test_what_they_took_out_of_what_is_back_stays_out(self) -> None:
        assert self._merged("ab", "ab", "b") == "b"

    def test_a_copy_of_what_we_just_put_in_is_one_more(self) -> None:
        assert self._merged("abx", "abx", "abxx", original="ab") == "abxx"

    def test_what_both_are_putting_in_is_there_once(self) -> None:
        assert self._merged("abx", "ab", "xab", original="ab") == "xab"

    def test_of_what_we_put_in_what_they_took_out_stays_out(self) -> None:
        assert self._merged("abxy", "abxy", "aby", original="ab") == "aby"
