"""The web application, put together. The only module that knows every room."""

from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from lms import dispatch
from lms.accounts import admin_views as accounts_admin
from lms.accounts import views as accounts
from lms.accounts.service import principal_of
from lms.annual import panels as annual_panels
from lms.annual import views as annual
from lms.attestation import views as attestation
from lms.catalog import views as catalog
from lms.cli import group
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Principal
from lms.core.resources import Resources
from lms.credentials import panels as credentials_panels
from lms.credentials import public_views as verification
from lms.credentials import views as credentials
from lms.dossier import views as dossier
from lms.enrolment import due_views as enrolment_due
from lms.enrolment import panels as enrolment_panels
from lms.enrolment import views as enrolment
from lms.figures import compare_views as comparing
from lms.figures import views as figures
from lms.gazetteer import views as gazetteer
from lms.inbox import panels as inbox_panels
from lms.inbox import views as inbox
from lms.interop import api_views as api
from lms.interop import panels as interop_panels
from lms.interop import views as api_keys
from lms.learning import quiz_views as quizzes
from lms.learning import views as learning
from lms.messages import panels as messages_panels
from lms.messages import views as messages
from lms.minority import views as minority
from lms.organisations import views as organisations
from lms.outlook import panels as outlook_panels
from lms.outlook import views as outlook
from lms.oversight import views as oversight
from lms.publication import views as publication
from lms.recognition import batch_views as recognised_lists
from lms.recognition import views as recognition
from lms.register import person_views as persons
from lms.register import post_views as posts
from lms.register import views as register
from lms.reorganisation import panels as reorganisation_panels
from lms.reorganisation import views as reorganisation
from lms.reports import panels as reports_panels
from lms.reports import public_views as report_checks
from lms.reports import views as reports
from lms.results import panels as results_panels
from lms.results import views as results
from lms.roster import views as roster
from lms.second_factor import admin_views as second_factor_admin
from lms.second_factor import panels as second_factor_panels
from lms.second_factor import views as second_factor
from lms.selection import views as enrol_many
from lms.slips import panels as slips_panels
from lms.slips import views as slips
from lms.transfers import panels as transfers_panels
from lms.transfers import views as transfers
from lms.web import kit

ROOMS = (
    accounts,
    accounts_admin,
    second_factor,
    second_factor_admin,
    organisations,
    gazetteer,
    reorganisation,
    catalog,
    learning,
    quizzes,
    credentials,
    verification,
    attestation,
    register,
    posts,
    persons,
    transfers,
    recognition,
    results,
    recognised_lists,
    enrolment,
    enrol_many,
    enrolment_due,
    roster,
    slips,
    figures,
    comparing,
    outlook,
    reports,
    report_checks,
    publication,
    annual,
    minority,
    messages,
    inbox,
    api_keys,
    api,
    dossier,
    oversight,
)
PANELS = (
    *second_factor_panels.PANELS,
    *credentials_panels.PANELS,
    *enrolment_panels.PANELS,
    *results_panels.PANELS,
    *reorganisation_panels.PANELS,
    *outlook_panels.PANELS,
    *reports_panels.PANELS,
    *annual_panels.PANELS,
    *transfers_panels.PANELS,
    *slips_panels.PANELS,
    *messages_panels.PANELS,
    *inbox_panels.PANELS,
    *interop_panels.PANELS,
)


def create_app(settings: Settings, resources: Resources | None = None) -> Flask:
    """Build the application from `settings`; two calls give two independent applications."""
    if resources is None:
        sender = dispatch.Sender(settings.queue_url) if settings.uses_redis else None
        resources = Resources.at(settings, sender)
    app = kit.make_app(resources, load_principal=_principal, rooms=ROOMS, shown=PANELS)
    app.cli.add_command(group)
    return app


def _principal(session: Session, account_uuid: UUID) -> Principal | None:
    return principal_of(session, account_uuid=account_uuid, today=local_day(utc_now()))
