/** What is said of signatures, MIME and timestamps that are not of the shape they should be. */
import type { Sentence } from './sentence.ts'

export const shapeSentences = {
  'shape-no-signed-attributes': {
    en: 'it has no signed attributes, which its type of content needs',
    vi: 'chữ ký thiếu các thuộc tính được ký mà loại nội dung này bắt buộc phải có',
  },
  'shape-content-as-attributes': {
    en: 'its content reads as the attributes of another signature',
    vi: 'nội dung trùng dạng với các thuộc tính của một chữ ký khác',
  },
  'shape-version-unknown': {
    en: 'its version is not known',
    vi: 'không biết phiên bản của chữ ký',
  },
  'shape-version-contradicts': {
    en: 'its version contradicts its form',
    vi: 'phiên bản ghi trong chữ ký mâu thuẫn với dạng của nó',
  },
  'shape-too-many-certificates': {
    en: 'it carries too many certificates',
    vi: 'kèm quá nhiều chứng thư số',
  },
  'shape-too-many-signatures': {
    en: 'it carries too many signatures',
    vi: 'chứa quá nhiều chữ ký',
  },
  'shape-attribute-twice': {
    en: 'it holds an attribute twice',
    vi: 'có thuộc tính bị lặp lại',
  },
  'shape-bytes-follow': {
    en: 'bytes follow its end',
    vi: 'còn dữ liệu thừa sau phần cuối',
  },
  'shape-exhausting': {
    en: 'it is built to exhaust its reader',
    vi: 'dữ liệu được dựng để làm kiệt sức phần mềm đọc nó',
  },
  'shape-tag': {
    en: 'it holds a tag that is not accepted',
    vi: 'chứa kiểu dữ liệu không được chấp nhận',
  },
  'shape-no-length': {
    en: 'a plain value has no length',
    vi: 'có giá trị không ghi độ dài',
  },
  'shape-end-mark': {
    en: 'an end mark is malformed',
    vi: 'dấu kết thúc sai cấu trúc',
  },
  'shape-length': {
    en: 'a length is malformed',
    vi: 'có độ dài ghi sai cấu trúc',
  },
  'shape-pem': {
    en: 'it is no single PEM block',
    vi: 'tệp không phải là một khối PEM duy nhất',
  },
  'mime-header-end': {
    en: 'its MIME header has no end',
    vi: 'phần đầu MIME không có chỗ kết thúc',
  },
  'mime-header-control': {
    en: 'its MIME header holds control characters',
    vi: 'phần đầu MIME chứa ký tự điều khiển',
  },
  'mime-header': {
    en: 'its MIME header is malformed',
    vi: 'phần đầu MIME sai cấu trúc',
  },
  'mime-header-twice': {
    en: 'it has two headers {name}',
    vi: 'phần đầu có hai dòng {name}',
  },
  'mime-type-missing': {
    en: 'its Content-Type is missing or malformed',
    vi: 'thiếu Content-Type hoặc Content-Type sai cấu trúc',
  },
  'mime-type': {
    en: 'its Content-Type is malformed',
    vi: 'Content-Type sai cấu trúc',
  },
  'mime-encoding': {
    en: 'its transfer encoding is not accepted',
    vi: 'cách mã hóa khi truyền (transfer encoding) không được chấp nhận',
  },
  'mime-boundary': {
    en: 'its boundary is malformed',
    vi: 'dấu phân cách (boundary) sai cấu trúc',
  },
  'mime-false-delimiter': {
    en: 'a line looks like a delimiter and is none',
    vi: 'có dòng giống dấu phân cách nhưng không phải',
  },
  'mime-too-many-parts': {
    en: 'it has too many parts',
    vi: 'thư có quá nhiều phần',
  },
  'mime-late-delimiter': {
    en: 'a delimiter follows its end',
    vi: 'còn dấu phân cách sau phần cuối',
  },
  'mime-no-end': {
    en: 'its parts have no end',
    vi: 'các phần của thư không có chỗ kết thúc',
  },
  'mime-signature-encoding': {
    en: 'the signature is not in base64',
    vi: 'phần chữ ký không ở dạng base64',
  },
  'xades-twice': {
    en: 'it has qualifying properties twice',
    vi: 'chữ ký có hai bộ thuộc tính XAdES',
  },
  'xades-other-signature': {
    en: 'its qualifying properties are those of another signature',
    vi: 'bộ thuộc tính XAdES là của một chữ ký khác',
  },
  'xades-not-covered': {
    en: 'its qualifying properties are not covered',
    vi: 'bộ thuộc tính XAdES không được ký',
  },
  'xades-certificate': {
    en: 'its certificate is named in a way not known',
    vi: 'chứng thư số của người ký được ghi theo cách không đọc được',
  },
  'timestamp-form': {
    en: 'its timestamp has a form not known',
    vi: 'dấu thời gian có dạng không đọc được',
  },
  'timestamp-none': {
    en: 'it is no timestamp',
    vi: 'dữ liệu không phải là dấu thời gian',
  },
  'timestamp-signatures': {
    en: 'it does not carry one signature',
    vi: 'dấu thời gian phải có đúng một chữ ký',
  },
  'timestamp-names-nobody': {
    en: 'it does not name its certificate',
    vi: 'dấu thời gian không ghi chứng thư số của nó',
  },
  'timestamp-time': {
    en: 'its time is malformed',
    vi: 'giờ ghi sai cấu trúc',
  },
  'timestamp-not-judged': {
    en: 'whether a known authority made its timestamp was not checked',
    vi: 'chưa kiểm tra dấu thời gian có do tổ chức được tin cậy cấp hay không',
  },
  'certificate-not-there': {
    en: 'it did not come along',
    vi: 'không được gửi kèm',
  },
  'certificate-too-large': {
    en: 'the certificate is too large',
    vi: 'chứng thư số quá lớn',
  },
  'certificate-bytes-follow': {
    en: 'bytes follow the certificate',
    vi: 'còn dữ liệu thừa sau chứng thư số',
  },
  'certificate-extension-twice': {
    en: 'the certificate has an extension twice',
    vi: 'chứng thư số có phần mở rộng bị lặp lại',
  },
  'shape-more': {
    en: '{part} holds more than it should',
    vi: 'một phần của chữ ký ({part}) chứa nhiều hơn mức cho phép',
  },
  'shape-part': {
    en: '{part} is malformed',
    vi: 'một phần của chữ ký ({part}) sai cấu trúc',
  },
} as const satisfies Readonly<Record<string, Sentence>>
