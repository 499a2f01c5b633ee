"""Folding as algebra: it settles, and neither case nor composition nor spaces matter."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.matching.fold import fold, fold_all, fold_title

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cn", "Co")), max_size=30)


@given(NAMES)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(NAMES)
def test_composition_and_surrounding_spaces_do_not_matter(name: str) -> None:
    assert fold(f"  {unicodedata.normalize('NFD', name)} ") == fold(name)


@given(NAMES)
def test_a_name_of_more_than_space_never_folds_to_nothing(name: str) -> None:
    assert bool(fold(name)) == bool(name.strip())
    assert bool(fold_title(name)) == bool(name.strip())


@given(st.text(st.characters(max_codepoint=127), max_size=30))
def test_the_quick_way_for_ascii_is_the_same_way(name: str) -> None:
    words = fold(f"é {name}").split()[1:]
    assert words in ([], fold(name).split())
    assert bool(words) == any(sign.isalnum() or sign in "$&+<=>^|~" for sign in name)


@given(st.lists(NAMES | st.text(st.sampled_from("aÉ &!\n\t."), max_size=6)))
def test_many_names_at_once_fold_as_each_does_alone(names: list[str]) -> None:
    assert fold_all(names) == [fold(name) for name in names]
