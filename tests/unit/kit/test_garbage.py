"""While the search for garbage is put off none is looked for, and afterwards it is as it was."""

import gc

import pytest

from playwarden.kit.garbage import put_off


class TestPuttingOffTheSearchForGarbage:
    def test_is_off_within_and_on_behind(self) -> None:
        with put_off():
            assert not gc.isenabled()
        assert gc.isenabled()

    def test_is_on_again_after_an_error(self) -> None:
        with pytest.raises(ValueError, match="no"), put_off():
            raise ValueError("no")
        assert gc.isenabled()

    def test_leaves_off_what_was_off(self) -> None:
        gc.disable()
        try:
            with put_off():
                pass
            assert not gc.isenabled()
        finally:
            gc.enable()
