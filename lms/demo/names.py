"""What made-up people are called, and the central agencies they work in."""

from random import Random

FAMILIES = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Mai Lương "
    "Hà Nông Lò Hoàng Vi Chu Quách Đào Đoàn Tạ Trịnh"
).split()
MIDDLES_MALE = "Văn Đức Hữu Minh Quang Thanh Quốc Công Xuân Ngọc".split()
MIDDLES_FEMALE = "Thị Ngọc Thu Thanh Minh Kim Bích Phương Hồng Thúy".split()
GIVENS_MALE = (
    "An Anh Bách Bảo Bình Cường Dũng Duy Đạt Đức Giang Hải Hiếu Hòa Hoàng Hùng Huy Hưng "
    "Khánh Khôi Lâm Long Minh Nam Nghĩa Phong Phúc Quân Quang Sơn Tài Thành Thắng Trung Tuấn "
    "Tùng Vinh"
).split()
GIVENS_FEMALE = (
    "An Ánh Anh Bình Chi Châu Diệp Dung Duyên Giang Hà Hạnh Hằng Hiền Hoa Hòa Huệ Hương Lan "
    "Lệ Linh Loan Ly Mai Minh My Nga Ngân Nhi Nhung Oanh Phượng Quỳnh Tâm Thảo Thu Trang "
    "Uyên Yến"
).split()

MINISTRIES = (
    "Bộ Quốc phòng",
    "Bộ Công an",
    "Bộ Ngoại giao",
    "Bộ Nội vụ",
    "Bộ Tư pháp",
    "Bộ Tài chính",
    "Bộ Công Thương",
    "Bộ Nông nghiệp và Môi trường",
    "Bộ Xây dựng",
    "Bộ Văn hóa, Thể thao và Du lịch",
    "Bộ Khoa học và Công nghệ",
    "Bộ Giáo dục và Đào tạo",
    "Bộ Y tế",
    "Bộ Dân tộc và Tôn giáo",
    "Ngân hàng Nhà nước Việt Nam",
    "Thanh tra Chính phủ",
    "Văn phòng Chính phủ",
)


def full_name(rng: Random, *, female: bool) -> str:
    """Return a plausible name."""
    middle = rng.choice(MIDDLES_FEMALE if female else MIDDLES_MALE)
    given = rng.choice(GIVENS_FEMALE if female else GIVENS_MALE)
    return f"{rng.choice(FAMILIES)} {middle} {given}"
