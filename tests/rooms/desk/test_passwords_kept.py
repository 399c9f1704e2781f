"""How the product itself keeps passwords; other tests keep theirs with less work."""

from __future__ import annotations

from django.utils.module_loading import import_string

from janji.site.django_settings import fixed

LEAST_WORK = 14  # log2 of the rounds that are the least for scrypt with five lanes of 16 MB


def test_a_password_is_kept_as_scrypt_with_enough_work_for_each_guess() -> None:
    first = import_string(fixed()["PASSWORD_HASHERS"][0])()
    kept = first.encode("three unrelated words", "a-salt-of-twenty-two-ch")
    algorithm, rounds, salt, blocks, lanes, _ = kept.split("$")
    assert (algorithm, salt) == ("scrypt", "a-salt-of-twenty-two-ch")
    assert int(rounds) >= 2**LEAST_WORK
    assert (int(blocks), int(lanes)) == (8, 5)
    assert first.verify("three unrelated words", kept)
    assert not first.verify("three unrelated word", kept)


def test_a_password_kept_with_less_work_is_renewed_at_the_next_sign_in() -> None:
    first = import_string(fixed()["PASSWORD_HASHERS"][0])()
    weak = first.encode("three unrelated words", "a-salt-of-twenty-two-ch", n=2, p=1)
    assert first.verify("three unrelated words", weak)
    assert first.must_update(weak)
