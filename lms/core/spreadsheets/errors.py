"""Why a table cannot be taken: what is wrong, where, and how to mend it."""

from lms.core.errors import LmsError
from lms.core.i18n import msgid


class FileRefused(LmsError):
    """The file as a whole is refused; nothing of it was taken."""


class FileEmpty(FileRefused):
    """No bytes, or only white space."""

    message = msgid("Tệp trống. Hãy mở lại tệp, lưu với nội dung rồi tải lên lần nữa.")


class FileTooLarge(FileRefused):
    """More bytes than allowed."""

    message = msgid("Tệp lớn hơn %(megabytes)d MB. Hãy xóa hình ảnh và trang thừa, hoặc chia tệp.")


class FileBroken(FileRefused):
    """It looks like a table but cannot be read."""

    message = msgid(
        "Tệp bị hỏng, không đọc được. Hãy mở bằng Excel, chọn Lưu thành (Save As) “Excel Workbook "
        "(.xlsx)” rồi tải lên tệp mới."
    )


class OldExcel(FileRefused):
    """The binary format of Excel 97–2003."""

    message = msgid(
        "Đây là tệp Excel kiểu cũ (.xls). Hãy mở bằng Excel và lưu thành “Excel Workbook (.xlsx)”."
    )


class OpenDocument(FileRefused):
    """LibreOffice's own format."""

    message = msgid(
        "Đây là tệp OpenDocument (.ods). Hãy mở bằng LibreOffice và lưu thành “Excel 2007–365 "
        "(.xlsx)”."
    )


class OtherKind(FileRefused):
    """A file of another kind altogether, whatever its name says."""

    message = msgid(
        "Đây không phải bảng tính Excel mà là tệp loại %(kind)s. Hãy chọn tệp .xlsx làm theo mẫu."
    )


class UnknownKind(FileRefused):
    """Neither an archive nor text."""

    message = msgid("Đây không phải bảng tính Excel. Hãy chọn tệp .xlsx làm theo mẫu.")


class Encrypted(FileRefused):
    """Encrypted."""

    message = msgid("Tệp đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu, lưu rồi tải lên lại.")


class HasMacros(FileRefused):
    """A workbook with macros."""

    message = msgid("Tệp có chứa macro. Hãy lưu thành “Excel Workbook (.xlsx)”, loại không macro.")


class HasLinks(FileRefused):
    """Formulas that take values from other files."""

    message = msgid(
        "Tệp lấy dữ liệu từ tệp khác. Trong Excel hãy vào mục Dữ liệu, Sửa liên kết, ngắt "
        "mọi liên kết rồi lưu lại."
    )


class HasEmbedded(FileRefused):
    """Another file lies inside."""

    message = msgid("Trong tệp có nhúng tệp khác. Hãy xóa các đối tượng nhúng rồi lưu lại.")


class HasDoctype(FileRefused):
    """XML with a document type: no spreadsheet program writes one."""

    message = msgid(
        "Tệp có khai báo lạ mà Excel không tạo ra nên không được nhận. Hãy chép dữ liệu sang tệp "
        "mẫu mới."
    )


class StrangeArchive(FileRefused):
    """Entry names or packings that no spreadsheet program writes."""

    message = msgid(
        "Cấu trúc bên trong tệp không phải do Excel tạo ra nên không được nhận. Hãy chép dữ liệu "
        "sang tệp mẫu mới."
    )


class TooManyEntries(FileRefused):
    """Too many files inside the archive."""

    message = msgid(
        "Tệp có hơn %(limit)d thành phần bên trong. Hãy chép riêng bảng danh sách sang tệp mới."
    )


class UnpackedTooLarge(FileRefused):
    """Too large once unpacked, or packed too tightly to be a real table."""

    message = msgid(
        "Nội dung tệp khi mở ra quá lớn (giới hạn %(megabytes)d MB). Hãy xóa các dòng, cột trống "
        "đã định dạng và hình ảnh, hoặc chép riêng bảng danh sách sang tệp mới."
    )


class NoSheet(FileRefused):
    """Every sheet is hidden, or there is none."""

    message = msgid("Tệp không có trang tính nào đang hiện. Hãy bỏ ẩn trang có danh sách.")


class SheetEmpty(FileRefused):
    """The first visible sheet has no content."""

    message = msgid(
        "Trang tính đầu tiên “%(sheet)s” không có dữ liệu. Hãy đưa trang có danh sách lên đầu."
    )


class WrongEncoding(FileRefused):
    """A CSV whose letters cannot be told."""

    message = msgid(
        "Không nhận ra bảng mã của tệp CSV nên chữ Việt sẽ sai. Hãy lưu thành “CSV UTF-8” hoặc "
        ".xlsx."
    )


class OldFont(FileRefused):
    """Typed for a TCVN3 or VNI font."""

    message = msgid(
        "Tệp dùng phông chữ cũ TCVN3 (.VnTime, ABC) hoặc VNI nên chữ Việt sẽ sai. Hãy chuyển bảng "
        "mã sang Unicode, ví dụ bằng công cụ chuyển mã của UniKey, rồi tải lại."
    )


class TooManyRows(FileRefused):
    """More rows with content than allowed."""

    message = msgid("Bảng có hơn %(limit)d dòng. Hãy chia thành nhiều tệp.")


class TooManyColumns(FileRefused):
    """Content to the right of the last column allowed."""

    message = msgid(
        "Dòng %(row)d có dữ liệu ở cột %(column)s, vượt quá %(limit)d cột. Hãy xóa các cột thừa."
    )


class CellTooLong(FileRefused):
    """A cell with too many characters."""

    message = msgid("Ô %(column)s%(row)d dài hơn %(limit)d ký tự. Hãy rút gọn nội dung ô này.")


class TooHeavy(FileRefused):
    """Reading took more memory or time than allowed."""

    message = msgid(
        "Tệp quá nặng, không đọc xong trong giới hạn. Hãy xóa dòng, cột trống đã định dạng hoặc "
        "chia thành nhiều tệp."
    )


REFUSALS = {kind.__name__: kind for kind in FileRefused.__subclasses__()}
