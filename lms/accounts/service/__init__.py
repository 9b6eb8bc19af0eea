"""What can be done with accounts. `__all__` is the room's face."""

from lms.accounts.access import visible_account, visible_accounts, visible_grant
from lms.accounts.models import Account, RoleGrant
from lms.accounts.service.grants import (
    current_grants,
    end_grant,
    end_grants_of,
    grant_role,
    principal_of,
)
from lms.accounts.service.opening import (
    account_of,
    ensure_account,
    make_code,
    open_account,
    person_of_code,
)
from lms.accounts.service.signing_in import (
    change_password,
    end_other_sessions,
    sign_in,
    suspend,
    sweep,
    unsuspend,
)

__all__ = [
    "Account",
    "RoleGrant",
    "account_of",
    "change_password",
    "current_grants",
    "end_grant",
    "end_grants_of",
    "end_other_sessions",
    "ensure_account",
    "grant_role",
    "make_code",
    "open_account",
    "person_of_code",
    "principal_of",
    "sign_in",
    "suspend",
    "sweep",
    "unsuspend",
    "visible_account",
    "visible_accounts",
    "visible_grant",
]
