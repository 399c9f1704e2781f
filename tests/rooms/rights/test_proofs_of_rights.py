"""The auditor, who asks the tables and not this room, finds every promise about rights kept."""

from __future__ import annotations

import re

from fakes.mail_house import Story
from janji.audit.facts import Alive, facts_of
from janji.audit.proofs import Verdict, prove
from janji.rights import duties
from janji.rights.desk import Opened
from janji.rights.mail_requests import take

SARI, BUDI = "+6281200000011", "+6281200000012"
OURS = (
    "requests_without_verification",
    "requests_unanswered_in_time",
    "access_requests_unanswered",
    "deletions_without_clean_residue",
    "deletions_without_number",
    "mail_requests_not_taken_up",
    "undeclared_fields_stored",
    "reads_outside_purposes",
)


def verdicts(story: Story) -> dict[str, Verdict]:
    facts = facts_of(story.shop, Alive([], [], "off", []))
    with story.act() as db:
        return {one.proof: one for one in prove(db, facts, story.now)}


def a_day_at_the_desk(story: Story) -> None:
    """One deletion in the chat, one by e-mail, one copy."""
    house, shop = story.house, story.shop
    sari, budi = story.writes(SARI, "HAPUS DATA"), story.writes(BUDI, "DATA SAYA")
    with story.act() as db:
        assert isinstance(
            story.desk.open(db, shop, sari, "erasure", "whatsapp", "id", story.now), Opened
        )
        assert story.desk.confirm(db, shop, sari, "id", story.now)
        assert isinstance(story.desk.my_data(db, shop, budi, "id", story.now), str)
    story.receives("Permintaan Penghapusan Data WhatsApp", f"nomor {BUDI}")
    assert take(house, shop, story.now) == 1
    code = re.findall(r"dengan kode (\d{6})", "\n".join(story.said_to(budi)))[0]
    story.everything_sent()
    story.receives("Re: kode", code)
    assert take(house, shop, story.now) == 1
    sent: list[object] = []
    for _ in range(3):
        story.clock.forward(seconds=90)
        duties.carry_out_deletions(house, shop, story.hands, story.now)
        duties.send_mail(house, shop, story.now, sent.append)
        story.everything_sent()
        duties.end_contacts(house, shop, story.now)
    assert len(sent) == 3


def test_a_day_of_requests_is_kept_by_the_auditors_own_look(story: Story) -> None:
    before = verdicts(story)
    assert before["deletions_without_clean_residue"].word == "cannot_tell"
    a_day_at_the_desk(story)
    assert story.rows("request", state="fulfilled") == 3
    assert story.rows("person") == 0
    story.writes("+6281200000013", "halo, masih buka?")
    found = verdicts(story)
    assert [(one, found[one].word, found[one].rows) for one in OURS] == [
        (one, "kept", []) for one in OURS
    ]
