/** What is said of signatures of any kind, and of those in XML. */
import type { Sentence } from './sentence.ts'

export const signatureSentences = {
  'no-signature': {
    en: 'the document carries no signature',
    vi: 'chứng từ không có chữ ký nào',
  },
  'not-covering-content': {
    en: 'no valid signature covers all content of a {profile} document ({paths})',
    vi: 'không có chữ ký hợp lệ nào bao trùm toàn bộ nội dung của chứng từ loại {profile} ({paths})',
  },
  'no-certificate': {
    en: 'it carries no certificate',
    vi: 'chữ ký không kèm chứng thư số',
  },
  'wrong-key': {
    en: 'the signature value was not made with the key of its certificate',
    vi: 'giá trị chữ ký không do khóa của chứng thư số này tạo ra',
  },
  'weak-key': {
    en: 'the key has only {bits} bits',
    vi: 'khóa chỉ dài {bits} bit',
  },
  expired: {
    en: 'the certificate expired on {date}',
    vi: 'chứng thư số đã hết hạn ngày {date}',
  },
  'not-yet-valid': {
    en: 'the certificate is valid only from {date}',
    vi: 'chứng thư số chỉ có hiệu lực từ ngày {date}',
  },
  'time-not-covered': {
    en: 'the signing time is not covered by the signature',
    vi: 'giờ ký không nằm trong phần được ký',
  },
  'several-times': {
    en: 'it names several signing times',
    vi: 'chữ ký ghi nhiều giờ ký khác nhau',
  },
  'time-unreadable': {
    en: 'the signing time cannot be read',
    vi: 'không đọc được giờ ký',
  },
  'not-valid-at-time': {
    en: 'the certificate was not valid at the signing time',
    vi: 'chứng thư số không có hiệu lực vào giờ ký',
  },
  'uses-sha1': {
    en: 'it uses SHA-1, which is no longer considered safe',
    vi: 'chữ ký dùng SHA-1, thuật toán không còn được coi là an toàn',
  },
  'has-comments': {
    en: 'it holds comments',
    vi: 'chữ ký chứa chú thích (comment)',
  },
  'covers-part': {
    en: 'it covers only a part of the document: {parts}',
    vi: 'chữ ký chỉ bảo vệ một phần của chứng từ: {parts}',
  },
  'second-disagrees': {
    en: 'a second implementation does not accept it: {reason}',
    vi: 'bộ kiểm tra thứ hai không chấp nhận chữ ký này: {reason}',
  },
  'second-not-counted': {
    en: 'checked by one implementation only (the other does not know {reason})',
    vi: 'chỉ một bộ kiểm tra xác nhận được (bộ kia không hỗ trợ {reason})',
  },
  changed: {
    en: 'what reference "{uri}" covers was changed after signing',
    vi: 'phần mà tham chiếu "{uri}" bảo vệ đã bị sửa sau khi ký',
  },
  'covers-itself': {
    en: 'it covers nothing but itself',
    vi: 'chữ ký không bảo vệ gì ngoài chính nó',
  },
  'points-outside': {
    en: 'reference "{uri}" points outside the document or into parts of it',
    vi: 'tham chiếu "{uri}" trỏ ra ngoài chứng từ hoặc vào một mảnh của chứng từ',
  },
  'id-missing': {
    en: 'no element carries the Id of reference "{uri}"',
    vi: 'không phần nào mang mã Id mà tham chiếu "{uri}" ghi',
  },
  'id-twice': {
    en: 'several elements carry the Id of reference "{uri}"',
    vi: 'nhiều phần cùng mang mã Id mà tham chiếu "{uri}" ghi',
  },
  'covers-own-part': {
    en: 'reference "{uri}" covers a part of the signature that it cannot cover',
    vi: 'tham chiếu "{uri}" bảo vệ một phần của chữ ký mà nó không thể bảo vệ',
  },
  'covers-manifest': {
    en: 'reference "{uri}" covers a Manifest, whose own references nobody checks',
    vi: 'tham chiếu "{uri}" bảo vệ một Manifest, mà các tham chiếu trong đó không ai kiểm tra',
  },
  'covers-other-signature': {
    en: 'reference "{uri}" covers a part of another signature',
    vi: 'tham chiếu "{uri}" bảo vệ một phần của chữ ký khác',
  },
  'xml-start': {
    en: 'it does not start with one SignedInfo and one SignatureValue',
    vi: 'chữ ký không bắt đầu bằng đúng một SignedInfo và một SignatureValue',
  },
  'xml-parts': {
    en: 'it holds something else than SignedInfo, SignatureValue, KeyInfo and Objects',
    vi: 'chữ ký chứa phần khác ngoài SignedInfo, SignatureValue, KeyInfo và Object',
  },
  'xml-comment': {
    en: '{part} holds a comment or a processing instruction',
    vi: '{part} chứa chú thích hoặc chỉ thị xử lý',
  },
  'xml-incomplete': {
    en: 'SignedInfo is incomplete',
    vi: 'SignedInfo còn thiếu',
  },
  'xml-method': {
    en: 'the signature method {method} is not accepted',
    vi: 'thuật toán ký {method} không được chấp nhận',
  },
  'xml-method-parameters': {
    en: 'the signature method has parameters',
    vi: 'thuật toán ký kèm tham số lạ',
  },
  'xml-references': {
    en: 'it has more than {max} references',
    vi: 'chữ ký có hơn {max} tham chiếu',
  },
  'xml-signed-info': {
    en: 'SignedInfo holds something else than References',
    vi: 'SignedInfo chứa phần khác ngoài các tham chiếu',
  },
  'xml-reference': {
    en: 'a Reference is not of the form Transforms, DigestMethod, DigestValue',
    vi: 'một tham chiếu không đúng dạng Transforms, DigestMethod, DigestValue',
  },
  'xml-no-uri': {
    en: 'a Reference has no URI',
    vi: 'một tham chiếu không có URI',
  },
  'xml-digest': {
    en: 'the digest method {method} is not accepted',
    vi: 'thuật toán băm {method} không được chấp nhận',
  },
  'xml-transforms': {
    en: 'a Reference has more transforms than are accepted',
    vi: 'một tham chiếu có nhiều phép biến đổi hơn mức được chấp nhận',
  },
  'xml-transforms-parts': {
    en: 'Transforms holds something else than Transform',
    vi: 'Transforms chứa phần khác ngoài Transform',
  },
  'xml-transform': {
    en: 'the transform {transform} is not accepted',
    vi: 'phép biến đổi {transform} không được chấp nhận',
  },
  'xml-transform-parameters': {
    en: '{transform} has parameters that are not accepted',
    vi: '{transform} kèm tham số không được chấp nhận',
  },
  'not-base64': {
    en: '{part} is not base64',
    vi: '{part} không phải base64',
  },
} as const satisfies Readonly<Record<string, Sentence>>
