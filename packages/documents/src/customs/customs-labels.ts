import type { Bilingual } from '@congky/shared'
import type { CustomsKind } from './customs-kinds.ts'

/** Elements that hold others. */
const frames: Readonly<Record<string, Bilingual>> = {
  Envelope: { vi: 'Thông điệp', en: 'Message' },
  Header: { vi: 'Phần đầu', en: 'Header' },
  Reference: { vi: 'Định danh', en: 'Reference' },
  From: { vi: 'Bên gửi', en: 'Sender' },
  To: { vi: 'Bên nhận', en: 'Receiver' },
  Subject: { vi: 'Nội dung', en: 'Subject' },
  Body: { vi: 'Phần thân', en: 'Body' },
  Content: { vi: 'Nội dung thông tin', en: 'Content' },
  Signature: { vi: 'Chữ ký số', en: 'Signature' },
}

/**
 * How people call an element of this kind of message: of its header, content or list. Its own name when unknown.
 *
 * @param parent The element around it: `name` is the sender's in `From` and the receiver's in `To`.
 */
export function elementLabel(kind: CustomsKind, element: string, parent?: string): Bilingual {
  const { rules, item } = kind.content
  const inHeader = kind.header.rules.filter((rule) => parent === undefined || rule.parent === parent)
  const rows =
    parent === undefined || inHeader.length === 0 ? [...rules, ...(item?.rules ?? []), ...inHeader] : inHeader
  const row = rows.find((rule) => rule.element === element)
  if (row !== undefined) return row.label
  if (item?.element === element) return item.label
  return Object.hasOwn(frames, element) && frames[element] ? frames[element] : { vi: element, en: element }
}
