"""A command in this process loads the slices whose paths it asks for: so every slice names all of them."""

from importlib import import_module
from pathlib import Path

import pytest

from playwarden.web import routes
from playwarden.web.routes import SLICES

FOLDER = Path(routes.__file__).parent
MODULES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in ("__init__", "asked"))


def test_every_slice_is_collected() -> None:
    assert sorted(SLICES) == MODULES


@pytest.mark.parametrize("name", MODULES)
def test_every_slice_names_its_methods_and_the_first_words_of_its_paths(name: str) -> None:
    router = import_module(f"playwarden.web.routes.{name}").router
    asked = {f"{method} {route.path.split('/')[1]}" for route in router.routes for method in route.methods}
    assert asked == set(SLICES[name])
