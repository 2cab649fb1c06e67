/** The lists of codes in Decision 1543/QĐ-TCHQ, appendix: in notes of its tables, and in part II, 2.17. */
import type { Bilingual } from '@congky/shared'

export interface Catalogue {
  readonly name: string
  readonly label: Bilingual
  readonly codes: Readonly<Record<string, Bilingual>>
  /**
   * Null: the list is complete. Else the decision leaves it open ("..."), and a code of this shape that it does not
   * name may exist.
   */
  readonly openShape: RegExp | null
}

/** Note on `GoodsType`, tables II.2.4 to II.2.7. */
export const goodsTypes: Catalogue = {
  name: 'goods-type',
  label: { vi: 'Loại hàng hóa', en: 'Kind of goods' },
  codes: {
    '1': { vi: 'Nhập khẩu', en: 'Import' },
    '2': { vi: 'Xuất khẩu', en: 'Export' },
  },
  openShape: null,
}

/** Note on `RequestType`, table II.2.11. */
export const requestTypes: Catalogue = {
  name: 'request-type',
  label: { vi: 'Loại yêu cầu', en: 'Kind of question' },
  codes: {
    '1': { vi: 'Hàng kiện', en: 'Packed goods' },
    '2': { vi: 'Hàng rời', en: 'Loose goods' },
  },
  openShape: null,
}

/** II.2.17.1, how goods come in. */
export const entryForms: Catalogue = {
  name: 'entry-form',
  label: { vi: 'Hình thức vào kho', en: 'How goods come in' },
  codes: {
    NKVK1: { vi: 'Hàng nhập khẩu: nhập khẩu', en: 'Import goods: import' },
    NKVK2: {
      vi: 'Hàng nhập khẩu: vận chuyển sang địa điểm giám sát khác',
      en: 'Import goods: moved to another supervised place',
    },
    XKVK1: { vi: 'Hàng xuất khẩu: xuất khẩu', en: 'Export goods: export' },
    XKVK2: {
      vi: 'Hàng xuất khẩu: vận chuyển sang địa điểm giám sát khác',
      en: 'Export goods: moved to another supervised place',
    },
  },
  openShape: /^[NX]KVK[0-9]$/,
}

/** II.2.17.1, how goods go out. */
export const exitForms: Catalogue = {
  name: 'exit-form',
  label: { vi: 'Hình thức ra kho', en: 'How goods go out' },
  codes: {
    NKRR1: { vi: 'Hàng nhập khẩu: nhập khẩu', en: 'Import goods: import' },
    NKRR2: {
      vi: 'Hàng nhập khẩu: vận chuyển sang địa điểm giám sát khác',
      en: 'Import goods: moved to another supervised place',
    },
    XKRR1: { vi: 'Hàng xuất khẩu: xuất khẩu', en: 'Export goods: export' },
    XKRR2: {
      vi: 'Hàng xuất khẩu: vận chuyển sang địa điểm giám sát khác',
      en: 'Export goods: moved to another supervised place',
    },
  },
  openShape: /^[NX]KRR[0-9]$/,
}

/** II.2.17.2. The code stands in the CIMP text of a message 01-01. */
export const discrepancies: Catalogue = {
  name: 'discrepancy',
  label: { vi: 'Loại sai khác', en: 'Kind of discrepancy' },
  codes: {
    FDCA: { vi: 'Hàng gửi thừa', en: 'Found cargo' },
    FDAW: { vi: 'Có thông tin nhưng thực tế hàng không về', en: 'Found air waybill' },
    MSCA: { vi: 'Hàng hóa có trong tài liệu nhưng thực tế không về hoặc về thiếu', en: 'Missing cargo' },
    MSAW: {
      vi: 'Có hàng về nhưng không có thông tin FWB hoặc FHL (có thông tin trên FFM)',
      en: 'Missing air waybill',
    },
    OTH: { vi: 'Loại khác', en: 'Other' },
  },
  openShape: null,
}

/** Note on `ResultDec`, tables I.2.5 and II.2.14. */
export const channels: Catalogue = {
  name: 'channel',
  label: { vi: 'Luồng tờ khai', en: 'Channel of the declaration' },
  codes: {
    '1': { vi: 'Xanh', en: 'Green' },
    '2': { vi: 'Vàng', en: 'Yellow' },
    '3': { vi: 'Đỏ', en: 'Red' },
  },
  openShape: null,
}

/** Note on `StatusDec`, tables I.2.5 and II.2.14. */
export const declarationStates: Catalogue = {
  name: 'declaration-state',
  label: { vi: 'Trạng thái tờ khai', en: 'State of the declaration' },
  codes: {
    TQ: { vi: 'Thông quan', en: 'Cleared' },
    MHBQ: { vi: 'Mang hàng về bảo quản', en: 'Goods taken into own keeping' },
    GPH: { vi: 'Giải phóng hàng', en: 'Goods released' },
    CCK: { vi: 'Chuyển địa điểm kiểm tra', en: 'Moved to another place of inspection' },
    KHH: { vi: 'Chờ thông quan sau khi kiểm hóa hộ', en: 'Waiting for clearance after inspection by another office' },
  },
  openShape: null,
}

/** Note on `Status`, tables I.2.6 and II.2.16. */
export const passages: Catalogue = {
  name: 'passage',
  label: { vi: 'Được qua khu vực giám sát', en: 'Passage through the supervised area' },
  codes: {
    '1': { vi: 'Được phép qua khu vực giám sát', en: 'Allowed through the supervised area' },
    '0': { vi: 'Không được phép qua khu vực giám sát', en: 'Not allowed through the supervised area' },
  },
  openShape: null,
}

/** Note on `TypeReason`, tables I.2.6 and II.2.16. */
export const reasonTypes: Catalogue = {
  name: 'reason-type',
  label: { vi: 'Loại lý do', en: 'Kind of reason' },
  codes: {
    '1': { vi: 'Dừng đưa hàng qua khu vực giám sát', en: 'Passage of goods stopped' },
    '2': { vi: 'Bỏ dừng đưa hàng qua khu vực giám sát', en: 'Stop of passage lifted' },
    '3': { vi: 'Hủy sau thông quan', en: 'Cancelled after clearance' },
  },
  openShape: null,
}
