"""Is this the same recording? Names are compared in a folded form."""

from playwarden.domain.matching.fold import fold, fold_title, names_match, split_wish

__all__ = ["fold", "fold_title", "names_match", "split_wish"]
