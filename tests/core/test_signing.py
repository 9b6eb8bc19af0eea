"""A statement is verified by anyone with the public key, and by nothing else."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from lms.core.signing import Fields, StatementInvalid, canonical_json, key_id, sign, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OLD = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYS = [OLD.public_key(), KEY.public_key()]
FIELDS: Fields = {"n": "Nguyễn Thị Ánh", "s": "0412/2026/GCN", "p": "A", "d": "2026-02-05", "t": 24}
TEXT = sign(KEY, FIELDS, purpose="certificate")


def test_what_was_signed_is_returned() -> None:
    assert verify(KEYS, TEXT, purpose="certificate") == FIELDS


def test_a_key_that_was_replaced_still_verifies() -> None:
    assert verify(KEYS, sign(OLD, FIELDS, purpose="certificate"), purpose="certificate") == FIELDS


def test_the_same_fields_give_the_same_text() -> None:
    turned = dict(sorted(FIELDS.items(), reverse=True))
    assert sign(KEY, turned, purpose="certificate") == TEXT
    assert canonical_json({"b": 1, "a": None}) == b'{"a":null,"b":1}'


def test_it_is_short_and_fits_an_address() -> None:
    assert len(TEXT) < 240
    assert not set(TEXT) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_another_purpose_is_refused() -> None:
    with pytest.raises(StatementInvalid):
        verify(KEYS, TEXT, purpose="audit")


def test_a_strange_key_is_refused() -> None:
    stranger = Ed25519PrivateKey.generate()
    with pytest.raises(StatementInvalid):
        verify(KEYS, sign(stranger, FIELDS, purpose="certificate"), purpose="certificate")
    with pytest.raises(StatementInvalid):
        verify([], TEXT, purpose="certificate")


def test_every_changed_byte_is_found() -> None:
    blob = bytearray(base64.urlsafe_b64decode(TEXT + "=" * (-len(TEXT) % 4)))
    for place in range(len(blob)):
        blob[place] ^= 1
        with pytest.raises(StatementInvalid):
            verify(
                KEYS, base64.urlsafe_b64encode(blob).rstrip(b"=").decode(), purpose="certificate"
            )
        blob[place] ^= 1


@given(text=st.text(max_size=300))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(StatementInvalid):
        verify(KEYS, text, purpose="certificate")


@pytest.mark.parametrize(
    "text", [TEXT + "=", TEXT + "A", TEXT[:-1], f" {TEXT}", f"{TEXT}\n", TEXT[:88]]
)
def test_one_statement_has_one_spelling(text: str) -> None:
    with pytest.raises(StatementInvalid):
        verify(KEYS, text, purpose="certificate")


def test_key_ids_differ() -> None:
    assert len({key_id(key) for key in KEYS}) == 2
