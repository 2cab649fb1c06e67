import type { Bilingual } from '@congky/shared'

/** What is wrong with a history. `seq` is the number of the record concerned, or the one that ought to be there. */
export type ChainFault =
  | { readonly kind: 'edited'; readonly seq: number }
  | { readonly kind: 'unreadable'; readonly seq: number }
  | { readonly kind: 'missing'; readonly seq: number; readonly last: number }
  | { readonly kind: 'inserted'; readonly seq: number }
  | { readonly kind: 'reordered'; readonly seq: number }
  /** It follows from another record than the one before it: one of both was replaced. */
  | { readonly kind: 'broken-link'; readonly seq: number }
  | { readonly kind: 'cut-off'; readonly seq: number; readonly last: number }
  /** The newest record is another one than the gateway signed. */
  | { readonly kind: 'head-differs'; readonly seq: number }
  | { readonly kind: 'head-missing'; readonly seq: number }
  | { readonly kind: 'head-signature'; readonly seq: number }
  /** The signature is good, but made with another key than the one that was to be expected. */
  | { readonly kind: 'head-key'; readonly seq: number }
  /** The record is another one than was noted down elsewhere. */
  | { readonly kind: 'not-as-noted'; readonly seq: number }
  /** The record itself says that the gateway found the history damaged when it started. */
  | { readonly kind: 'recorded'; readonly seq: number }

export function describeFault(fault: ChainFault): Bilingual {
  const { seq } = fault
  switch (fault.kind) {
    case 'edited':
      return { en: `record ${seq} was edited`, vi: `bản ghi số ${seq} đã bị sửa` }
    case 'unreadable':
      return {
        en: `record ${seq} cannot be read: it is not as the gateway wrote it`,
        vi: `không đọc được bản ghi số ${seq}: nội dung không còn như cổng ký đã ghi`,
      }
    case 'missing':
      return fault.last > seq
        ? { en: `records ${seq} to ${fault.last} are missing`, vi: `thiếu các bản ghi số ${seq} đến ${fault.last}` }
        : { en: `record ${seq} is missing`, vi: `thiếu bản ghi số ${seq}` }
    case 'inserted':
      return { en: `record ${seq} was inserted`, vi: `bản ghi số ${seq} bị chèn thêm` }
    case 'reordered':
      return { en: `record ${seq} is not in its place`, vi: `bản ghi số ${seq} bị đổi chỗ` }
    case 'broken-link':
      return {
        en: `record ${seq} does not follow from the one before it: one of the two was replaced`,
        vi: `bản ghi số ${seq} không nối tiếp bản ghi trước nó: một trong hai đã bị thay`,
      }
    case 'cut-off':
      return {
        en: `the end was cut off: records ${seq} to ${fault.last} are gone`,
        vi: `phần cuối bị cắt: mất các bản ghi số ${seq} đến ${fault.last}`,
      }
    case 'head-differs':
      return {
        en: `record ${seq}, the newest, is not the one that the gateway signed`,
        vi: `bản ghi cuối (số ${seq}) không phải bản ghi mà cổng ký đã ký xác nhận`,
      }
    case 'head-missing':
      return {
        en: `there is no signed head after record ${seq}: the end was cut off, or the signature was removed`,
        vi: `không có chữ ký xác nhận sau bản ghi số ${seq}: phần cuối bị cắt hoặc chữ ký bị xóa`,
      }
    case 'head-signature':
      return {
        en: `the signature of the gateway over the newest record (${seq}) is wrong`,
        vi: `chữ ký của cổng ký trên bản ghi cuối (số ${seq}) không đúng`,
      }
    case 'head-key':
      return {
        en: `the newest record (${seq}) was signed with another key than this gateway's`,
        vi: `bản ghi cuối (số ${seq}) được ký bằng khóa khác, không phải khóa của cổng ký này`,
      }
    case 'not-as-noted':
      return {
        en: `record ${seq} is not the one that was noted down`,
        vi: `bản ghi số ${seq} không phải bản ghi đã được ghi lại trước đây`,
      }
    case 'recorded':
      return {
        en: `record ${seq} says that the gateway found the history damaged when it started`,
        vi: `bản ghi số ${seq} cho biết khi khởi động, cổng ký thấy lịch sử đã bị hỏng`,
      }
  }
}
