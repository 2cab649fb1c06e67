/**
 * Which status belongs to which message, and what it must say: Decision 1543/QĐ-TCHQ, appendix, part II, tables 2.3
 * (01-01), 2.4 to 2.6 (02-01, 02-02, 02-03) and 2.7 (03-01).
 */
import type { CimpItem } from './cimp-finding.ts'
import type { CimpStatus } from './cimp-message.ts'

interface CimpUsage {
  /** The decision's table, such as `II.2.4`. */
  readonly table: string
  /** By GoodsType: 1 import, 2 export. Messages without that element are about imports. */
  readonly statuses: Readonly<Record<'1' | '2', CimpStatus | null>>
}

const INTO_WAREHOUSE = { '1': 'RCF', '2': 'FOH' } as const

const USAGES: Readonly<Record<string, CimpUsage>> = {
  '01-01': { table: 'II.2.3', statuses: { '1': 'DIS', '2': null } },
  '02-01': { table: 'II.2.4', statuses: INTO_WAREHOUSE },
  '02-02': { table: 'II.2.5', statuses: INTO_WAREHOUSE },
  '02-03': { table: 'II.2.6', statuses: INTO_WAREHOUSE },
  '03-01': { table: 'II.2.7', statuses: { '1': 'DLV', '2': 'DEP' } },
}

/** How a message carries CIMP, by its code such as `02-01`; null for one without it. */
export function cimpUsage(kind: string): CimpUsage | null {
  return Object.hasOwn(USAGES, kind) ? (USAGES[kind] ?? null) : null
}

/** What Cargo-IMP has no place for in the line of a status: absent from the elements as well, it is a warning. */
export const ABSENT_BY_FORM: Readonly<Record<CimpStatus, readonly CimpItem[]>> = {
  RCF: [],
  FOH: ['flight'],
  DLV: ['flight'],
  DEP: [],
  DIS: [],
}
