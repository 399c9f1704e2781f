"""A business that kept conversations for thirty days promises seven, while customers write."""

from __future__ import annotations

import base64
from datetime import timedelta

from janji.cli.picture import receipt_photo
from janji.kit.clock import local_date
from janji.policy.business import policy_hash
from janji.policy.model import PolicyFile
from janji.policy.questions import Policy, compile_policy
from janji.policy.reader import understand
from janji.vault import restamp, versions
from janji.vault.versions import Words
from stories.ramen import BUDI, CITRA, DEWI, SARAH, Ramen

PHOTO = {"content_type": "image/jpeg", "base64": base64.b64encode(receipt_photo()).decode()}
MARKER = "kembangsepatu"
PROOFS = (
    "conversations_kept_too_long", "expiry_later_than_promised", "keys_alive_past_day",
    "expiry_not_automatic", "media_kept_too_long",
)  # fmt: skip


def promises(ramen: Ramen, length: str, *, nights: int) -> None:
    """The shop applies a policy that keeps conversations for *length*, from so many nights on."""
    folder = ramen.shop.folder
    source = (folder / "policy.yaml").read_text(encoding="utf-8")
    words = Words(source.replace("    keep: 7 days\n", f"    keep: {length}\n", 1), "")
    file = understand(words.source, PolicyFile, "policy.yaml").facts
    policy, old = compile_policy(file, policy_hash(file, words.published)), standing(ramen)
    today = local_date(ramen.now, ramen.shop.zone)
    with ramen.act() as db:
        number = versions.record(
            db, policy, words, author="bima", now=ramen.now,
            effective_on=today + timedelta(days=nights), plan={},
        )  # fmt: skip
        restamp.begin(db, ramen.shop, number, old, policy, ramen.now)
    ramen.house.followed.looked.pop(ramen.shop.id, None)
    ramen.house.follow(ramen.shop)


def standing(ramen: Ramen) -> Policy:
    """What was applied last."""
    with ramen.act() as db:
        last = versions.newest(db)
        assert last is not None
        return versions.policy_of(db, last, ramen.shop)


def test_thirty_days_become_seven_while_messages_arrive(ramen: Ramen) -> None:
    promises(ramen, "30 days", nights=0)
    assert ramen.shop.policy.keep_days("conversation") == 30
    budi = ramen.receives(f"nama saya {MARKER}", sent_by=BUDI, media=[PHOTO])
    ramen.nights(9)
    assert ramen.knows(budi), "thirty days were promised"
    ramen.nights(3)
    sarah = ramen.receives("pesan dua porsi", sent_by=SARAH, name="Sarah")
    ramen.nights(5)
    citra = ramen.receives("masih buka?", sent_by=CITRA)
    archive = ramen.backup()
    before = ramen.restored(archive)
    assert before.records == before.readable > 3

    promises(ramen, "7 days", nights=1)
    assert [ramen.knows(one) for one in (budi, sarah, citra)] == [True, True, True]
    ramen.clock.set(ramen.midnight() + timedelta(minutes=1))
    dewi = ramen.receives("halo, apakah halal?", sent_by=DEWI)  # the first that the new day hears

    assert [ramen.knows(one) for one in (budi, sarah, citra, dewi)] == [False, True, True, True]
    assert ramen.answers(DEWI)
    assert ramen.person(BUDI) is None
    assert ramen.traces(MARKER) == []
    assert ramen.files() == []
    after = ramen.restored(archive)
    assert after.records == before.records
    assert 0 < after.readable < before.readable, "what is over cannot be read in an older backup"
    with ramen.act() as db:
        moved = restamp.progress(db)
    assert moved is not None
    assert moved.over
    assert {"retention.changed", "retention.restamping", "retention.restamped"} <= set(
        ramen.actions()
    )

    ramen.nights(1)
    assert [ramen.knows(one) for one in (sarah, citra, dewi)] == [False, True, True]
    found = ramen.proofs()
    assert {found[proof].word for proof in PROOFS} == {"kept"}, [found[one] for one in PROOFS]
    ramen.nights(5)
    assert [ramen.knows(one) for one in (citra, dewi)] == [False, True]
    ramen.nights(1)
    assert not ramen.knows(dewi)
    assert ramen.restored(archive).readable == 0
    assert ramen.rows("record") == ramen.rows("message") == ramen.rows("token") == 0
    assert ramen.copies_at_twilio() == 0
    assert ramen.faults == []
