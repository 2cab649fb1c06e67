import type { Bilingual } from '@congky/shared'

/**
 * `error`: it could not be read, or means something else than it seems to. `warning`: read all the same, but against
 * the standard or the table; strict checks refuse it. `notice`: nothing is wrong, but worth knowing.
 */
export type EdifactSeverity = 'error' | 'warning' | 'notice'

/** Where in an interchange. Numbers count from 1. */
export interface EdifactPlace {
  /** The segment's number in the interchange; 0 for UNA and for what lies before the first one. */
  readonly segment: number
  readonly tag: string
  /** null: the segment as a whole. */
  readonly element: number | null
  readonly component: number | null
  /** Bytes from the beginning of the interchange; null where there are no bytes yet. */
  readonly offset: number | null
  /** In the message's table, as `ORDERS/SG28[2]/PIA/C212/7140`; empty where no table speaks of it. */
  readonly path: string
}

/**
 * One thing about an interchange, told to people in both languages and to programs by its rule.
 *
 * @template R The rules that the part that found it knows; stable.
 */
export interface EdifactFinding<R extends string = string> extends Bilingual {
  readonly severity: EdifactSeverity
  readonly rule: R
  /** null: about the interchange as a whole. */
  readonly place: EdifactPlace | null
}
