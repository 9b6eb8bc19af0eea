"""The layout of a file, as docs/dossier.md describes it: the same fields in CSV and JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.dossier.models import Action

LAYOUT = "lantoa-ho-so-1"
OUTSIDE_DOCUMENT = "Văn bản của đơn vị đào tạo"
FIELDS: Mapping[str, str] = {  # attribute → name in files, in the order of the columns
    "action": "thao_tac",
    "id_number": "so_dinh_danh",
    "full_name": "ho_ten",
    "born_on": "ngay_sinh",
    "unit_code": "ma_don_vi",
    "unit_name": "ten_don_vi",
    "programme": "ten_chuong_trinh",
    "content_code": "ma_noi_dung",
    "form": "hinh_thuc",
    "started_on": "tu_ngay",
    "completed_on": "den_ngay",
    "periods": "so_tiet",
    "issuer": "don_vi_cap",
    "document_type": "loai_van_ban",
    "document_number": "so_van_ban",
    "document_on": "ngay_van_ban",
    "revoked_on": "ngay_thu_hoi",
    "uuid": "ma_ket_qua",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One result of one person. None: not known, or there is none."""

    action: Action
    id_number: str
    full_name: str
    born_on: date | None
    unit_code: str | None
    unit_name: str
    programme: str
    content_code: int  # 1-5, content of fostering
    form: str
    started_on: date
    completed_on: date
    periods: int  # of 45 minutes
    issuer: str | None
    document_type: str | None
    document_number: str | None  # of outside training: its number and date, as filed
    document_on: date | None
    revoked_on: date | None
    uuid: UUID  # of the completion: what receivers know the result by
