/**
 * Headers and trailers as a table: which segment ends what another begins, and where count and reference stand.
 * Sources: ISO 9735-1:2002, annex C, and ISO 9735-3; the service segments of UN/EDIFACT syntax version 4 (UNB, UNG, UNH, UIB,
 * UIH and their trailers), which agree with those of the versions before in these places.
 */
import type { Bilingual } from '@congky/shared'
import type { Interchange } from './interchange.ts'

export interface Envelope {
  readonly header: string
  readonly trailer: string
  /** Data elements, from 1. */
  readonly headerReference: number
  readonly trailerReference: number
  readonly count: number
  /** Whether the trailer must say them. */
  readonly isStrict: boolean
  readonly counted: Bilingual
}

export interface Envelopes {
  readonly interchange: Envelope
  /** Interactive interchanges have no groups. */
  readonly group: Envelope | null
  readonly message: Envelope
}

const messages: Bilingual = { vi: 'thông điệp hoặc nhóm', en: 'messages or groups' }
const segments: Bilingual = { vi: 'đoạn', en: 'segments' }

/** What a service segment does to the structure; all others belong to a message. */
export type SegmentRole = 'message' | 'message-end' | 'group' | 'group-end' | 'interchange-end' | 'security'

export const ENVELOPES: Readonly<Record<Interchange['mode'], Envelopes>> = {
  batch: {
    interchange: envelope('UNB', 'UNZ', 5, 2, 1, true, messages),
    group: envelope('UNG', 'UNE', 5, 2, 1, true, { vi: 'thông điệp', en: 'messages' }),
    message: envelope('UNH', 'UNT', 1, 2, 1, true, segments),
  },
  interactive: {
    interchange: envelope('UIB', 'UIZ', 2, 1, 2, false, messages),
    group: null,
    message: envelope('UIH', 'UIT', 2, 1, 2, false, segments),
  },
}

function envelope(
  header: string,
  trailer: string,
  headerReference: number,
  trailerReference: number,
  count: number,
  isStrict: boolean,
  counted: Bilingual,
): Envelope {
  return { header, trailer, headerReference, trailerReference, count, isStrict, counted }
}

/** Roles of the tags in each mode. USH to UST: the security groups of ISO 9735-5. */
export const SEGMENT_ROLES: Readonly<Record<Interchange['mode'], ReadonlyMap<string, SegmentRole>>> = {
  batch: rolesOf(ENVELOPES.batch),
  interactive: rolesOf(ENVELOPES.interactive),
}

function rolesOf({ message, group, interchange }: Envelopes): ReadonlyMap<string, SegmentRole> {
  const roles = new Map<string, SegmentRole>([
    [message.header, 'message'],
    [message.trailer, 'message-end'],
    [interchange.trailer, 'interchange-end'],
  ])
  if (group !== null) roles.set(group.header, 'group').set(group.trailer, 'group-end')
  for (const tag of ['USH', 'USA', 'USC', 'USR', 'UST']) roles.set(tag, 'security')
  return roles
}
