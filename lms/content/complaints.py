"""Every kind of mistake that content files can have. Msgids; English is in `locale/en.po`."""

from lms.content.problems import Complaint
from lms.core.i18n import msgid

# files and folders
MISSING_FILE = Complaint(
    msgid("Không có tệp hoặc thư mục “%(name)s”."),
    msgid("Hãy thêm vào, hoặc bỏ tên này khỏi nơi nhắc đến."),
)
UNLISTED = Complaint(
    msgid("“%(name)s” có trong thư mục nhưng không có trong danh sách “%(list)s”."),
    msgid("Hãy thêm vào “%(list)s”, hoặc xóa đi."),
)
NOT_UTF8 = Complaint(
    msgid("Tệp không phải văn bản UTF-8."),
    msgid("Hãy lưu lại tệp với bảng mã UTF-8."),
)
NOT_NFC = Complaint(
    msgid("Chữ tiếng Việt ở dạng tổ hợp (chữ và dấu rời nhau) hoặc có ký tự điều khiển."),
    msgid("Hãy chuyển dòng này sang Unicode dựng sẵn (NFC), bỏ ký tự không nhìn thấy."),
)
BAD_YAML = Complaint(
    msgid("Không đọc được YAML: %(detail)s."),
    msgid("Hãy xem lại thụt dòng, dấu hai chấm; đặt trong ngoặc kép chữ có dấu hai chấm."),
)
YAML_EXTRA = Complaint(
    msgid("YAML dùng thẻ (!), neo (&) hoặc tham chiếu (*), là những thứ không được dùng."),
    msgid("Hãy viết đầy đủ giá trị tại chỗ này, hoặc đặt chữ trong ngoặc kép."),
)
DUPLICATE_KEY = Complaint(
    msgid("Khóa “%(key)s” có hai lần."),
    msgid("Hãy bỏ một, hoặc đổi tên khóa này."),
)
UNKNOWN_KEY = Complaint(
    msgid("Khóa “%(key)s” không có trong định dạng."),
    msgid("Hãy sửa chính tả hoặc bỏ đi; ở đây dùng được: %(known)s."),
)
MISSING_KEY = Complaint(
    msgid("Thiếu “%(key)s”."),
    msgid("Hãy thêm “%(key)s”."),
)
MISSING_LANGUAGE = Complaint(
    msgid("“%(key)s” chưa có tiếng “%(language)s”."),
    msgid("Hãy viết đủ cả hai: {vi: …, en: …}."),
)
NOT_A_MAPPING = Complaint(
    msgid("Chỗ này phải là các cặp “khóa: giá trị”."),
    msgid("Hãy viết lại theo mẫu trong courses/README.md."),
)
NOT_A_LIST = Complaint(
    msgid("“%(key)s” phải là một danh sách."),
    msgid("Hãy viết dạng [a, b] hoặc mỗi mục một dòng bắt đầu bằng dấu gạch ngang."),
)
NOT_TEXT = Complaint(
    msgid("“%(key)s” phải là chữ."),
    msgid("Hãy viết một giá trị chữ, không để trống."),
)
NOT_PLAIN = Complaint(
    msgid("“%(key)s” có dấu của Markdown, HTML hoặc mã dữ kiện."),
    msgid("Ở đây chỉ dùng chữ thường; hãy bỏ **, [F…], thẻ và đường dẫn."),
)
NOT_A_NUMBER = Complaint(
    msgid("“%(key)s” phải là số nguyên từ %(low)d đến %(high)d."),
    msgid("Hãy sửa lại con số."),
)
NOT_A_FLAG = Complaint(
    msgid("“%(key)s” phải là true hoặc false."),
    msgid("Hãy viết true hoặc false, không đặt trong ngoặc kép."),
)
NOT_A_CHOICE = Complaint(
    msgid("“%(key)s” là “%(value)s”, không có trong các giá trị được dùng."),
    msgid("Hãy chọn một trong: %(known)s."),
)
BAD_NAME = Complaint(
    msgid("“%(value)s” không dùng làm khóa hoặc tên tệp được."),
    msgid("Hãy chỉ dùng chữ thường không dấu, chữ số và gạch nối."),
)
BAD_FRACTION = Complaint(
    msgid("“%(key)s” phải là phân số lớn hơn 0, không quá 1."),
    msgid("Hãy viết như 7/10."),
)
WRONG_COUNT = Complaint(
    msgid("“%(key)s” có %(count)d mục."),
    msgid("Hãy viết từ %(low)d đến %(high)d mục."),
)

# programmes and modules
KEY_IS_FOLDER = Complaint(
    msgid("Khóa chương trình “%(key)s” khác tên thư mục “%(folder)s”."),
    msgid("Hãy viết key: %(folder)s."),
)
TAKEN = Complaint(
    msgid("“%(value)s” đã dùng ở %(other)s."),
    msgid("Hãy chọn khóa hoặc mã khác."),
)
EDITION_TITLE = Complaint(
    msgid("Tên của chương trình mới ra một phần phải kết thúc bằng “%(ending)s”."),
    msgid("Hãy thêm “%(ending)s” vào tên, hoặc bỏ “edition” nếu chương trình đã đủ."),
)
UNTESTED_OBJECTIVE = Complaint(
    msgid("Chưa có câu hỏi nào kiểm tra mục tiêu “%(key)s”."),
    msgid("Hãy thêm câu hỏi có objective: %(key)s."),
)
NO_SUCH_MODULE = Complaint(
    msgid("“%(value)s” không phải học phần của một chương trình khác."),
    msgid("Hãy viết {from: chương-trình/nn-học-phần}, đúng tên hai thư mục trong courses/."),
)
DRAWS_TOO_MANY = Complaint(
    msgid("Rút %(draw)d câu nhưng ngân hàng chỉ có %(count)d câu."),
    msgid("Hãy giảm “draw” hoặc viết thêm câu hỏi."),
)

# questions
ONE_CORRECT = Complaint(
    msgid("Câu chọn một phải có đúng một phương án đúng, ở đây có %(count)d."),
    msgid("Hãy ghi correct: true ở đúng một phương án, hoặc đổi thành type: multiple."),
)
SOME_CORRECT = Complaint(
    msgid("Câu chọn nhiều phải có từ hai phương án đúng và ít nhất một phương án sai."),
    msgid("Hãy xem lại các dòng correct: true, hoặc đổi thành type: single."),
)
SAME_TEXT = Complaint(
    msgid("Hai mục có cùng chữ “%(text)s”, người học không phân biệt được."),
    msgid("Hãy viết khác đi hoặc bỏ một mục."),
)
GAP_PLACES = Complaint(
    msgid("Chỗ trống trong câu tiếng “%(language)s” không khớp với danh sách “gaps”."),
    msgid("Hãy viết mỗi khóa đúng một lần trong câu: %(expected)s."),
)
GAP_KIND = Complaint(
    msgid("Chỗ trống phải có hoặc “options” (chọn), hoặc “accept” (gõ), không cả hai."),
    msgid("Hãy giữ một trong hai."),
)

# lessons
NO_FRONT_MATTER = Complaint(
    msgid("Bài thiếu phần mở đầu giữa hai dòng “---”."),
    msgid("Hãy bắt đầu tệp bằng ---, rồi title, minutes, required, objectives, rồi ---."),
)
LANGUAGES_DIFFER = Complaint(
    msgid("“%(key)s” của bài tiếng Anh khác bài tiếng Việt (%(vi)s)."),
    msgid("Hãy sửa cho hai bài giống nhau."),
)
EMPTY_LESSON = Complaint(
    msgid("Bài chưa có nội dung."),
    msgid("Hãy viết nội dung bên dưới phần mở đầu."),
)
HEADING_ONE = Complaint(
    msgid("Bài có tiêu đề cấp 1 (#); tên bài đã là tiêu đề đó."),
    msgid("Hãy bắt đầu từ ##."),
)
HEADING_ORDER = Complaint(
    msgid("Tiêu đề cấp %(level)d đứng sai thứ bậc."),
    msgid("Hãy chỉ dùng ##, và ### nằm dưới một ##."),
)
NOT_ALLOWED = Complaint(
    msgid("Bài dùng “%(what)s”, không có trong những gì một bài được chứa."),
    msgid("Hãy viết lại bằng đoạn văn, danh sách, bảng, trích dẫn hoặc khung."),
)
RAW_HTML = Complaint(
    msgid("Bài có thẻ HTML “%(tag)s”."),
    msgid("Hãy dùng Markdown; nếu muốn hiện dấu < thì viết \\<."),
)
BAD_LINK = Complaint(
    msgid("Đường dẫn “%(href)s” không bắt đầu bằng https://."),
    msgid("Hãy dùng địa chỉ https, hoặc bỏ đường dẫn."),
)
UNKNOWN_CALLOUT = Complaint(
    msgid("Khung “%(kind)s” không có hoặc đặt sai chỗ."),
    msgid("Hãy dùng ::: note, ::: example, ::: warning hoặc ::: remember ở đầu dòng."),
)
OPEN_CALLOUT = Complaint(
    msgid("Khung chưa được đóng."),
    msgid("Hãy thêm một dòng ::: ở cuối khung."),
)
UNKNOWN_FENCE = Complaint(
    msgid("Khối “%(kind)s” không có trong định dạng, hoặc không đứng riêng."),
    msgid("Hãy dùng check, video hoặc audio, ngoài danh sách, trích dẫn và khung."),
)
CHECKS_DIFFER = Complaint(
    msgid("Câu tự kiểm tra tiếng Anh không khớp tiếng Việt: %(what)s."),
    msgid("Hãy giữ cùng mã, cùng loại, cùng thứ tự và cùng đáp án ở cả hai tiếng."),
)
FACTS_DIFFER = Complaint(
    msgid("Dữ kiện nêu ở hai tiếng không giống nhau: %(facts)s."),
    msgid("Hãy dẫn cùng các mã dữ kiện trong cả hai bài."),
)
UNKNOWN_FACT = Complaint(
    msgid("Không có dữ kiện “%(fact)s” trong facts.csv."),
    msgid("Hãy sửa mã, hoặc thêm dữ kiện kèm nguồn vào facts.csv."),
)
WEAK_FACT = Complaint(
    msgid("Dữ kiện “%(fact)s” ở mức “%(level)s”, không được dùng trong bài."),
    msgid("Hãy bỏ câu này, hoặc tìm nguồn để dữ kiện đạt mức P, SEED, S hoặc D."),
)
MALFORMED_FACT = Complaint(
    msgid("Mã dữ kiện “%(text)s” viết sai dạng."),
    msgid("Hãy viết từng mã riêng, như [F23] hay [F23] [F24]."),
)
BAD_FACTS = Complaint(
    msgid("facts.csv có dòng sai: %(detail)s."),
    msgid("Hãy viết đủ các cột: %(columns)s; mỗi mã như F01, một lần."),
)

# pictures and recordings
IMAGE_ALONE = Complaint(
    msgid("Hình phải đứng một mình trong đoạn."),
    msgid("Hãy để dòng trống trước và sau hình."),
)
NO_ALT = Complaint(
    msgid("Hình “%(name)s” không có chữ thay thế."),
    msgid("Hãy viết giữa ![ và ] hình cho thấy điều gì."),
)
MISSING_MEDIA = Complaint(
    msgid("Không có tệp “%(name)s” trong thư mục media của học phần."),
    msgid("Hãy thêm tệp vào media/ (không có thư mục con), hoặc sửa tên."),
)
WRONG_MEDIA = Complaint(
    msgid("Tệp “%(name)s” không phải loại dùng được ở đây, hoặc nội dung khác đuôi tệp."),
    msgid("Hãy dùng một trong: %(known)s."),
)
BIG_MEDIA = Complaint(
    msgid("Tệp “%(name)s” lớn hơn %(limit)d kB."),
    msgid("Hãy làm tệp nhỏ lại."),
)
BAD_SVG = Complaint(
    msgid("Không đọc được hình SVG: %(detail)s."),
    msgid("Hãy lưu lại hình dưới dạng SVG đúng XML, không có DOCTYPE."),
)
UNSAFE_SVG = Complaint(
    msgid("Hình SVG có “%(what)s”, là thứ không được dùng."),
    msgid("Hãy bỏ đi; courses/README.md liệt kê phần tử, thuộc tính và lớp màu được dùng."),
)
SVG_SIZE = Complaint(
    msgid("Hình SVG phải có viewBox “0 0 400 …”, không có width và height."),
    msgid("Hãy vẽ lại trên khung rộng 400."),
)
SVG_SMALL_TEXT = Complaint(
    msgid("Chữ trong hình SVG nhỏ hơn 14."),
    msgid("Hãy đặt font-size từ 14 trở lên, hoặc bỏ font-size."),
)
SVG_ID = Complaint(
    msgid("Mã id “%(id)s” trong hình SVG không có, bị trùng hoặc không bắt đầu bằng “%(stem)s”."),
    msgid("Hãy đặt id bắt đầu bằng “%(stem)s”, mỗi id một lần, và chỉ dẫn đến id có trong hình."),
)
