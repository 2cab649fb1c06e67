/** What is said of signatures in interchanges of UN/EDIFACT. */
import type { Sentence } from './sentence.ts'

export const edifactSentences = {
  'edifact-finding': {
    en: 'the interchange is not as the standard has it: {rule} at segment {place}',
    vi: 'trao đổi không đúng chuẩn UN/EDIFACT: {rule} tại đoạn {place}',
  },
  'edifact-no-trailer': {
    en: 'it has no trailer of its own',
    vi: 'nhóm đoạn đầu bảo mật USH không có nhóm đoạn cuối UST đi cùng',
  },
  'edifact-no-header': {
    en: 'it has no header of its own',
    vi: 'nhóm đoạn cuối bảo mật UST không có nhóm đoạn đầu USH đi cùng',
  },
  'edifact-stray': {
    en: 'it stands where no security segment belongs',
    vi: 'đoạn bảo mật đứng ở chỗ không được phép có',
  },
  'edifact-reference-twice': {
    en: 'its security reference number stands there more than once',
    vi: 'số tham chiếu bảo mật (0534) bị lặp lại',
  },
  'edifact-service': {
    en: 'its security service is no signature',
    vi: 'dịch vụ bảo mật (0501) không phải là chữ ký số',
  },
  'edifact-scope': {
    en: 'its scope is not read',
    vi: 'phạm vi bảo mật (0541) không được hỗ trợ',
  },
  'edifact-filter': {
    en: 'its filter for binary values is not read',
    vi: 'cách ghi giá trị nhị phân (0505) không được hỗ trợ',
  },
  'edifact-algorithms': {
    en: 'it names several algorithms for one purpose',
    vi: 'có nhiều thuật toán cho cùng một mục đích',
  },
  'edifact-algorithm-use': {
    en: 'it uses an algorithm for what is not read',
    vi: 'có thuật toán dùng vào mục đích không được hỗ trợ (0523)',
  },
  'edifact-certificates': {
    en: 'it names several certificates',
    vi: 'ghi nhiều chứng thư số',
  },
  'edifact-own-certificate': {
    en: 'it holds a certificate of EDIFACT, which is not read',
    vi: 'kèm chứng thư số dạng EDIFACT, loại không được hỗ trợ',
  },
  'edifact-results': {
    en: 'its trailer holds more than one result',
    vi: 'nhóm đoạn cuối bảo mật có nhiều hơn một đoạn USR',
  },
  'edifact-count': {
    en: 'its trailer counts other security segments than there are',
    vi: 'số đoạn bảo mật ghi trong UST (0588) không đúng với số đoạn hiện có',
  },
  'edifact-form': {
    en: 'its trailer is not written in the one form that it has',
    vi: 'đoạn UST hoặc USR không được viết đúng dạng duy nhất được phép',
  },
  'edifact-no-value': {
    en: 'it holds no value of a signature',
    vi: 'không có giá trị chữ ký',
  },
  'edifact-value': {
    en: 'its value is none of such a key, or not of its filter',
    vi: 'giá trị chữ ký không đúng với loại khóa, hoặc không đúng cách ghi đã nêu',
  },
  'edifact-digest-code': {
    en: 'it names its digest algorithm by a code that is not known',
    vi: 'mã thuật toán băm (0527) không có trong danh mục đã biết',
  },
  'autack-none': {
    en: 'it holds no message AUTACK',
    vi: 'tệp chữ ký không có thông điệp AUTACK',
  },
  'autack-form': {
    en: 'it refers to what it covers in no form that is read',
    vi: 'cách viện dẫn nội dung được bảo vệ không được hỗ trợ',
  },
  'autack-nothing': {
    en: 'it refers to nothing',
    vi: 'không viện dẫn nội dung nào',
  },
  'autack-group': {
    en: 'it refers to a group or package, which is not read',
    vi: 'viện dẫn một nhóm hoặc gói, loại không được hỗ trợ',
  },
  'autack-twice': {
    en: 'it refers to one of several messages of the same reference number',
    vi: 'viện dẫn một số tham chiếu mà nhiều thông điệp cùng mang',
  },
  'autack-digest': {
    en: 'it holds no digest of what it refers to, or several',
    vi: 'không có mã băm của nội dung được viện dẫn, hoặc có nhiều mã',
  },
  'autack-digest-form': {
    en: 'the digest of what it refers to is in no form that is read',
    vi: 'mã băm của nội dung được viện dẫn không ở dạng được hỗ trợ',
  },
} as const satisfies Readonly<Record<string, Sentence>>
