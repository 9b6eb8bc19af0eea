"""What the kinds of sex, work and employment are called."""

from collections.abc import Mapping

from lms.core.i18n import msgid
from lms.people.models import Category, Sex, WorkingGroup

GROUP_NAMES: Mapping[WorkingGroup, str] = {
    WorkingGroup.COMMUNICATION: msgid("Truyền thông"),
    WorkingGroup.GRASSROOTS: msgid("Thông tin cơ sở"),
    WorkingGroup.EXTERNAL: msgid("Thông tin đối ngoại"),
    WorkingGroup.SPOKESPERSON: msgid("Người phát ngôn"),
    WorkingGroup.LEADER: msgid("Lãnh đạo"),
    WorkingGroup.OTHER: msgid("Khác"),
}
CATEGORY_NAMES: Mapping[Category, str] = {
    Category.CADRE: msgid("Cán bộ"),
    Category.CIVIL_SERVANT: msgid("Công chức"),
    Category.PUBLIC_EMPLOYEE: msgid("Viên chức"),
    Category.CONTRACT: msgid("Người lao động hợp đồng"),
    Category.NON_PROFESSIONAL: msgid("Người hoạt động không chuyên trách"),
}
SEX_NAMES: Mapping[Sex, str] = {Sex.MALE: msgid("Nam"), Sex.FEMALE: msgid("Nữ")}
