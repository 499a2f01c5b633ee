"""Is this the same recording? Names are read for what they mean, and compared in that form."""

from playwarden.domain.matching.fold import fold, fold_all, fold_title, names_match, split_wish
from playwarden.domain.matching.index import Index
from playwarden.domain.matching.judging import equals, judge
from playwarden.domain.matching.signing import signature
from playwarden.domain.matching.values import Likely, Match, Named, Verdict

__all__ = [
    "Index",
    "Likely",
    "Match",
    "Named",
    "Verdict",
    "equals",
    "fold",
    "fold_all",
    "fold_title",
    "judge",
    "names_match",
    "signature",
    "split_wish",
]
