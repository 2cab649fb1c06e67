/**
 * What the elements of known documents are called by people: messages between customs and warehouse keepers
 * (Decision 1543/QĐ-TCHQ of 2017, appendix part II). Elements that are not known keep their own names.
 */
import type { Bilingual } from '@congky/shared'

const LABELS: Readonly<Record<string, Bilingual>> = {
  Header: { vi: 'Phần đầu thông điệp', en: 'Header' },
  Body: { vi: 'Phần thân thông điệp', en: 'Body' },
  Content: { vi: 'Nội dung', en: 'Content' },
  Reference: { vi: 'Tham chiếu', en: 'Reference' },
  version: { vi: 'Phiên bản', en: 'Version' },
  messageId: { vi: 'Mã thông điệp', en: 'Message id' },
  From: { vi: 'Bên gửi', en: 'From' },
  To: { vi: 'Bên nhận', en: 'To' },
  name: { vi: 'Tên', en: 'Name' },
  identity: { vi: 'Mã số thuế / mã đơn vị', en: 'Tax code or unit' },
  Subject: { vi: 'Về việc', en: 'Subject' },
  type: { vi: 'Loại thông điệp', en: 'Type of message' },
  function: { vi: 'Chức năng', en: 'Function' },
  reference: { vi: 'Số tham chiếu', en: 'Reference number' },
  sendDate: { vi: 'Ngày gửi', en: 'Sent on' },
  warehouseCode: { vi: 'Mã kho', en: 'Warehouse' },
  Goods: { vi: 'Hàng hóa', en: 'Goods' },
  CIMP: { vi: 'Điện CIMP', en: 'CIMP message' },
  GoodsType: { vi: 'Loại hàng', en: 'Kind of goods' },
  GoodsIdentity: { vi: 'Số định danh hàng hóa', en: 'Identity of the goods' },
  FlightNumber: { vi: 'Chuyến bay', en: 'Flight' },
  FlightDate: { vi: 'Ngày bay', en: 'Flight date' },
  MovementDate: { vi: 'Ngày xuất/nhập kho', en: 'Moved on' },
  Type: { vi: 'Loại hình', en: 'Type' },
  AWB: { vi: 'Vận đơn chủ (AWB)', en: 'Air waybill' },
  HAWB: { vi: 'Vận đơn thứ cấp (HAWB)', en: 'House air waybill' },
  Description: { vi: 'Mô tả hàng hóa', en: 'Description' },
  Signature: { vi: 'Chữ ký số', en: 'Signature' },
  Remarks: { vi: 'Ghi chú', en: 'Remarks' },
}

const TITLES: Readonly<Record<string, Bilingual>> = {
  '01': { vi: 'Thông điệp hải quan 01: hàng hóa sai khác', en: 'Customs message 01: goods that differ' },
  '02': { vi: 'Thông điệp hải quan 02: hàng vào kho', en: 'Customs message 02: goods into the warehouse' },
  '03': { vi: 'Thông điệp hải quan 03: hàng ra kho', en: 'Customs message 03: goods out of the warehouse' },
}

/** The labels of one kind of document. */
export interface DocumentLabels {
  readonly title: Bilingual
  readonly label: (name: string) => Bilingual | null
}

/** @param type What stands at `Envelope/Header/Subject/type`, or null. */
export function labelsFor(rootName: string, type: string | null): DocumentLabels {
  const isCustoms = rootName === 'Envelope' && type !== null
  if (!isCustoms) return { title: { vi: rootName, en: rootName }, label: () => null }
  const known = Object.hasOwn(TITLES, type) ? TITLES[type] : undefined
  const title = known ?? { vi: `Thông điệp hải quan ${type}`, en: `Customs message ${type}` }
  return { title, label: (name) => (Object.hasOwn(LABELS, name) ? (LABELS[name] ?? null) : null) }
}
