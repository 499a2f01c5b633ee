"""The templates that come with Playwarden: a YAML file each in the folder beside this module."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from playwarden.domain.rules.templates import KeptTemplate, read_template
from playwarden.kit.ids import TemplateId

ORDER = (
    "weekly-mix",
    "flagship-rotation",
    "shuffle-of-lists",
    "liked-decade",
    "top-of-the-month",
    "archive",
    "clean-list",
    "mirror",
)
"""Their ids, which are the names of their files, as they are shown."""


@cache
def ready() -> Mapping[TemplateId, KeptTemplate]:
    """Every one by its id."""
    folder = files("playwarden.features.rules") / "ready"
    return MappingProxyType(
        {TemplateId(name): _read(TemplateId(name), (folder / f"{name}.yaml").read_text("utf-8")) for name in ORDER}
    )


def _read(name: TemplateId, text: str) -> KeptTemplate:
    return KeptTemplate(name, read_template(yaml.safe_load(text)))
