/** What the line of each status holds, in order: the one table that reading, writing and words go by. */

import {
  readAirport,
  readDiscrepancy,
  readFlight,
  readMoment,
  readParty,
  readQuantity,
  readRoute,
  writeFlight,
  writeMoment,
  writeQuantity,
} from './cimp-fields.ts'
import type { CimpItem } from './cimp-finding.ts'
import type { CimpMessage, CimpStatus } from './cimp-message.ts'

/** What a status line fills in a message. */
export type StatusFields = Pick<CimpMessage, 'flight' | 'moment' | 'place' | 'discrepancy' | 'statusQuantity' | 'party'>

/** One place of a line. An optional one is left empty, or left out where nothing follows it. */
interface Slot<Key extends keyof StatusFields> {
  readonly key: Key
  readonly item: CimpItem
  /** What belongs here, for the person who wrote something else. */
  readonly example: string
  readonly required: boolean
  /** Read here when it stands here; our own lines have it elsewhere. */
  readonly isOnlyRead?: boolean
  readonly read: (text: string) => NonNullable<StatusFields[Key]> | undefined
  readonly write: (value: NonNullable<StatusFields[Key]>) => string
}

export type AnySlot = { [Key in keyof StatusFields]: Slot<Key> }[keyof StatusFields]

const asIs = (text: string): string => text

const flight: AnySlot = {
  ...{ key: 'flight', item: 'flight', example: 'VN0593', required: true },
  ...{ read: readFlight, write: writeFlight },
}
const moment: AnySlot = {
  ...{ key: 'moment', item: 'moment', example: '16OCT1317', required: true },
  ...{ read: readMoment, write: writeMoment },
}
const airport: AnySlot = {
  ...{ key: 'place', item: 'place', example: 'SGN', required: true },
  ...{ read: readAirport, write: asIs },
}
const route: AnySlot = {
  ...{ key: 'place', item: 'place', example: 'SGNFRA', required: true },
  ...{ read: readRoute, write: asIs },
}
const discrepancy: AnySlot = {
  ...{ key: 'discrepancy', item: 'discrepancy', example: 'FDCA, FDAW, MSCA, MSAW, OTH', required: true },
  ...{ read: readDiscrepancy, write: asIs },
}
const quantity: AnySlot = {
  ...{ key: 'statusQuantity', item: 'pieces', example: 'T1K100', required: false },
  ...{ read: readQuantity, write: writeQuantity },
}
const party: AnySlot = {
  ...{ key: 'party', item: 'party', example: 'LCAG', required: false },
  ...{ read: readParty, write: asIs },
}
/** Cargo-IMP gives FOH and DLV no flight; one that is written all the same is read. */
const flightIfAny: AnySlot = { ...flight, required: false }

/** No public DIS line shows whether pieces stand before the code or behind it. */
const quantityFirst: AnySlot = { ...quantity, isOnlyRead: true }

export const STATUS_LINES: Readonly<Record<CimpStatus, readonly AnySlot[]>> = {
  RCF: [flight, moment, airport, quantity],
  DEP: [flight, moment, route, quantity],
  FOH: [flightIfAny, moment, airport, quantity, party],
  DLV: [flightIfAny, moment, airport, quantity, party],
  DIS: [flight, moment, airport, quantityFirst, discrepancy, quantity],
}
