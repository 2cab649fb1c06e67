/**
 * The codes of faults that our acknowledgements carry: data element 9321 of ERC has eight characters (D.04B). A code
 * stands for rules of findings to which a sender would do the same; the words of the finding go with it. Codes are
 * stable: they are neither given up nor given another meaning.
 */
import type { Bilingual } from '@congky/shared'

export interface CoErrorCode extends Bilingual {
  readonly code: string
  /** Rules of findings. */
  readonly rules: readonly string[]
}

const code = (code: string, vi: string, en: string, ...rules: readonly string[]): CoErrorCode => ({
  ...{ code, rules, vi, en },
})

export const coErrorCodes: readonly CoErrorCode[] = [
  // The interchange
  code('E101', 'Không phải trao đổi UN/EDIFACT', 'No interchange of UN/EDIFACT', 'no-header'),
  code(
    'E102',
    'Sai bộ ký tự hoặc phiên bản cú pháp',
    'Wrong characters or syntax version',
    ...['syntax', 'version', 'repertoire-version', 'character', 'lower-case', 'encoding', 'byte-order-mark'],
  ),
  code(
    'E103',
    'Sai ký tự dịch vụ',
    'Wrong service characters',
    ...[
      'service-string',
      'service-repetition',
      'service-characters',
      'terminator',
      'release',
      'unreleasable',
      'repetition',
    ],
  ),
  code(
    'E104',
    'Có nội dung thừa',
    'Needless content',
    ...['omission', 'leading-zeros', 'blank-ends', 'blank-inside', 'line-break', 'between', 'empty-segment', 'nesting'],
    ...['print', 'text-before', 'text-after', 'further-interchange'],
  ),
  code('E105', 'Sai số đếm', 'Wrong count', 'count'),
  code('E106', 'Số tham chiếu không khớp', 'References differ', 'reference'),
  code('E107', 'Trao đổi bị cắt cụt', 'The interchange is cut off', 'unterminated', 'no-trailer'),
  code('E108', 'Sai cấu trúc trao đổi', 'Wrong structure of the interchange', 'outside', 'mixed', 'tag'),
  code('E109', 'Thiếu phần tử bắt buộc của đoạn dịch vụ', 'A service segment lacks an element', 'mandatory'),
  code('E110', 'Vượt giới hạn', 'Over a limit', 'limit'),
  // The message against its table
  code('E201', 'Sai kiểu thông điệp', 'Wrong type of message', 'message-type'),
  code('E202', 'Đoạn không có trong bảng', 'Unknown segment', 'segment-unknown'),
  code(
    'E203',
    'Thiếu đoạn hoặc nhóm đoạn bắt buộc',
    'A required segment is missing',
    'segment-missing',
    'group-missing',
  ),
  code('E204', 'Sai thứ tự đoạn', 'Wrong order of segments', 'segment-order'),
  code(
    'E205',
    'Lặp quá số lần cho phép',
    'Repeated too often',
    ...['segment-repeated', 'group-repeated', 'element-repeated'],
  ),
  code('E206', 'Phần tử không có trong bảng', 'Unknown data element', 'element-unknown', 'component-unknown'),
  code('E207', 'Thiếu phần tử bắt buộc', 'A required element is missing', 'element-missing', 'component-missing'),
  code('E208', 'Sai độ dài', 'Wrong length', 'too-long', 'wrong-length'),
  code('E209', 'Sai khuôn dạng', 'Wrong format', 'format'),
  code('E210', 'Mã không có trong danh mục', 'Unknown code', 'code-unknown'),
  // The certificate
  code('E301', 'Thiếu thông tin bắt buộc', 'Required information is missing', 'missing'),
  code('E302', 'Ký tự hoặc khoảng trắng không được phép', 'Forbidden characters or blanks', 'characters', 'blanks'),
  code('E303', 'Sai số', 'Wrong number', 'number'),
  code('E304', 'Sai ngày', 'Wrong date', 'date', 'date-format'),
  code('E305', 'Sai tình trạng C/O', 'Wrong state', 'state'),
  code('E306', 'Sai hoặc không rõ mẫu C/O', 'Wrong or unclear form', 'form', 'form-ambiguous'),
  code('E307', 'Sai mã quốc gia', 'Wrong country', 'country'),
  code('E308', 'Sai mã tiền tệ', 'Wrong currency', 'currency'),
  code('E309', 'Sai mã HS', 'Wrong HS code', 'hs-code'),
  code('E310', 'Sai mã số doanh nghiệp', 'Wrong number of an enterprise', 'tax-code', 'ean-code'),
  code('E311', 'Sai số thứ tự hàng hóa', 'Wrong number of an item', 'ordinal'),
  code('E312', 'Nội dung không đọc được vào trường nào', 'Content that no field takes', 'text-place', 'value-lost'),
  // The signature
  code('E401', 'Chữ ký số không hợp lệ', 'The signature is not valid', 'signature'),
  code('E402', 'Thiếu chữ ký số', 'The signature is missing', 'signature-missing'),
  code('E900', 'Còn lỗi khác không liệt kê', 'More faults that are not listed', 'more'),
]

const OTHER: CoErrorCode = code('E999', 'Lỗi khác', 'Another fault')

const byRule = new Map(coErrorCodes.flatMap((one) => one.rules.map((rule) => [rule, one.code] as const)))

/** The code for a finding's rule; `E999` for one that is not in the table. */
export function coErrorCodeFor(rule: string): string {
  return byRule.get(rule) ?? OTHER.code
}

/** What a code of ours stands for; null: it is none. */
export function coErrorMeaning(code: string): Bilingual | null {
  const found = code === OTHER.code ? OTHER : coErrorCodes.find((one) => one.code === code)
  return found === undefined ? null : { vi: found.vi, en: found.en }
}
