"""What changes are called in addresses."""

from lms.organisations.service import SuccessionKind

CHANGES = {
    SuccessionKind.RENAME: "doi-ten",
    SuccessionKind.REKIND: "doi-loai",
    SuccessionKind.TRANSFER: "chuyen",
    SuccessionKind.MERGE: "sap-nhap",
    SuccessionKind.SPLIT: "chia-tach",
    SuccessionKind.CARVE: "tach-ra",
    SuccessionKind.CLOSE: "ngung-hoat-dong",
}
