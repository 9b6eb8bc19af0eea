"""A manager, from login to the sealed report: one click to the figure, one more to the files."""

from pathlib import Path
from zipfile import ZipFile

import pypdfium2
from playwright.sync_api import Page, expect

from lms.core.permissions import Role
from tests.browser.steps import found_with, sign_in
from tests.support.site import Site


def test_two_clicks_from_login_to_the_sealed_files(site: Site, desk: Page, tmp_path: Path) -> None:
    found_with(site, ("QL01", "Lê Văn Quản", Role.MANAGER))
    sign_in(site, desk, "QL01")

    desk.get_by_role("navigation").get_by_role("link", name="Chỉ tiêu").click()
    expect(desk.get_by_role("heading", name="Theo nhóm công tác")).to_be_visible()
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Khóa số liệu, lập báo cáo").click()

    target = tmp_path / "bao-cao.zip"
    download.value.save_as(target)
    with ZipFile(target) as archive:
        endings = {name.rpartition(".")[2]: name for name in archive.namelist()}
        assert set(endings) == {"pdf", "docx", "xlsx", "csv", "json"}
        letter = pypdfium2.PdfDocument(archive.read(endings["pdf"]))
    text = " ".join(letter[0].get_textpage().get_text_bounded().split())
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "BÁO CÁO" in text
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Báo cáo 0001/")
    desk.reload()  # the download was asked for once
    expect(desk.locator("a[data-download]")).to_have_count(0)
