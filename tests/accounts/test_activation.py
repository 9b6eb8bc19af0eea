"""A one-time code opens an account: 80 bits, once, 14 days, kept as a keyed hash only."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from lms.accounts.errors import PasswordTooLong, PasswordTooPlain, PasswordTooShort, WrongCode
from lms.accounts.models import ActivationCode
from lms.accounts.passwords import is_password
from lms.accounts.rules import check_password
from lms.accounts.service import (
    Account,
    make_code,
    make_codes,
    open_account,
    person_of_code,
    suspend,
)
from lms.core.audit import AuditEvent
from lms.core.clock import utc_now
from lms.core.resources import Resources
from lms.core.secrets import ALPHABET, Keyring
from lms.core.sessions import find_session
from lms.people.service import Person
from tests.accounts.world import TODAY, account, events, open_session, principal
from tests.support.browser import Browser, text_of
from tests.support.factories import NOON, PASSWORD, People, found_country, give_password

LIFE = timedelta(days=14)
SECOND = timedelta(seconds=1)
WRONG = "Mã kích hoạt không đúng, đã dùng hoặc đã hết hạn"


def code_for(session: Session, keys: Keyring, person: Person) -> str:
    own = account(session, person)
    return make_code(session, keys, account=own, actor=None, now=NOON)


def test_a_code_has_eighty_bits_in_four_groups(
    session: Session, keys: Keyring, country: People
) -> None:
    codes = {code_for(session, keys, country.an) for _ in range(50)}
    assert len(codes) == 50
    for code in codes:
        groups = code.split("-")
        assert [len(group) for group in groups] == [4] * 4
        assert set("".join(groups)) <= set(ALPHABET)
    assert len(ALPHABET) ** 16 == 2**80


def test_only_its_keyed_hash_is_kept(session: Session, keys: Keyring, country: People) -> None:
    code = code_for(session, keys, country.an)
    session.flush()  # the next line asks the database itself
    row = session.execute(text("SELECT * FROM accounts_activation_code")).one()
    plain = code.replace("-", "")
    assert plain not in str(row)
    assert code not in str(row)
    assert len(row.code_hmac) == 64
    assert row.code_hmac == keys.fingerprint(plain, context="accounts_activation_code")
    events_ = session.scalars(select(AuditEvent).where(AuditEvent.action == "code.made"))
    assert plain not in str([event.detail for event in events_])


def test_a_code_sets_a_password_once(session: Session, keys: Keyring, country: People) -> None:
    code = code_for(session, keys, country.an)
    assert person_of_code(session, keys, code=code, now=NOON) is country.an
    opened = open_account(session, keys, code=code, password=PASSWORD, now=NOON)
    assert opened.person_id == country.an.id
    assert is_password(opened.password_hash, PASSWORD)
    assert (opened.password_hash or "").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    with pytest.raises(WrongCode):
        open_account(session, keys, code=code, password=f"{PASSWORD} khác", now=NOON)
    assert is_password(opened.password_hash, PASSWORD)


@pytest.mark.parametrize(("group", "between"), [("small", "-"), ("capital", " "), ("capital", "")])
def test_however_it_is_typed(
    session: Session, keys: Keyring, country: People, group: str, between: str
) -> None:
    code = code_for(session, keys, country.an).replace("-", between)
    typed = f" {code.lower() if group == 'small' else code}."
    open_account(session, keys, code=typed, password=PASSWORD, now=NOON)


def test_letters_that_look_like_digits_are_digits(
    session: Session, keys: Keyring, country: People
) -> None:
    code = next(
        c for c in iter(lambda: code_for(session, keys, country.an), None) if "0" in c and "1" in c
    )
    typed = code.replace("0", "O").replace("1", "l")
    open_account(session, keys, code=typed, password=PASSWORD, now=NOON)


def test_a_code_lives_fourteen_days(session: Session, keys: Keyring, country: People) -> None:
    code = code_for(session, keys, country.an)
    with pytest.raises(WrongCode):
        open_account(session, keys, code=code, password=PASSWORD, now=NOON + LIFE)
    open_account(session, keys, code=code, password=PASSWORD, now=NOON + LIFE - SECOND)


def test_a_new_code_ends_those_before_it(session: Session, keys: Keyring, country: People) -> None:
    first, others = code_for(session, keys, country.an), code_for(session, keys, country.chi)
    second = code_for(session, keys, country.an)
    with pytest.raises(WrongCode):
        person_of_code(session, keys, code=first, now=NOON)
    assert person_of_code(session, keys, code=second, now=NOON) is country.an
    assert person_of_code(session, keys, code=others, now=NOON) is country.chi


def test_the_suspended_and_the_withdrawn_cannot_open_an_account(
    session: Session, keys: Keyring, country: People
) -> None:
    code, own = code_for(session, keys, country.an), account(session, country.an)
    suspend(session, account=own, actor=principal(session, country.admin), today=TODAY, now=NOON)
    with pytest.raises(WrongCode):
        open_account(session, keys, code=code, password=PASSWORD, now=NOON)
    own.suspended_at, country.an.withdrawn_at = None, NOON
    session.flush()  # so that the next try sees it
    with pytest.raises(WrongCode):
        open_account(session, keys, code=code, password=PASSWORD, now=NOON)
    assert own.password_hash is None


def test_a_refused_password_leaves_the_code_good(
    session: Session, keys: Keyring, country: People
) -> None:
    code = code_for(session, keys, country.an)
    with pytest.raises(PasswordTooShort):
        open_account(session, keys, code=code, password="ngắn", now=NOON)
    open_account(session, keys, code=code, password=PASSWORD, now=NOON)


def test_a_new_password_ends_the_sessions_before(
    session: Session, keys: Keyring, country: People
) -> None:
    own, others = open_session(session, country.an), open_session(session, country.chi)
    code = code_for(session, keys, country.an)
    open_account(session, keys, code=code, password=PASSWORD, now=NOON)
    assert find_session(session, token=own, now=NOON) is None
    assert find_session(session, token=others, now=NOON) is not None


def test_many_codes_go_to_those_without_a_password(
    session: Session, keys: Keyring, country: People
) -> None:
    give_password(session, country.chi)
    accounts = [account(session, person) for person in (country.an, country.chi, country.binh)]
    before = code_for(session, keys, country.an)
    codes = make_codes(session, keys, accounts=accounts, actor=accounts[2].uuid, now=NOON)
    assert set(codes) == {accounts[0].id}  # not the officer's own
    found = person_of_code(session, keys, code=codes[accounts[0].id], now=NOON)
    assert found is country.an
    with pytest.raises(WrongCode):
        person_of_code(session, keys, code=before, now=NOON)
    assert make_codes(session, keys, accounts=[], actor=accounts[2].uuid, now=NOON) == {}


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("Ab1 " * 3, PasswordTooShort),
        ("Ab1 " * 51, PasswordTooLong),
        ("chỉ có chữ thường 1", PasswordTooPlain),
        ("KHÔNG CHỮ THƯỜNG 1", PasswordTooPlain),
        ("Không có số nào cả", PasswordTooPlain),
        ("KhôngKýTựNàoKhác12", PasswordTooPlain),
    ],
)
def test_weak_passwords_are_refused(password: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_password(password)


@pytest.mark.parametrize("password", ["Ab1 " * 3 + "xy", "Ab1 " * 50, "Mùa 5 gặt lúa sớm."])
def test_a_sentence_of_ones_own_is_a_password(password: str) -> None:
    check_password(password)


@pytest.mark.live
def test_one_code_used_twice_at_once_opens_once(resources: Resources) -> None:
    with resources.database.transaction() as session:
        an = found_country(session, resources.keys).an
        code = code_for(session, resources.keys, an)
    start, results = threading.Barrier(6), list[object]()

    def work(number: int) -> None:
        start.wait()
        try:
            with resources.database.transaction() as session:
                password = f"{PASSWORD} {number}"
                open_account(session, resources.keys, code=code, password=password, now=NOON)
            results.append(number)
        except WrongCode:
            results.append(None)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [result for result in results if result is not None]
    assert len(results) == 6
    with resources.database.reading() as session:
        own = session.scalars(select(Account).where(Account.person_id == an.id)).one()
        assert is_password(own.password_hash, f"{PASSWORD} {winner}")


# Through the page


def fields(code: str, password: str = PASSWORD, repeat: str = PASSWORD) -> dict[str, str]:
    return {"code": code, "password": password, "repeat": repeat}


@pytest.fixture
def code(resources: Resources, people: People) -> str:
    with resources.database.transaction() as session:
        own = account(session, people.an)
        return make_code(session, resources.keys, account=own, actor=None, now=utc_now())


def test_the_page_opens_the_account_and_signs_in(
    browser: Browser, people: People, code: str, resources: Resources
) -> None:
    browser.get("/kich-hoat")
    browser.post("/kich-hoat", fields(code))
    assert people.an.full_name in text_of(browser.get("/tai-khoan"))
    assert len(events(resources, "account.opened")) == 1
    refused = browser.post("/kich-hoat", fields(code), status=422)
    assert WRONG in text_of(refused)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"code": ""}, "Hãy điền mục này."),
        ({"code": "0000-0000-0000-0000"}, WRONG),
        ({"code": "\0"}, WRONG),
        ({"repeat": f"{PASSWORD}x"}, "Hai lần nhập mật khẩu chưa giống nhau."),
        ({"password": "ngắn", "repeat": "ngắn"}, "Mật khẩu cần ít nhất 14 ký tự"),
    ],
)
def test_the_page_says_what_is_wrong_and_the_code_stays_good(
    browser: Browser, code: str, data: dict[str, str], says: str
) -> None:
    refused = browser.post("/kich-hoat", {**fields(code), **data}, status=422)
    assert says in text_of(refused)
    assert PASSWORD not in str(refused)
    browser.post("/kich-hoat", fields(code))


def test_the_form_needs_its_token(browser: Browser, code: str, resources: Resources) -> None:
    browser.post("/kich-hoat", fields(code), status=400, token=False)
    with resources.database.reading() as session:
        assert session.scalars(select(ActivationCode.used_at)).all() == [None]
