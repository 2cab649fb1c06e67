/** A workstation as it is stored, what it may do, and how its rights read in the history. */
import type { TaxCode } from '@congky/shared'

export interface Workstation {
  readonly id: string
  readonly name: string
  readonly enterprises: readonly TaxCode[] | 'all'
  readonly createdAt: Date
  readonly pairedAt: Date | null
  /** Until when its pairing secret works. */
  readonly pairingExpiresAt: Date | null
  /** How long keys go on once that secret is used, in milliseconds. */
  readonly pairingOverlapMs: number | null
  readonly revokedAt: Date | null
  /** How long its keys live, in days; 0 for ever, null as the gateway is configured. */
  readonly keyDays: number | null
  /** No key of it lives longer. */
  readonly accessEndsAt: Date | null
}

/** How long the access of a workstation lasts. */
export type AccessTerm = Pick<Workstation, 'keyDays' | 'accessEndsAt'>

/** What a workstation is given. */
export type AccessRights = AccessTerm & Pick<Workstation, 'enterprises'>

export interface WorkstationRow {
  readonly id: string
  readonly name: string
  readonly enterprises: string
  readonly created_at: number
  readonly key_days: number | null
  readonly access_ends_at: number | null
  readonly paired_at: number | null
  readonly pairing_expires_at: number | null
  readonly pairing_overlap_ms: number | null
  readonly revoked_at: number | null
}

export function toWorkstation(row: WorkstationRow): Workstation {
  const time = (value: number | null) => (value === null ? null : new Date(value))
  return {
    id: row.id,
    name: row.name,
    enterprises: JSON.parse(row.enterprises),
    createdAt: new Date(row.created_at),
    keyDays: row.key_days,
    accessEndsAt: time(row.access_ends_at),
    pairedAt: time(row.paired_at),
    pairingExpiresAt: time(row.pairing_expires_at),
    pairingOverlapMs: row.pairing_overlap_ms,
    revokedAt: time(row.revoked_at),
  }
}

/** One that works keeps its rights until it is revoked; a code that was never used opened nothing yet. */
export function mayBeAddedAgain(known: Workstation, rights: AccessRights): boolean {
  if (known.revokedAt !== null) return true
  return known.pairedAt === null && describeRights(known).join() === describeRights(rights).join()
}

export function isSameEnterprises(a: Workstation['enterprises'], b: Workstation['enterprises']): boolean {
  const key = (enterprises: Workstation['enterprises']) =>
    enterprises === 'all' ? enterprises : [...new Set(enterprises)].sort().join()
  return key(a) === key(b)
}

/** Phrases for the history, which domain/history-words.ts translates; none of a term that is as configured. */
export function describeRights({ enterprises, keyDays, accessEndsAt }: AccessRights): string[] {
  const whom = enterprises === 'all' ? 'every enterprise' : [...enterprises].sort().join(', ') || 'no enterprise'
  return [
    `may sign for ${whom}`,
    ...(keyDays === null ? [] : [keyDays === 0 ? 'its keys never expire' : `its keys live for ${keyDays} days`]),
    ...(accessEndsAt === null ? [] : [`its access ends at ${accessEndsAt.toISOString()}`]),
  ]
}
