/**
 * Which segments a message holds, in which order and how often: rows of segments and of segment groups. Data only;
 * `fit-message.ts` fits a message to it.
 */
import type { Bilingual } from '@congky/shared'
import type { SegmentTable, Status } from './segment-table.ts'

export type Section = 'header' | 'detail' | 'summary'

/** Codes that a data element may hold here, by its tag: fewer than the directory has. */
export type CodesOf = Readonly<Record<string, Readonly<Record<string, Bilingual>>>>

export interface SegmentRow {
  readonly is: 'segment'
  readonly segment: SegmentTable
  readonly status: Status
  readonly repeats: number
  readonly codes: CodesOf
}

export interface GroupRow {
  readonly is: 'group'
  /** `SG28` */
  readonly name: string
  readonly status: Status
  readonly repeats: number
  /** The first is a mandatory segment that stands once: it opens the group. */
  readonly rows: readonly MessageRow[]
}

export type MessageRow = SegmentRow | GroupRow

export interface MessageTable {
  /** `ORDERS` */
  readonly type: string
  /** S009 of UNH without the type: `D`, `04B`, `UN`. */
  readonly version: string
  readonly release: string
  readonly agency: string
  readonly label: Bilingual
  /** From UNH to UNT; with its section, where the message has sections. */
  readonly rows: readonly (MessageRow & { readonly section?: Section })[]
}

export const row = (segment: SegmentTable, status: Status, repeats: number, codes: CodesOf = {}): SegmentRow => ({
  is: 'segment',
  segment,
  status,
  repeats,
  codes,
})

export const group = (name: string, status: Status, repeats: number, rows: readonly MessageRow[]): GroupRow => ({
  is: 'group',
  name,
  status,
  repeats,
  rows,
})
