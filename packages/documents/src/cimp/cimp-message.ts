/**
 * What a Cargo-IMP status update says, as Decision 1543/QĐ-TCHQ uses it (appendix, part II, tables 2.3 to 2.7):
 * FSU about a master air waybill, FZE about a house waybill. README.md beside this file names the reading.
 */
import type { Bilingual } from '@congky/shared'

export const CIMP_KINDS = {
  FSU: { vi: 'Cập nhật tình trạng vận đơn chủ', en: 'status of a master air waybill' },
  FZE: { vi: 'Cập nhật tình trạng vận đơn thứ cấp', en: 'status of a house waybill' },
} as const satisfies Readonly<Record<string, Bilingual>>

export type CimpKind = keyof typeof CIMP_KINDS

export const CIMP_STATUSES = {
  RCF: { vi: 'Đã nhận hàng từ chuyến bay', en: 'received from the flight' },
  FOH: { vi: 'Hàng đã vào kho, chờ làm thủ tục', en: 'on hand in the warehouse' },
  DLV: { vi: 'Đã giao hàng cho người nhận', en: 'delivered to the consignee' },
  DEP: { vi: 'Hàng đã lên chuyến bay', en: 'departed on the flight' },
  DIS: { vi: 'Hàng hóa sai khác', en: 'discrepancy' },
} as const satisfies Readonly<Record<string, Bilingual>>

export type CimpStatus = keyof typeof CIMP_STATUSES

/** Codes of `discrepancies` (customs/catalogues.ts). */
export type CimpDiscrepancy = 'FDCA' | 'FDAW' | 'MSCA' | 'MSAW' | 'OTH'

/** T all of the consignment; P, S, D, M parts of it. */
export type CimpExtent = 'T' | 'P' | 'S' | 'D' | 'M'

/** K kilogram, L pound. */
export type CimpWeightUnit = 'K' | 'L'

export interface CimpQuantity {
  readonly extent: CimpExtent
  readonly pieces: number
  /** Decimal digits as written, such as `100` or `14.1`. */
  readonly weight: { readonly unit: CimpWeightUnit; readonly value: string } | null
}

/** Carrier and number as written, such as `VN` and `0593`. */
export interface CimpFlight {
  readonly carrier: string
  readonly number: string
}

/** A day of the year that the text leaves out; `time` is hhmm, local. */
export interface CimpMoment {
  readonly day: number
  /** 1 to 12. */
  readonly month: number
  readonly time: string | null
}

/** The line of the house waybill: only in FZE. */
export interface CimpHouse {
  readonly serial: string
  readonly route: string | null
  readonly quantity: CimpQuantity | null
}

export interface CimpMessage {
  readonly kind: CimpKind
  readonly version: number
  /** With its dash: `020-12345675`. */
  readonly awb: string
  /** Two airports, such as `FRAJFK`. */
  readonly route: string | null
  /** Of the whole consignment. */
  readonly quantity: CimpQuantity | null
  readonly house: CimpHouse | null
  readonly status: CimpStatus
  readonly flight: CimpFlight | null
  readonly moment: CimpMoment | null
  /** One airport, or where from and where to for DEP. */
  readonly place: string | null
  readonly discrepancy: CimpDiscrepancy | null
  /** What the status is about, when not all of the consignment. */
  readonly statusQuantity: CimpQuantity | null
  /** From whom or to whom: FOH and DLV. */
  readonly party: string | null
  readonly remarks: string | null
}

/** Months as the text writes them, in order. */
export const MONTHS: readonly string[] = [
  'JAN',
  'FEB',
  'MAR',
  'APR',
  'MAY',
  'JUN',
  'JUL',
  'AUG',
  'SEP',
  'OCT',
  'NOV',
  'DEC',
]
