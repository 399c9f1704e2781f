"""The doctor on good and bad set-ups: what it says, and that it changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import psycopg
import pytest

from fakes.shop import MONDAY, Shop, environment, shop
from fakes.twin import free_port, running_twin
from janji.cli import doctor_database, doctor_machine, doctor_outside
from janji.cli.doctor import examine
from janji.cli.doctor_finding import Finding
from janji.kit import postgres
from janji.kit.clock import SystemClock
from janji.kit.migrate import migrate
from janji.kit.postgres import Server
from janji.kit.settings import Settings
from janji.kit.text import catalogue, say
from janji.policy.business import all_businesses
from janji.vault import backup
from rooms.cli.test_backups import janji

SOURCE = Path(doctor_machine.__file__).parent


def settings(home: Path, **more: str) -> Settings:
    return Settings.from_environment(environment(home, **more))


def states(findings: list[Finding]) -> dict[str, str]:
    return {one.name: one.state for one in findings}


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def test_an_untouched_machine_is_told_what_is_missing_and_left_untouched(tmp_path: Path) -> None:
    home = tmp_path / "never"
    asked = janji(home, "doctor", "--json")
    assert asked.returncode == 1, asked.stderr
    told = {one["name"]: one for one in json.loads(asked.stdout)}
    assert told["backup_none"]["state"] == "needs"
    assert told["url_local"]["state"] == "needs"
    assert told["mail_in_none"]["state"] == "needs"
    assert told["python"]["state"] == "ok"
    assert told["database_unborn"]["state"] == "unknown"
    assert "JANJI_PUBLIC_URL" in told["url_local"]["id"]
    spoken = janji(home, "doctor", language="id")
    assert " ! " in spoken.stdout
    assert "perlu Anda" in spoken.stdout
    assert not home.exists()


def test_our_own_running_server_is_found_and_good(tmp_path: Path) -> None:
    home = tmp_path / "home"
    tmp_path.chmod(0o711)
    tmp_path.parent.chmod(0o711)
    running = postgres.start(home)
    try:
        migrate(running.owner_url)
        seen = doctor_database.database(settings(home), MONDAY)
        assert states(seen.findings) == {"database": "ok", "durable": "ok", "schema": "ok"}
    finally:
        running.stop()
    seen = doctor_database.database(settings(home), MONDAY)
    assert states(seen.findings) == {"database_asleep": "unknown"}


def at(ramen: Shop) -> Settings:
    return settings(
        ramen.home, JANJI_DATABASE_URL=ramen.owner_url, JANJI_DATABASE_APP_URL=ramen.app_url
    )


def test_a_server_that_forgets_is_named(ramen: Shop) -> None:
    seen = doctor_database.database(at(ramen), MONDAY)
    assert states(seen.findings)["not_durable"] == "needs"


def test_a_database_that_does_not_answer_is_named_without_its_address(tmp_path: Path) -> None:
    gone = settings(
        tmp_path, JANJI_DATABASE_URL=f"postgresql://budi:sandi@127.0.0.1:{free_port()}/x"
    )
    (found,) = doctor_database.database(gone, MONDAY).findings
    assert (found.name, found.state) == ("database_unreachable", "needs")
    assert found.values == {}


def test_a_schema_that_is_behind_or_changed_is_named(ramen: Shop) -> None:
    def state() -> dict[str, str]:
        return states(doctor_database.database(at(ramen), MONDAY).findings)

    assert state()["schema"] == "ok"
    with psycopg.connect(ramen.owner_url, autocommit=True) as db:
        db.execute("INSERT INTO migration VALUES ('9999_later.sql', 'x')")
        assert state()["schema_newer"] == "needs"
        db.execute("DELETE FROM migration WHERE name >= '0030'")
        assert state()["schema_old"] == "needs"
        db.execute("UPDATE migration SET sha256 = 'x' WHERE name = '0001_house.sql'")
        assert state()["schema_changed"] == "needs"


def test_duties_that_run_fail_or_fell_silent(ramen: Shop) -> None:
    def state(minutes: int) -> dict[str, str]:
        now = MONDAY + timedelta(minutes=minutes)
        return states(doctor_database.database(at(ramen), now).findings)

    assert state(0)["duties_never"] == "unknown"
    with psycopg.connect(ramen.owner_url, autocommit=True) as db:
        db.execute(
            "INSERT INTO duty_run (business_id, duty, started_at, finished_at)"
            " VALUES (1, 'turns', %s, %s)",
            (MONDAY, MONDAY),
        )
        assert state(1)["duties"] == "ok"
        assert state(60)["duties_silent"] == "needs"
        db.execute("UPDATE duty_run SET fault = 'KeyError at x'")
        assert state(1)["duty_faults"] == "needs"


def test_keys_and_secrets_that_others_can_read_are_named(ramen: Shop) -> None:
    ramen.says(ramen.person("+6281200000001"), "halo")
    good = states(doctor_machine.machine(at(ramen), MONDAY, None))
    assert good["keyring"] == "ok"
    assert good["secrets"] == "ok"
    key = next((ramen.home / "keys").rglob("*.kek"))
    key.chmod(0o644)
    next((ramen.home / "secrets").iterdir()).chmod(0o640)
    bad = states(doctor_machine.machine(at(ramen), MONDAY, None))
    assert bad["keyring_open"] == "needs"
    assert bad["secrets_open"] == "needs"


def test_keys_that_are_gone_are_named(ramen: Shop) -> None:
    ramen.says(ramen.person("+6281200000001"), "halo")
    for key in (ramen.home / "keys").rglob("*.kek"):
        key.rename(key.with_suffix(".away"))
    assert doctor_machine.keyring(ramen.home).name == "keyring_lost"


def test_keys_on_a_file_system_that_keeps_old_bytes_are_named(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\npool {tmp_path} zfs rw 0 0\n")
    assert doctor_machine.file_system(tmp_path / "keys", mounts) == "zfs"
    assert doctor_machine.file_system(Path("/usr/share"), mounts) == "ext4"
    assert "zfs" in doctor_machine.HISTORIES


def test_the_age_of_the_last_backup(ramen: Shop) -> None:
    assert doctor_machine.last_backup(ramen.home, MONDAY, None).name == "backup_none"
    folder = ramen.home / "backups"
    backup.make(ramen.owner_url, ramen.home / "media", folder, MONDAY, lambda *_: None)
    later = MONDAY + timedelta(hours=30)
    assert doctor_machine.last_backup(ramen.home, later, None).name == "backup"
    week = MONDAY + timedelta(days=7)
    assert doctor_machine.last_backup(ramen.home, week, None).name == "backup_old"
    assert doctor_machine.last_backup(ramen.home, week, week.astimezone(UTC)).name == "backup"


def test_twilio_that_answers_refuses_or_is_silent(tmp_path: Path) -> None:
    def state(**more: str) -> dict[str, str]:
        chosen = settings(tmp_path, **more)
        business, *_ = all_businesses(chosen.businesses)
        return states(doctor_outside.twilio(chosen, business))

    with running_twin() as twin:
        assert state(JANJI_TWIN_URL=twin.base) == {"twilio_twin": "ok", "twilio_hook": "ok"}
        wrong = state(JANJI_TWIN_URL=twin.base, JANJI_TWILIO_AUTH_TOKEN="wrong")
        assert wrong["twilio_refused"] == "needs"
        twin.tell("faults", kind="down", times=-1)
        assert state(JANJI_TWIN_URL=twin.base)["twilio_silent"] == "unknown"
        down = f"http://127.0.0.1:{free_port()}"
    assert state(JANJI_TWIN_URL=down)["twilio_silent"] == "unknown"
    assert state(JANJI_TWILIO_AUTH_TOKEN="") == {"twilio_secrets": "needs"}
    alone = state(JANJI_TWILIO_AUTH_TOKEN="", JANJI_TWILIO_ACCOUNT_SID="")
    assert alone == {"not_connected": "unknown"}


def test_the_clock_is_compared_with_anothers(tmp_path: Path) -> None:
    now = SystemClock().now()
    with running_twin() as twin:
        chosen = settings(tmp_path, JANJI_TWIN_URL=twin.base, JANJI_CLOCK_FILE="")
        businesses = all_businesses(chosen.businesses)
        assert doctor_outside.clock(chosen, businesses, now).name == "clock"
        wrong = doctor_outside.clock(chosen, businesses, now + timedelta(minutes=5))
    assert (wrong.name, wrong.state) == ("clock_wrong", "needs")
    assert 200 < wrong.values["seconds"] < 400


def test_addresses_and_mail(tmp_path: Path) -> None:
    def named(**more: str) -> str:
        return doctor_outside.public_url(settings(tmp_path, **more)).name

    assert named(JANJI_PUBLIC_URL="https://janji.example") == "url"
    assert named(JANJI_PUBLIC_URL="http://janji.example") == "url_plain"
    assert named() == "url_local"
    assert named(JANJI_TWIN_URL="http://127.0.0.1:9") == "url_trial"
    good = settings(
        tmp_path,
        JANJI_IMAP_URL="imaps://a:b@mail.example/INBOX",
        JANJI_SMTP_URL="smtps://mail.example",
    )
    business, *_ = all_businesses(good.businesses)
    assert states(doctor_outside.mail(good, business)) == {"mail_in": "ok", "mail_out": "ok"}
    odd = settings(tmp_path, JANJI_IMAP_URL="http://mail.example")
    assert states(doctor_outside.mail(odd, business)) == {"mail_address": "needs"}


def test_a_proxy_that_writes_addresses_down_needs_somebody(tmp_path: Path) -> None:
    conf = tmp_path / "nginx.conf"
    conf.write_text("server { listen 80; }")
    (found,) = doctor_outside.proxy([conf])
    assert (found.name, found.state) == ("proxy_records", "needs")
    (missing,) = doctor_outside.proxy([tmp_path / "none.conf"])
    assert missing.name == "proxy_unreadable"


def test_businesses_that_cannot_be_read_are_a_finding_not_a_fault(tmp_path: Path) -> None:
    broken = tmp_path / "businesses" / "x"
    broken.mkdir(parents=True)
    (broken / "business.yaml").write_text("id: [")
    chosen = settings(tmp_path / "home", JANJI_BUSINESSES=str(tmp_path / "businesses"))
    assert states(examine(chosen, []))["policies"] == "needs"


def test_every_finding_has_words_in_both_languages() -> None:
    text = "".join(path.read_text() for path in SOURCE.glob("doctor*.py"))
    names = set(re.findall(r'(?:fine|needs|unsure)\(\s*"(\w+)"', text))
    names |= {"twilio_twin", "twilio"}
    assert len(names) > 40
    for name in sorted(names):
        words = catalogue()[f"cli.doctor.{name}"]
        assert words["id"]
        assert words["en"]
        gaps = {one: set(re.findall(r"\{(\w+)[:}]", words[one])) for one in ("id", "en")}
        assert gaps["id"] == gaps["en"], name
    assert say("cli.doctor.total_ok", "en")
