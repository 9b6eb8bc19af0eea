"""Keys are made once, for the owner only; what they keep cannot be read or changed without them."""

import stat
import threading
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from config import SettingsError
from lms.core.secrets import ALPHABET, Keyring, load_keys, normalise_code, one_time_code

TEXT, PLACE = "001085000001", "people_person.id_number"


def test_keys_are_made_once_for_the_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first = load_keys(folder)
    assert load_keys(folder) == first
    assert len({first.session, first.personal, first.index, first.certificate}) == 4
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = sorted(folder.iterdir())
    assert [path.name for path in files] == [
        "certificate.key",
        "index.key",
        "personal.key",
        "session.key",
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert load_keys(tmp_path / "other") != first


def test_those_who_start_at_once_agree(tmp_path: Path) -> None:
    start, found = threading.Barrier(8), list[Keyring]()

    def work() -> None:
        start.wait()
        found.append(load_keys(tmp_path / "keys"))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({key.personal for key in found}) == 1


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "ab" * 31, "ab" * 33, "é" * 64])
def test_a_damaged_key_stops_the_start(tmp_path: Path, content: str) -> None:
    load_keys(tmp_path)
    (tmp_path / "index.key").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"index\.key is damaged"):
        load_keys(tmp_path)


def test_what_is_encrypted_is_read_back_in_its_place_only(keys: Keyring) -> None:
    blob = keys.encrypt(TEXT, context=PLACE)
    assert TEXT.encode() not in blob
    assert keys.decrypt(blob, context=PLACE) == TEXT
    assert keys.encrypt(TEXT, context=PLACE) != blob
    with pytest.raises(InvalidTag):
        keys.decrypt(blob, context="another.column")


def test_every_changed_byte_is_found(keys: Keyring) -> None:
    blob = bytearray(keys.encrypt(TEXT, context=PLACE))
    for place in range(len(blob)):
        blob[place] ^= 1
        with pytest.raises(InvalidTag):
            keys.decrypt(bytes(blob), context=PLACE)
        blob[place] ^= 1


def test_another_installation_reads_nothing(keys: Keyring, tmp_path: Path) -> None:
    other = load_keys(tmp_path)
    with pytest.raises(InvalidTag):
        other.decrypt(keys.encrypt(TEXT, context=PLACE), context=PLACE)
    assert other.fingerprint(TEXT, context=PLACE) != keys.fingerprint(TEXT, context=PLACE)


def test_a_fingerprint_depends_on_text_and_place(keys: Keyring) -> None:
    found = keys.fingerprint(TEXT, context=PLACE)
    assert found == keys.fingerprint(TEXT, context=PLACE)
    assert len(found) == 64
    others = [("001085000002", PLACE), (TEXT, "another.column"), (f"x\0{TEXT}", ""), ("", PLACE)]
    assert found not in {keys.fingerprint(text, context=place) for text, place in others}


def test_a_code_has_eighty_bits() -> None:
    codes = [one_time_code() for _ in range(200)]
    assert len(set(codes)) == 200
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
        assert len(normalise_code(code)) == 16
    assert set("".join(codes)) == {*ALPHABET, "-"}


@pytest.mark.parametrize("typed", ["0O1I-lLaB", " 001 111 ab ", "OOIILLAB", "ooiillab…"])
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert normalise_code(typed) == "001111AB"


@given(text=st.text())
def test_any_text_means_some_code_or_none(text: str) -> None:
    code = normalise_code(text)
    assert set(code) <= set(ALPHABET)
    assert normalise_code(code) == code
