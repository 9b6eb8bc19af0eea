"""Media of lessons. The lesson pages themselves belong to `learning`."""

from io import BytesIO

from flask import Blueprint, Response, send_file
from flask.typing import ResponseReturnValue

from lms.catalog.service import media_key, stored_media
from lms.core.permissions import Permission
from lms.web.guard import requires
from lms.web.tx import db, resources

YEAR_SECONDS = 365 * 24 * 60 * 60

bp = Blueprint("catalog", __name__, url_prefix="/hoc-lieu")


@bp.get("/<string:digest>/<string:name>")
@requires(Permission.ENROLMENT_LEARN)
def show_media(digest: str, name: str) -> ResponseReturnValue:
    """Send a picture, recording or caption file; what a digest names never changes."""
    media = stored_media(db.session, digest)
    response: Response = send_file(
        BytesIO(resources().files.read(media_key(media.digest))),
        mimetype=media.content_type,
        download_name=name,
        etag=media.digest,
        conditional=True,
    )
    response.headers["Cache-Control"] = f"private, max-age={YEAR_SECONDS}, immutable"
    return response
