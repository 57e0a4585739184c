"""Why a receipt could not be read: a closed list, each with a sentence that says what to do next."""

from enum import StrEnum

from receipts.domain.sentence import Sentence


class FailureCause(StrEnum):
    """The permanent causes; a receipt that failed keeps its photo."""

    UNSUPPORTED_TYPE = "unsupported_type"
    TOO_LARGE = "too_large"
    UNREADABLE_IMAGE = "unreadable_image"
    NOT_A_RECEIPT = "not_a_receipt"
    ENCRYPTED_PDF = "encrypted_pdf"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_COMPLEX = "too_complex"
    EMPTY_FILE = "empty_file"
    CHECKSUM_MISMATCH = "checksum_mismatch"
    ENGINE_UNAVAILABLE = "engine_unavailable"
    INTERNAL_ERROR = "internal_error"

    @property
    def sentence(self) -> Sentence:
        return _SENTENCES[self]


_SENTENCES = {
    FailureCause.UNSUPPORTED_TYPE: Sentence(
        "지원하지 않는 파일 형식입니다. JPEG, PNG, WebP, TIFF, HEIC 사진이나 PDF로 다시 올려 주세요.",
        "This file type is not supported. Upload a JPEG, PNG, WebP, TIFF or HEIC photo, or a PDF.",
    ),
    FailureCause.TOO_LARGE: Sentence(
        "사진이 너무 큽니다. 50MB, 1억 화소 이하로 줄여서 다시 올려 주세요.",
        "The photo is too large. Upload it again at no more than 50 MB and 100 megapixels.",
    ),
    FailureCause.UNREADABLE_IMAGE: Sentence(
        "사진을 읽을 수 없습니다. 너무 작아 글자를 알아볼 수 없거나 파일이 손상되었습니다. "
        "줄이지 않은 원본을 올리거나, 영수증이 화면에 가득 차게 다시 촬영해 주세요.",
        "The photo cannot be read: it is too small for its letters to be told, or the file is damaged. "
        "Upload the original, not reduced, or take the photo again so that the receipt fills it.",
    ),
    FailureCause.NOT_A_RECEIPT: Sentence(
        "영수증을 찾지 못했습니다. 영수증 전체가 밝고 선명하게 보이도록 다시 촬영해 주세요.",
        "No receipt was found. Take the photo again so that the whole receipt is bright and sharp.",
    ),
    FailureCause.ENCRYPTED_PDF: Sentence(
        "암호가 걸린 PDF입니다. 암호를 해제한 파일을 올려 주세요.",
        "The PDF is protected by a password. Remove the password and upload it again.",
    ),
    FailureCause.TOO_MANY_PAGES: Sentence(
        "PDF가 10쪽을 넘습니다. 영수증이 있는 쪽만 나누어 올려 주세요.",
        "The PDF has more than 10 pages. Upload only the pages that show the receipt.",
    ),
    FailureCause.TOO_COMPLEX: Sentence(
        "사진이 너무 복잡해서 읽을 수 없습니다. "
        "영수증만 나오게 다시 촬영하거나, 필요한 쪽만 나누어 올려 주세요.",
        "The file is too complex to be read. "
        "Take a photo of the receipt alone, or upload only the pages that show it.",
    ),
    FailureCause.EMPTY_FILE: Sentence(
        "빈 파일입니다. 사진을 다시 선택해서 올려 주세요.",
        "The file is empty. Choose the photo again and upload it.",
    ),
    FailureCause.CHECKSUM_MISMATCH: Sentence(
        "전송 중에 파일이 바뀌었습니다. 다시 올려 주세요.",
        "The file changed on its way. Upload it again.",
    ),
    FailureCause.ENGINE_UNAVAILABLE: Sentence(
        "판독 엔진을 사용할 수 없습니다. 잠시 후 다시 시도해 주세요.",
        "The reading engine is not available. Try again in a while.",
    ),
    FailureCause.INTERNAL_ERROR: Sentence(
        "내부 오류로 읽지 못했습니다. 다시 시도하고, 계속되면 관리자에게 알려 주세요.",
        "It could not be read because of an internal error. Try again; if it persists, tell the operator.",
    ),
}
