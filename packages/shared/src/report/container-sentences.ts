/** What is said of signatures of customs messages (KDT), CMS, S/MIME and timestamps. */
import type { Sentence } from './sentence.ts'

export const containerSentences = {
  'kdt-parts': {
    en: 'it holds something else than one data and one fileCert',
    vi: 'chữ ký chứa phần khác ngoài một data và một fileCert',
  },
  'kdt-data-missing': {
    en: 'data is missing or not base64',
    vi: 'thiếu data, hoặc data không phải base64',
  },
  'kdt-certificate-missing': {
    en: 'fileCert is missing or not base64',
    vi: 'thiếu fileCert, hoặc fileCert không phải base64',
  },
  'kdt-no-fit': {
    en: 'its value fits what it should cover in no known reading: that was changed, or another key signed',
    vi: 'giá trị chữ ký không khớp nội dung cần bảo vệ theo cách đọc nào: nội dung đã bị sửa, hoặc do khóa khác ký',
  },
  'kdt-no-content': {
    en: 'nothing stands beside it that it could speak for',
    vi: 'bên cạnh chữ ký không có nội dung nào để bảo vệ',
  },
  'kdt-several-contents': {
    en: 'several elements stand where what it speaks for should be',
    vi: 'có nhiều phần cùng đứng ở chỗ của nội dung được ký',
  },
  'cms-detached': {
    en: 'it is detached, and what it speaks for is not here',
    vi: 'chữ ký tách rời, và không có chứng từ mà nó bảo vệ ở đây',
  },
  'cms-own-content': {
    en: 'it holds a content of its own',
    vi: 'chữ ký mang theo nội dung riêng của nó',
  },
  'cms-no-signature': {
    en: 'it is CMS, but holds no signature',
    vi: 'tệp là CMS nhưng không chứa chữ ký',
  },
  'cms-certificates-only': {
    en: 'it holds certificates only, and no signature',
    vi: 'tệp chỉ chứa chứng thư số, không có chữ ký',
  },
  'cms-content-changed': {
    en: 'what it covers was changed after signing',
    vi: 'nội dung đã bị sửa sau khi ký',
  },
  'cms-digest': {
    en: 'its digest algorithm is not accepted',
    vi: 'thuật toán băm không được chấp nhận',
  },
  'cms-algorithm': {
    en: 'its signature algorithm is not accepted',
    vi: 'thuật toán ký không được chấp nhận',
  },
  'cms-digest-announced': {
    en: 'its digest algorithm is not the one announced',
    vi: 'thuật toán băm khác với thuật toán đã ghi',
  },
  'cms-contradiction': {
    en: 'its digest and signature algorithms contradict each other',
    vi: 'thuật toán băm và thuật toán ký mâu thuẫn nhau',
  },
  'cms-certificate-missing': {
    en: 'it does not carry the certificate that it names',
    vi: 'chữ ký không kèm chứng thư số mà nó ghi',
  },
  'cms-certificate-twice': {
    en: 'it carries several certificates by the name of the signer',
    vi: 'chữ ký kèm nhiều chứng thư số cùng tên người ký',
  },
  'cms-certificate-unreadable': {
    en: 'the certificate that it names cannot be read',
    vi: 'không đọc được chứng thư số mà chữ ký ghi',
  },
  'cms-type': {
    en: 'it speaks for another type of content',
    vi: 'chữ ký nói về một loại nội dung khác',
  },
  'cms-no-digest': {
    en: 'it holds no digest of its content',
    vi: 'chữ ký không có mã băm của nội dung',
  },
  'cms-other-certificate': {
    en: 'it was made for another certificate',
    vi: 'chữ ký được lập cho một chứng thư số khác',
  },
  'cms-order': {
    en: 'its attributes are not in order: some readers refuse it',
    vi: 'các thuộc tính không đúng thứ tự: một số phần mềm sẽ từ chối',
  },
  'mime-lines': {
    en: 'its line ends are not those that were signed: they were changed on the way',
    vi: 'ký tự xuống dòng khác lúc ký: đã bị đổi trên đường đi',
  },
  'mime-micalg': {
    en: 'its header names another digest than the signature',
    vi: 'phần đầu thư ghi thuật toán băm khác với chữ ký',
  },
  'mime-not-signed': {
    en: 'it is MIME, but not multipart/signed',
    vi: 'tệp là MIME nhưng không phải multipart/signed',
  },
  'mime-protocol': {
    en: 'its protocol is not S/MIME',
    vi: 'giao thức không phải S/MIME',
  },
  'mime-parts': {
    en: 'it has {count} parts where two belong',
    vi: 'tệp có {count} phần trong khi phải có hai',
  },
  'mime-second': {
    en: 'its second part is no signature',
    vi: 'phần thứ hai không phải chữ ký',
  },
  'cms-cut-off': {
    en: 'it is cut off',
    vi: 'dữ liệu bị cắt cụt',
  },
  'cms-not-der': {
    en: 'its signed attributes are not DER',
    vi: 'các thuộc tính được ký không ở dạng DER',
  },
  'timestamp-nothing': {
    en: 'its timestamp proves nothing: {reason}',
    vi: 'dấu thời gian không chứng minh được gì: {reason}',
  },
  'timestamp-unreadable': {
    en: 'its timestamp cannot be read: {reason}',
    vi: 'không đọc được dấu thời gian: {reason}',
  },
  'timestamp-other': {
    en: 'it was made for something else',
    vi: 'dấu thời gian được cấp cho nội dung khác',
  },
  'timestamp-authority': {
    en: 'its certificate is not one of a time-stamp authority',
    vi: 'chứng thư số của dấu thời gian không phải của tổ chức cấp dấu thời gian',
  },
  'timestamp-certificate-time': {
    en: 'its certificate was not valid at its time',
    vi: 'chứng thư số của dấu thời gian không có hiệu lực vào thời điểm đó',
  },
} as const satisfies Readonly<Record<string, Sentence>>
