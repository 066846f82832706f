"""Build hook: compiles the translations, which the repository keeps as text only."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TranslationsHook(BuildHookInterface):
    """Writes a .mo beside every .po, for wheels and editable installs alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files are collected."""
        for source in Path(self.root, "src", "actlab", "locale").rglob("*.po"):
            with open(source, "rb") as text, open(source.with_suffix(".mo"), "wb") as compiled:
                write_mo(compiled, read_po(text))
