import type { Bilingual } from '@congky/shared'

/** What a finding is about. Stable: programs may go by it. */
export type CimpRule =
  | 'base64' //       the element is no base64
  | 'length' //       longer than Cargo-IMP allows
  | 'characters' //   a character that Cargo-IMP does not have
  | 'identifier' //   the first line is neither FSU nor FZE
  | 'line' //         a line that cannot be read, or stands where it may not
  | 'field' //        a field of the wrong shape
  | 'check-digit' //  an air waybill number that no airline gives out
  | 'missing' //      a mandatory item of the decision's table is absent
  | 'status' //       a status that this kind of message or goods does not have
  | 'ignored' //      something that is not read
  | 'differs' //      the text and an element beside it contradict each other

/** The items that the decision lists, under its own names. */
export const CIMP_ITEMS = {
  message: { name: 'CIMP', vi: 'Điện CIMP', en: 'CIMP text' },
  awb: { name: 'AWB Identification', vi: 'Số vận đơn chủ', en: 'Air waybill' },
  hwb: { name: 'HWB Serial Number', vi: 'Số vận đơn thứ cấp', en: 'House waybill' },
  pieces: { name: 'Number of Pieces', vi: 'Số kiện', en: 'Pieces' },
  weight: { name: 'Weight', vi: 'Trọng lượng', en: 'Weight' },
  flight: { name: 'Carrier Code + Flight Number', vi: 'Số chuyến bay', en: 'Flight' },
  moment: { name: 'Day + Month + Time', vi: 'Ngày giờ', en: 'Day and time' },
  place: { name: 'Airport Code', vi: 'Sân bay', en: 'Airport' },
  status: { name: 'Status Code', vi: 'Trạng thái', en: 'Status' },
  discrepancy: { name: 'Discrepancy Code', vi: 'Loại sai khác', en: 'Discrepancy' },
  party: { name: 'Name', vi: 'Bên giao/nhận', en: 'Party' },
  remarks: { name: 'Remarks', vi: 'Ghi chú', en: 'Remarks' },
} as const satisfies Readonly<Record<string, Bilingual & { readonly name: string }>>

export type CimpItem = keyof typeof CIMP_ITEMS

/** Where in the text: both start at 1. */
export interface CimpPlace {
  readonly line: number
  readonly column: number
}

export interface CimpFinding {
  readonly rule: CimpRule
  /** A warning does not make the text wrong. */
  readonly severity: 'error' | 'warning'
  readonly item: CimpItem
  /** Null: about the text as a whole. */
  readonly place: CimpPlace | null
  readonly message: Bilingual
}

/** Collects findings; a hostile text gets no endless list. */
export class CimpFindings {
  readonly #findings: CimpFinding[] = []

  error(rule: CimpRule, item: CimpItem, place: CimpPlace | null, message: Bilingual): void {
    this.#add({ rule, severity: 'error', item, place, message })
  }

  warning(rule: CimpRule, item: CimpItem, place: CimpPlace | null, message: Bilingual): void {
    this.#add({ rule, severity: 'warning', item, place, message })
  }

  get all(): readonly CimpFinding[] {
    return this.#findings
  }

  get hasErrors(): boolean {
    return this.#findings.some(({ severity }) => severity === 'error')
  }

  #add(finding: CimpFinding): void {
    // An error is never crowded out by warnings.
    if (this.#findings.length < FINDINGS_MAX || (finding.severity === 'error' && !this.hasErrors)) {
      this.#findings.push(finding)
    }
  }
}

const FINDINGS_MAX = 100

/** What was found, as it can be shown: one line, never long. */
export function shown(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?')
  return plain.length > 40 ? `${plain.slice(0, 40)}…` : plain
}
