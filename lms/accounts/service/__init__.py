"""What can be done with accounts. `__all__` is the room's face."""

from lms.accounts.access import search_accounts, visible_account, visible_accounts, visible_grant
from lms.accounts.models import Account, RoleGrant
from lms.accounts.passwords import is_password
from lms.accounts.rules import CODE_LIFE
from lms.accounts.service.accounts import (
    accounts_of,
    add_account,
    add_administrator,
    insert_accounts,
    own_account,
    set_password,
)
from lms.accounts.service.grants import (
    accounts_with_roles,
    current_grants,
    end_grant,
    grant_role,
    grants_to_come,
    principal_of,
    refuse_reaching_up,
)
from lms.accounts.service.guessing import record_failure, record_success, refuse_guessing
from lms.accounts.service.opening import (
    account_of,
    ensure_account,
    make_code,
    make_codes,
    open_account,
    person_of_code,
    renew_code,
)
from lms.accounts.service.signing_in import (
    agencies_of_code,
    change_password,
    contacts_near,
    end_other_sessions,
    sign_in,
    suspend,
    sweep,
    unsuspend,
)
from lms.accounts.service.staged import (
    end_roles_from,
    give_roles_back,
    insert_accounts_from,
    opened_accounts,
    people_with_roles,
    revoke_codes_of,
)
from lms.accounts.service.unit_grants import end_grants_over, grants_over

__all__ = [
    "CODE_LIFE",
    "Account",
    "RoleGrant",
    "account_of",
    "accounts_of",
    "accounts_with_roles",
    "add_account",
    "add_administrator",
    "agencies_of_code",
    "change_password",
    "contacts_near",
    "current_grants",
    "end_grant",
    "end_grants_over",
    "end_other_sessions",
    "end_roles_from",
    "ensure_account",
    "give_roles_back",
    "grant_role",
    "grants_over",
    "grants_to_come",
    "insert_accounts",
    "insert_accounts_from",
    "is_password",
    "make_code",
    "make_codes",
    "open_account",
    "opened_accounts",
    "own_account",
    "people_with_roles",
    "person_of_code",
    "principal_of",
    "record_failure",
    "record_success",
    "refuse_guessing",
    "refuse_reaching_up",
    "renew_code",
    "revoke_codes_of",
    "search_accounts",
    "set_password",
    "sign_in",
    "suspend",
    "sweep",
    "unsuspend",
    "visible_account",
    "visible_accounts",
    "visible_grant",
]
