"""What is wrong with a cell whatever its column is for."""

from lms.core.i18n import msgid

FORMULA = msgid("Ô này là công thức. Hãy chép và dán lại dưới dạng giá trị (Paste Values).")
OLD_FONT = msgid(
    "Chữ bị lỗi phông (TCVN3 hoặc VNI). Hãy chuyển bảng mã của tệp sang Unicode rồi tải lại."
)
