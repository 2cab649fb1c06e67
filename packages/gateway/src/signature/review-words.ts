/** What an approver should know before deciding, in words. */
import type { Bilingual } from '@congky/shared'

const said = (vi: string, en: string): Bilingual => ({ vi, en })

export const reviewWords = {
  otherTaxCode: (document: string, request: string) =>
    said(
      `Chứng từ ghi mã số thuế ${document}, còn yêu cầu ký là của ${request}`,
      `The document says tax code ${document}, and the request is for ${request}`,
    ),
  taxCodeNowhere: (request: string) =>
    said(
      `Mã số thuế ${request} của yêu cầu không có trong phần được ký`,
      `The tax code ${request} of the request stands nowhere in what is signed`,
    ),
  notCovered: (parts: readonly string[]) =>
    said(
      `Chữ ký không bảo vệ các phần sau, có thể bị sửa sau khi ký: ${parts.join(', ')}`,
      `The signature does not cover these parts, which can be changed afterwards: ${parts.join(', ')}`,
    ),
  otherSignatures: (count: number) =>
    said(
      `Chứng từ đã có ${count} chữ ký khác, chưa được kiểm tra ở đây`,
      `The document carries ${count} other signatures, which were not checked here`,
    ),
  instructions: () =>
    said(
      'Chứng từ chứa lệnh xử lý XML, phần mềm khác có thể hiển thị khác với trang này',
      'The document holds processing instructions: other programs may show it differently from this page',
    ),
  hiddenLetters: () =>
    said(
      'Chứng từ chứa ký tự ẩn hoặc đổi chiều chữ, nội dung thật có thể khác với những gì nhìn thấy',
      'The document holds invisible letters or such that turn the direction of text: it may say something else than it shows',
    ),
  cut: () =>
    said(
      'Chứng từ quá lớn, trang này không hiển thị hết; hãy xem nguyên văn trước khi duyệt',
      'The document is too large to be shown whole; read it as it was written before you approve',
    ),
  noWords: (kind: string) =>
    said(
      `Cổng ký không đọc được nội dung loại này (${kind}); hãy mở tệp gốc trước khi duyệt`,
      `The gateway cannot read such content (${kind}) to you; open the file itself before you approve`,
    ),
  packedUnread: (place: string) =>
    said(
      `Nội dung mã hóa base64 tại ${place} không đọc được; hãy mở tệp gốc trước khi duyệt`,
      `What stands at ${place} in base64 cannot be read; open the file itself before you approve`,
    ),
  otherMessages: (types: readonly string[]) =>
    said(
      `Trao đổi còn chứa thông điệp không hiển thị ở đây: ${types.join(', ')}`,
      `The interchange also holds messages that are not shown here: ${types.join(', ')}`,
    ),
} as const

/** Of the parts of a rendering that hold what is beside the signature, or packed into it. */
export const partLabels = {
  outside: said('Ngoài phạm vi chữ ký', 'Outside of what is signed'),
  packed: said('Nội dung đã giải mã', 'Content, decoded'),
  text: said('Nội dung văn bản', 'Text'),
  line: (number: number) => said(`Dòng ${number}`, `Line ${number}`),
} as const
