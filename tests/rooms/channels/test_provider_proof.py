"""A provider's "deleted" is a word; only its 404 counts."""

from __future__ import annotations

import pytest

from janji.channels import provider
from janji.channels.twilio.client import Twilio
from janji.channels.twilio.results import Deleted, Gone, NotYet

SID = "SM" + "0" * 32


class Provider(Twilio):
    """A provider that gives one answer to the deletion and shows what it really holds."""

    def __init__(self, says: Deleted | NotYet | Gone, holds: bool | None) -> None:
        self._says, self._holds = says, holds

    def delete_message(self, sid: str) -> Deleted | NotYet | Gone:
        assert sid == SID
        return self._says

    def is_gone(self, sid: str) -> bool | None:
        assert sid == SID
        return None if self._holds is None else not self._holds


@pytest.mark.parametrize(
    ("says", "holds", "word"),
    [
        (Deleted(), False, "gone"),
        (Gone(), False, "gone"),
        (Deleted(), True, "unknown"),  # it said so, and the copy is still there
        (Gone(), True, "unknown"),
        (Deleted(), None, "unknown"),  # no answer that proves either
        (NotYet(), True, "not_yet"),
    ],
)
def test_a_copy_counts_as_gone_only_when_it_is_seen_gone(
    says: Deleted | NotYet | Gone, holds: bool | None, word: str
) -> None:
    asked = provider.delete_there(Provider(says, holds), SID)
    assert asked == provider.Asked(word, 404 if word == "gone" else None)
