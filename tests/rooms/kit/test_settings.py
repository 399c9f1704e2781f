"""What an operator sets is read once, checked, and secrets stay secret."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from janji.kit.errors import JanjiError
from janji.kit.secrets import Secrets
from janji.kit.settings import Settings
from janji.kit.text import catalogue, say
from rooms.kit.conftest import with_source

MAKER = """
import sys
from pathlib import Path
from janji.kit.secrets import Secrets
print(Secrets(Path(sys.argv[1])).make("till_key"))
"""


def test_without_a_word_from_the_operator_everything_has_a_safe_value():
    settings = Settings.from_environment({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.fsync
    assert not settings.production
    assert settings.database_url is None
    assert settings.businesses.name == "businesses"
    root = os.geteuid() == 0
    assert settings.home == Path("/var/lib/janji") if root else settings.home.name == ".janji"


def test_every_variable_arrives_in_its_field(tmp_path):
    settings = Settings.from_environment(
        {
            "JANJI_HOME": str(tmp_path / "h"),
            "JANJI_DATABASE_URL": "postgresql://o@/j",
            "JANJI_DATABASE_APP_URL": "postgresql://a@/j",
            "JANJI_POSTGRES_BIN": "/opt/pg/bin",
            "JANJI_PUBLIC_URL": "https://janji.example/",
            "JANJI_HOST": "::1",
            "JANJI_PORT": "9001",
            "JANJI_CLOCK_FILE": str(tmp_path / "clock"),
            "JANJI_BUSINESSES": str(tmp_path / "b"),
            "JANJI_FSYNC": "0",
        }
    )
    assert settings.home == tmp_path / "h"
    assert settings.database_url == "postgresql://o@/j"
    assert settings.app_database_url == "postgresql://a@/j"
    assert settings.postgres_bin == Path("/opt/pg/bin")
    assert settings.public_url == "https://janji.example"
    assert (settings.host, settings.port) == ("::1", 9001)
    assert settings.clock_file == tmp_path / "clock"
    assert settings.businesses == tmp_path / "b"
    assert not settings.fsync


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({"JANJI_PORT": "http"}, "kit.setting_port"),
        ({"JANJI_PORT": "0"}, "kit.setting_port"),
        ({"JANJI_PORT": "65536"}, "kit.setting_port"),
        ({"JANJI_PRODUCTION": "on please"}, "kit.setting_switch"),
        ({"JANJI_PRODUCTION": "1", "JANJI_CLOCK_FILE": "/c"}, "kit.setting_clock_in_production"),
        ({"JANJI_PRODUCTION": "ya", "JANJI_FSYNC": "0"}, "kit.setting_fsync_in_production"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_both_languages(environ, code):
    with pytest.raises(JanjiError) as refused:
        Settings.from_environment(environ)
    assert refused.value.code == code
    indonesian, english = (say(code, lang, **refused.value.values) for lang in ("id", "en"))
    assert indonesian != english


def test_addresses_and_secrets_do_not_stand_in_a_repr():
    settings = Settings.from_environment(
        {"JANJI_DATABASE_URL": "postgresql://o:hush@/j", "TILL_KEY": "hush"}
    )
    assert settings.secret("till_key") == "hush"
    assert "hush" not in repr(settings)


def test_the_environment_wins_over_a_named_file_and_that_over_our_own(tmp_path):
    Secrets(tmp_path / "secrets").keep("till_key", "own")
    named = tmp_path / "named"
    named.write_text("named\n", encoding="utf-8")
    home = {"JANJI_HOME": str(tmp_path)}
    both = {**home, "TILL_KEY_FILE": str(named)}
    assert Settings.from_environment(home).secret("till_key") == "own"
    assert Settings.from_environment(both).secret("TILL_KEY") == "named"
    assert Settings.from_environment({**both, "TILL_KEY": "said"}).secret("till_key") == "said"
    assert Settings.from_environment(home).secret("other_key") is None


def test_a_named_file_that_is_not_there_is_said_and_not_passed_over(tmp_path):
    secrets = Secrets(tmp_path, {"TILL_KEY_FILE": str(tmp_path / "gone")})
    with pytest.raises(JanjiError, match="secret_unreadable"):
        secrets.get("till_key")


def test_a_kept_secret_is_only_ours_and_replaced_whole(tmp_path):
    secrets = Secrets(tmp_path / "secrets")
    secrets.keep("till_key", "first")
    secrets.keep("till_key", "second")
    assert secrets.get("till_key") == "second"
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    files = list((tmp_path / "secrets").iterdir())
    assert [(file.name, stat.S_IMODE(file.stat().st_mode)) for file in files] == [
        ("till_key", 0o600)
    ]


def test_four_processes_that_make_the_same_secret_get_the_same_one(tmp_path):
    argv = [sys.executable, "-c", MAKER, str(tmp_path / "secrets")]
    makers = [
        subprocess.Popen(argv, env=with_source(), stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    made = {maker.communicate(timeout=60)[0].strip() for maker in makers}
    assert len(made) == 1
    assert len(made.pop()) >= 43
    assert [file.name for file in (tmp_path / "secrets").iterdir()] == ["till_key"]


@pytest.mark.parametrize("name", ["../till", "till/key", "", "1till", "till key"])
def test_a_secrets_name_cannot_lead_out_of_its_folder(tmp_path, name):
    with pytest.raises(ValueError, match="letters"):
        Secrets(tmp_path).get(name)


def test_every_sentence_of_the_ground_floor_is_in_both_languages():
    own = {key: words for key, words in catalogue().items() if key.startswith("kit.")}
    assert "kit.text_missing" in own
    assert [key for key, words in own.items() if set(words) != {"id", "en"}] == []
    with pytest.raises(JanjiError) as missing:
        say("kit.no_such_sentence", "en")
    assert "kit.no_such_sentence" in say(missing.value.code, "en", **missing.value.values)
