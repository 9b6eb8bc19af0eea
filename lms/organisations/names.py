"""What kinds of unit and of change are called."""

from lms.core.i18n import msgid
from lms.organisations.models import OrganisationKind, SuccessionKind

KIND_NAMES = {
    OrganisationKind.MINISTRY: msgid("Bộ, cơ quan ngang bộ"),
    OrganisationKind.GOVERNMENT_AGENCY: msgid("Cơ quan thuộc Chính phủ"),
    OrganisationKind.PROVINCE: msgid("Tỉnh, thành phố"),
    OrganisationKind.COMMUNE: msgid("Xã, phường, đặc khu"),
    OrganisationKind.DEPARTMENT: msgid("Sở, cục, vụ, phòng, ban"),
    OrganisationKind.PUBLIC_SERVICE_UNIT: msgid("Đơn vị sự nghiệp công lập"),
    OrganisationKind.PARTY: msgid("Cơ quan Đảng"),
    OrganisationKind.FRONT: msgid("Mặt trận, đoàn thể"),
    OrganisationKind.PRESS: msgid("Cơ quan báo chí"),
}
EVENT_NAMES = {
    SuccessionKind.MERGE: msgid("Sáp nhập"),
    SuccessionKind.SPLIT: msgid("Chia tách"),
    SuccessionKind.CARVE: msgid("Tách lập đơn vị mới"),
    SuccessionKind.CLOSE: msgid("Giải thể, ngừng hoạt động"),
    SuccessionKind.RENAME: msgid("Đổi tên"),
    SuccessionKind.TRANSFER: msgid("Chuyển sang đơn vị cấp trên khác"),
    SuccessionKind.REKIND: msgid("Đổi loại đơn vị"),
}
