import type { Bilingual } from '@congky/shared'

/** What is wrong with an exported proof, or with a document that is held against it. */
export type EvidenceFault =
  /** Not, byte for byte, a file that a gateway wrote. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'signature' }
  /** Signed with another key than the one that was to be expected. */
  | { readonly kind: 'key' }
  | { readonly kind: 'edited'; readonly seq: number }
  /** It is about another request. */
  | { readonly kind: 'foreign'; readonly seq: number }
  | { readonly kind: 'order'; readonly seq: number }
  | { readonly kind: 'no-records' }
  /** The signed head does not cover these records, or is not this gateway's. */
  | { readonly kind: 'head' }
  /** What stands in short is not what the records say. */
  | { readonly kind: 'summary' }
  | { readonly kind: 'document' }
  | { readonly kind: 'signed-document' }
  | { readonly kind: 'not-signed' }

const WORDS: Readonly<Record<EvidenceFault['kind'], Bilingual>> = {
  unreadable: {
    vi: 'tệp đã bị sửa, hoặc không phải bằng chứng do cổng ký xuất ra',
    en: 'the file was edited, or is no proof that a gateway exported',
  },
  signature: {
    vi: 'chữ ký xác nhận của cổng ký không khớp với nội dung: nội dung đã bị sửa',
    en: 'the signature of the gateway does not fit the content: it was edited',
  },
  key: {
    vi: 'bằng chứng được ký xác nhận bằng khóa khác với khóa mong đợi',
    en: 'it was signed with another key than the expected one',
  },
  edited: { vi: 'bản ghi số {seq} đã bị sửa', en: 'record {seq} was edited' },
  foreign: { vi: 'bản ghi số {seq} thuộc yêu cầu khác', en: 'record {seq} is about another request' },
  order: {
    vi: 'bản ghi số {seq} không đứng đúng chỗ, hoặc không nối tiếp bản ghi trước nó',
    en: 'record {seq} is not in its place, or does not follow from the one before it',
  },
  'no-records': { vi: 'không có bản ghi nào của yêu cầu', en: 'there is no record of the request' },
  head: {
    vi: 'mã chốt lịch sử không đúng, hoặc không bao gồm các bản ghi này',
    en: 'the signed head of the history is wrong, or does not cover these records',
  },
  summary: { vi: 'phần tóm tắt khác với các bản ghi', en: 'the summary is not what the records say' },
  document: {
    vi: 'chứng từ đưa vào không phải chứng từ trong bằng chứng: mã băm khác',
    en: 'this document is not the one of the proof: its hash is another',
  },
  'signed-document': {
    vi: 'chứng từ đã ký đưa vào không phải bản đã ký trong bằng chứng: mã băm khác',
    en: 'this signed document is not the one of the proof: its hash is another',
  },
  'not-signed': { vi: 'theo bằng chứng, yêu cầu này chưa được ký', en: 'by the proof, this request was not signed' },
}

export function describeEvidenceFault(fault: EvidenceFault): Bilingual {
  const seq = 'seq' in fault ? String(fault.seq) : ''
  const { vi, en } = WORDS[fault.kind]
  return { vi: vi.replace('{seq}', seq), en: en.replace('{seq}', seq) }
}
