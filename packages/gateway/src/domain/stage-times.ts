/**
 * Where the time of a request goes. The stages of one request do not overlap, so their sum says how long it was worked
 * on. What is in none of them: waiting for a person, for a turn of the main thread, or for threads of the engine.
 */
import type { HistoryRecord } from './history-record.ts'

/** In the order of a request's way. */
export const STAGES = [
  'receive', //      from the bytes on the wire, or the row, to a request that is understood
  'parse', //        guarding and reading the document
  'canonicalize', // canonical forms of what is signed
  'digest', //       hashes of them
  'queue', //        waiting for its turn, and for the token: its lane and the way to its process
  'sign', //         C_SignInit and C_Sign, measured in the process of the driver
  'verify', //       the value against the certificate, the signed document read again
  'store', //        waiting until a write of the state is durable, and for nothing else
  'deliver', //      to whoever asked: written back, or handed to the network
] as const

export type Stage = (typeof STAGES)[number]

/** In milliseconds, with fractions; a stage that was not measured is absent. */
export type StageTimes = Readonly<Partial<Record<Stage, number>>>

/** As a record keeps them: hundredths of a millisecond, in the order of the way. */
export function toRecordedTimes(times: StageTimes | null, stages: readonly Stage[] = STAGES): StageTimes {
  const recorded: { -readonly [S in Stage]?: number } = {}
  for (const stage of stages) {
    const ms = times?.[stage]
    if (typeof ms === 'number' && Number.isFinite(ms) && ms >= 0) recorded[stage] = Math.round(ms * 100) / 100
  }
  return recorded
}

/** What the records of one request, in their order, say of its last way: a later record knows better. */
export function timesInStory(story: readonly Pick<HistoryRecord, 'kind' | 'times'>[]): StageTimes {
  let known: StageTimes = {}
  for (const { kind, times } of story) {
    // A new signature is a way of its own; what is delivered once more was signed before.
    if (kind === 'signed') known = times ?? {}
    else if (kind === 'delivered') known = { ...known, ...times }
  }
  return toRecordedTimes(known)
}
