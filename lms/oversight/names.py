"""What every event of the audit log and every kind of finding is called."""

from collections.abc import Mapping
from enum import StrEnum

from lms.core.i18n import msgid


class Way(StrEnum):
    """A way to raise a unit's percentage without anybody learning more; also used in addresses."""

    LEFT = "roi"
    MOVED = "chuyen"
    REDATED = "doi-ngay"
    PART_TIME = "kiem-nhiem"
    REGROUPED = "doi-nhom"
    PEOPLE_MERGED = "nhap-ho-so"
    UNDONE = "hoan-tac"
    UNIT_MERGED = "sap-nhap"
    UNIT_SPLIT = "chia-tach"
    UNIT_MOVED = "chuyen-don-vi"
    UNIT_REKINDED = "doi-loai"
    BACKDATED = "lui-ngay"
    WAIVED = "mien"
    MUTUAL = "duyet-cho-nhau"
    SHORTER = "danh-sach-ngan"


ACTION_NAMES: Mapping[str, str] = {
    "account.closed": msgid("Đóng tài khoản"),
    "account.opened": msgid("Kích hoạt tài khoản"),
    "account.restored": msgid("Mở khóa tài khoản"),
    "account.suspended": msgid("Khóa tài khoản"),
    "api.read": msgid("Hệ thống khác đọc qua API"),
    "api_key.ended": msgid("Thu hồi khóa API"),
    "api_key.made": msgid("Tạo khóa API"),
    "attempt.allowed": msgid("Cho làm thêm một lần kiểm tra"),
    "audit.verified": msgid("Kiểm tra chuỗi nhật ký"),
    "certificate.issued": msgid("Cấp giấy chứng nhận"),
    "certificate.replaced": msgid("Cấp lại giấy chứng nhận"),
    "certificate.revoked": msgid("Thu hồi giấy chứng nhận"),
    "code.mail_requested": msgid("Gửi mã kích hoạt qua e-mail"),
    "code.made": msgid("Tạo mã kích hoạt"),
    "completion.recognised": msgid("Công nhận kết quả bồi dưỡng nơi khác"),
    "completion.recorded": msgid("Ghi nhận hoàn thành chương trình"),
    "completion.revoked": msgid("Thu hồi kết quả hoàn thành"),
    "completion.waived": msgid("Cho miễn học"),
    "enrolment.due_date_set": msgid("Đổi hạn hoàn thành"),
    "enrolment.extended_for_many": msgid("Gia hạn cho nhiều người"),
    "enrolment.moved_by_rule": msgid("Đổi hạn theo quy tắc"),
    "enrolment.opened": msgid("Cử đi học"),
    "enrolment.opened_by_rule": msgid("Cử đi học theo quy tắc"),
    "enrolment.opened_for_many": msgid("Cử nhiều người đi học"),
    "enrolment.released": msgid("Cho thôi học"),
    "enrolment.released_by_rule": msgid("Cho thôi học theo quy tắc"),
    "enrolment.released_for_many": msgid("Cho nhiều người thôi học"),
    "enrolment_rule.changed": msgid("Sửa quy tắc cử đi học"),
    "enrolment_rule.ended": msgid("Dừng quy tắc cử đi học"),
    "enrolment_rule.made": msgid("Lập quy tắc cử đi học"),
    "file.exported": msgid("Tải tệp số liệu, danh sách"),
    "gazetteer.applied": msgid("Ghi danh mục đơn vị từ tệp"),
    "gazetteer.uploaded": msgid("Tải lên tệp danh mục đơn vị"),
    "grant.ended": msgid("Thu hồi quyền"),
    "grant.given": msgid("Giao quyền"),
    "issuer.saved": msgid("Khai báo đơn vị cấp giấy chứng nhận"),
    "message.retried": msgid("Gửi lại thư"),
    "organisation.added": msgid("Thêm đơn vị"),
    "organisation.carved": msgid("Tách lập đơn vị mới"),
    "organisation.change_failed": msgid("Thay đổi đơn vị sắp tới chưa thực hiện được"),
    "organisation.change_planned": msgid("Ghi thay đổi đơn vị sắp tới"),
    "organisation.change_withdrawn": msgid("Rút thay đổi đơn vị sắp tới"),
    "organisation.closed": msgid("Cho đơn vị ngừng hoạt động"),
    "organisation.contact_set": msgid("Đặt liên hệ hỗ trợ của đơn vị"),
    "organisation.merged": msgid("Sáp nhập đơn vị"),
    "organisation.moved": msgid("Chuyển đơn vị sang cấp trên khác"),
    "organisation.rekinded": msgid("Đổi loại đơn vị"),
    "organisation.renamed": msgid("Đổi tên đơn vị"),
    "organisation.split": msgid("Chia tách đơn vị"),
    "password.changed": msgid("Đổi mật khẩu"),
    "password.set": msgid("Đặt mật khẩu khi cài đặt"),
    "person.added": msgid("Thêm người vào danh sách"),
    "person.corrected": msgid("Sửa thông tin cá nhân"),
    "person.id_number_revealed": msgid("Xem đầy đủ số định danh"),
    "person.left": msgid("Ghi nhận người rời danh sách"),
    "person.merged": msgid("Nhập hai hồ sơ của một người"),
    "person.withdrawn": msgid("Rút người khỏi danh sách"),
    "post.begun": msgid("Bắt đầu vị trí công tác"),
    "post.corrected": msgid("Sửa vị trí công tác"),
    "post.ended": msgid("Kết thúc vị trí công tác"),
    "post.taken_back": msgid("Rút vị trí ghi nhầm"),
    "post.followed": msgid("Chuyển vị trí công tác theo thay đổi của đơn vị"),
    "programme.published": msgid("Công bố chương trình"),
    "recognition.approved": msgid("Duyệt hồ sơ công nhận"),
    "recognition.batch_approved": msgid("Duyệt danh sách công nhận"),
    "recognition.batch_filed": msgid("Trình danh sách công nhận"),
    "recognition.batch_refused": msgid("Từ chối danh sách công nhận"),
    "recognition.batch_withdrawn": msgid("Rút danh sách công nhận"),
    "recognition.filed": msgid("Trình hồ sơ công nhận"),
    "recognition.refused": msgid("Từ chối hồ sơ công nhận"),
    "recognition.uploaded": msgid("Tải lên danh sách công nhận"),
    "recognition.withdrawn": msgid("Rút hồ sơ công nhận"),
    "register.attested": msgid("Xác nhận danh sách nhân sự của kỳ"),
    "report.sealed": msgid("Khóa số liệu, lập báo cáo"),
    "report_schedule.ended": msgid("Dừng lập báo cáo hằng tháng"),
    "report_schedule.made": msgid("Đặt lịch lập báo cáo hằng tháng"),
    "roster.applied": msgid("Ghi danh sách từ tệp"),
    "roster.decided": msgid("Quyết định từng dòng của tệp danh sách"),
    "roster.slips_taken": msgid("Lấy phiếu kích hoạt"),
    "roster.undone": msgid("Hoàn tác tệp danh sách"),
    "roster.uploaded": msgid("Tải lên tệp danh sách"),
    "sessions.ended": msgid("Đăng xuất ở các nơi khác"),
    "transfer.asked": msgid("Gửi đề nghị nhận người"),
    "transfer.withdrawn": msgid("Rút đề nghị nhận người"),
    "transfer.accepted": msgid("Đồng ý đề nghị nhận người"),
    "transfer.refused": msgid("Không đồng ý đề nghị nhận người"),
    "slips.asked": msgid("Yêu cầu in phiếu kích hoạt"),
    "slips.printed": msgid("In xong phiếu kích hoạt"),
    "slips.taken": msgid("Nhận tệp phiếu kích hoạt"),
    "target.published": msgid("Công bố chỉ tiêu"),
}
KIND_NAMES: Mapping[str, str] = {
    "account": msgid("Tài khoản"),
    "api_key": msgid("Khóa API"),
    "attestation": msgid("Bản xác nhận danh sách"),
    "audit": msgid("Nhật ký"),
    "certificate": msgid("Giấy chứng nhận"),
    "change_set": msgid("Tệp danh sách"),
    "transfer": msgid("Đề nghị nhận người"),
    "claim": msgid("Hồ sơ công nhận"),
    "completion": msgid("Kết quả hoàn thành"),
    "enrolment": msgid("Lượt học"),
    "enrolment_action": msgid("Việc cử đi học nhiều người"),
    "enrolment_rule": msgid("Quy tắc cử đi học"),
    "message": msgid("Thư"),
    "organisation": msgid("Đơn vị"),
    "report": msgid("Báo cáo"),
    "person": msgid("Người"),
    "programme_version": msgid("Chương trình"),
    "recognition_batch": msgid("Danh sách công nhận"),
    "target": msgid("Chỉ tiêu"),
    "unit_file": msgid("Tệp danh mục đơn vị"),
}
DETAIL_NAMES: Mapping[str, str] = {
    "as_of": msgid("số liệu đến ngày"),
    "completed_on": msgid("ngày hoàn thành"),
    "columns": msgid("mục đã sửa"),
    "count": msgid("số lượng"),
    "due_on": msgid("hạn"),
    "effective_on": msgid("có hiệu lực từ"),
    "fault": msgid("chỗ sai"),
    "file": msgid("tệp"),
    "kind": msgid("loại"),
    "number": msgid("số"),
    "organisation": msgid("đơn vị"),
    "digest": msgid("mã kiểm tra"),
    "people": msgid("số người"),
    "period": msgid("kỳ từ ngày"),
    "programme": msgid("chương trình"),
    "quiz": msgid("bài kiểm tra"),
    "reason": msgid("lý do"),
    "role": msgid("vai trò"),
    "rows": msgid("số dòng"),
    "target": msgid("chỉ tiêu"),
    "valid_from": msgid("từ ngày"),
    "valid_to": msgid("đến trước ngày"),
}
WAY_NAMES: Mapping[Way, str] = {
    Way.LEFT: msgid("Cho rời danh sách"),
    Way.MOVED: msgid("Chuyển sang đơn vị khác"),
    Way.REDATED: msgid("Đổi ngày của vị trí công tác"),
    Way.PART_TIME: msgid("Chuyên trách thành kiêm nhiệm"),
    Way.REGROUPED: msgid("Đổi nhóm công tác"),
    Way.PEOPLE_MERGED: msgid("Nhập hai hồ sơ của một người"),
    Way.UNDONE: msgid("Hoàn tác tệp danh sách"),
    Way.UNIT_MERGED: msgid("Sáp nhập, giải thể đơn vị"),
    Way.UNIT_SPLIT: msgid("Chia tách đơn vị"),
    Way.UNIT_MOVED: msgid("Chuyển đơn vị sang cấp trên khác"),
    Way.UNIT_REKINDED: msgid("Đổi loại đơn vị"),
    Way.BACKDATED: msgid("Ghi lùi ngày hoàn thành"),
    Way.WAIVED: msgid("Cho miễn học"),
    Way.MUTUAL: msgid("Hai cán bộ duyệt hồ sơ của nhau"),
    Way.SHORTER: msgid("Xác nhận danh sách ngắn hơn kỳ trước"),
}
