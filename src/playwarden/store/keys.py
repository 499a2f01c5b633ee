"""However many keys in one statement, as one parameter: neither database counts them, and nothing is written out."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Text, any_, func, literal, select
from sqlalchemy.orm import Session


def among(session: Session, column: Any, keys: Collection[str]) -> ColumnElement[bool]:
    """Whether a column of texts is one of `keys`."""
    if session.connection().dialect.name == "sqlite":
        told = func.json_each(literal(json.dumps(list(keys)))).table_valued("value")
        found: ColumnElement[bool] = column.in_(select(told.c.value))
        return found
    one_of: ColumnElement[bool] = column == any_(literal(list(keys), ARRAY(Text)))
    return one_of
