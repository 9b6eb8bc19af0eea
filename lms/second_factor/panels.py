"""The ways to the second factor, from one's own account and from one that is administered."""

from sqlalchemy.orm import Session

from lms.accounts.service import Account
from lms.core.permissions import Permission, Principal
from lms.second_factor.service import has_second_factor
from lms.web.panels import Content, Panel


def on_account(session: Session, principal: Principal, _subject: object) -> Content:
    """Say whether there is a second factor, and lead to its page."""
    is_set_up = has_second_factor(session, account_id=principal.account_id)
    return "second_factor/_account.html", {"is_set_up": is_set_up}


def on_administered(session: Session, principal: Principal, account: Account) -> Content:
    """Lead to taking the second factor from somebody else."""
    if account.id == principal.account_id or not has_second_factor(session, account_id=account.id):
        return None
    return "second_factor/_administered.html", {"account": account}


PANELS = (
    Panel("account", 5, Permission.ACCOUNT_OWN, on_account),
    Panel("administered", 10, Permission.ACCOUNT_ADMINISTER, on_administered),
)
