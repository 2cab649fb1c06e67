/** What is said of the certificates of a signature: chains, time, revocation. */
import type { Sentence } from './sentence.ts'

export const trustSentences = {
  'chain-unknown-authority': {
    en: 'no configured authority stands behind the certificate',
    vi: 'không tìm thấy tổ chức chứng thực nào trong cấu hình đứng sau chứng thư số này',
  },
  'chain-no-authority': {
    en: '{issuer} stands as the issuer but is no authority',
    vi: '{issuer} đứng tên nơi cấp nhưng không phải là tổ chức chứng thực',
  },
  'chain-forged-link': {
    en: '{subject} names {issuer} as its issuer but was not signed by that key',
    vi: '{subject} ghi nơi cấp là {issuer} nhưng không do khóa của nơi đó ký',
  },
  'chain-not-understood': {
    en: '{issuer} has conditions that are not understood ({extension})',
    vi: '{issuer} kèm điều kiện mà cổng ký không xử lý được ({extension})',
  },
  'chain-too-long': {
    en: '{issuer} may not stand above another authority',
    vi: '{issuer} không được phép đứng trên một tổ chức chứng thực khác',
  },
  'chain-weak-algorithm': {
    en: '{subject} was issued with an algorithm that is not accepted',
    vi: '{subject} được cấp bằng một thuật toán không được chấp nhận',
  },
  'chain-weak-key': {
    en: 'the key of the authority {issuer} is not accepted',
    vi: 'khóa của tổ chức chứng thực {issuer} không được chấp nhận',
  },
  'chain-too-complex': {
    en: 'too many certificates of the same name stand in the way to an authority',
    vi: 'có quá nhiều chứng thư số trùng tên trên đường tới tổ chức chứng thực',
  },
  'chain-not-valid-then': {
    en: 'the certificate of {subject} was not valid at that time',
    vi: 'chứng thư số của {subject} không còn hoặc chưa có hiệu lực vào thời điểm đó',
  },
  'chain-sha1': {
    en: 'the certificate of {subject} was issued with SHA-1, which is no longer considered safe',
    vi: 'chứng thư số của {subject} được cấp bằng SHA-1, thuật toán không còn được coi là an toàn',
  },
  'trust-no-certificate': {
    en: 'the certificate cannot be read: {reason}',
    vi: 'không đọc được chứng thư số: {reason}',
  },
  'trust-not-checked': {
    en: 'whether a known authority issued the certificates, or revoked them, was not checked',
    vi: 'chưa kiểm tra chứng thư số do tổ chức nào cấp và có bị thu hồi hay không',
  },
  'trust-not-for-signing': {
    en: 'the certificate is not meant for signing documents',
    vi: 'chứng thư số này không dùng để ký chứng từ',
  },
  'trust-revoked': {
    en: 'the certificate of {subject} was revoked on {date}',
    vi: 'chứng thư số của {subject} đã bị thu hồi ngày {date}',
  },
  'trust-revoked-later': {
    en: 'the certificate of {subject} was revoked later, on {date}',
    vi: 'sau thời điểm đó, ngày {date}, chứng thư số của {subject} đã bị thu hồi',
  },
  'trust-revocation-unknown': {
    en: 'whether the certificate of {subject} was revoked could not be learned',
    vi: 'không biết được chứng thư số của {subject} có bị thu hồi hay không',
  },
  'trust-not-issued': {
    en: 'the authority does not know the certificate of {subject}',
    vi: 'tổ chức chứng thực không biết chứng thư số của {subject}',
  },
  'trust-claimed-time': {
    en: 'it was valid at the time that the signature claims, which nothing proves',
    vi: 'nó còn hiệu lực vào giờ ký mà chữ ký tự ghi, nhưng không có gì chứng minh giờ đó',
  },
  'ocsp-unreadable': {
    en: 'the answer of the OCSP responder cannot be read',
    vi: 'không đọc được câu trả lời của máy chủ OCSP',
  },
  'ocsp-refused': {
    en: 'the OCSP responder did not want to answer',
    vi: 'máy chủ OCSP từ chối trả lời',
  },
  'ocsp-not-authorized': {
    en: 'the OCSP answer was signed by nobody who may do so',
    vi: 'câu trả lời OCSP không do nơi có thẩm quyền ký',
  },
  'ocsp-other-certificate': {
    en: 'the OCSP answer is about another certificate',
    vi: 'câu trả lời OCSP nói về một chứng thư số khác',
  },
  'ocsp-not-now': {
    en: 'the OCSP answer is not of now',
    vi: 'câu trả lời OCSP không phải của lúc này',
  },
  'crl-unreadable': {
    en: 'the list of revoked certificates cannot be read',
    vi: 'không đọc được danh sách chứng thư số bị thu hồi (CRL)',
  },
  'crl-other-issuer': {
    en: 'the list of revoked certificates is of another issuer',
    vi: 'danh sách chứng thư số bị thu hồi (CRL) là của nơi cấp khác',
  },
  'crl-forged': {
    en: 'the list of revoked certificates was not signed by its issuer',
    vi: 'danh sách chứng thư số bị thu hồi (CRL) không do nơi cấp ký',
  },
  'crl-not-now': {
    en: 'the list of revoked certificates has run out',
    vi: 'danh sách chứng thư số bị thu hồi (CRL) đã hết hạn',
  },
  'crl-not-supported': {
    en: 'the list of revoked certificates is of a kind that is not read, such as a delta list',
    vi: 'danh sách chứng thư số bị thu hồi (CRL) thuộc loại cổng ký không đọc, chẳng hạn danh sách delta',
  },
  'revocation-no-address': {
    en: 'the certificate names nobody who could be asked',
    vi: 'chứng thư số không ghi nơi nào để hỏi',
  },
  'revocation-no-answer': {
    en: '{host} did not answer',
    vi: '{host} không trả lời',
  },
  'revocation-expired': {
    en: 'it has expired, and issuers forget expired certificates',
    vi: 'chứng thư số đã hết hạn nên nơi cấp không còn theo dõi nữa',
  },
  'revocation-no-issuer': {
    en: 'its issuer is not configured',
    vi: 'nơi cấp chưa được khai trong cấu hình',
  },
} as const satisfies Readonly<Record<string, Sentence>>
