"""The vault of one process: its keyring, its sealers, its media folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from janji.vault.keyring import Keyring
from janji.vault.seal import Sealer


@dataclass
class Vault:
    """One per process; rooms receive it as an argument."""

    keyring: Keyring
    media: Path
    ready_days: set[tuple[int, str, date]] = field(default_factory=set)
    _sealers: dict[int, Sealer] = field(default_factory=dict)

    def sealer(self, business: int) -> Sealer:
        """The sealer of one business, with its cache of keys."""
        found = self._sealers.get(business)
        if found is None:
            found = self._sealers[business] = Sealer(self.keyring, business)
        return found
