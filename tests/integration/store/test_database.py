"""The database door on both databases."""

from playwarden.store.database import Database
from playwarden.store.models.system import Setting


class TestWriting:
    def test_a_block_that_ends_well_is_kept(self, database: Database) -> None:
        with database.write() as session:
            session.add(Setting(name="colour", value="green"))
        with database.read() as session:
            setting = session.get(Setting, "colour")
            assert setting is not None
            assert setting.value == "green"
