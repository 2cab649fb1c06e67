/**
 * Where the time of a request goes. Stages do not overlap within one request but for `store`, which runs beside
 * others; what waits for the disk or for other requests is in none of them.
 */

/** In the order of a request's way. */
export const STAGES = [
  'receive', //      from the bytes on the wire, or the row, to a request that is understood
  'parse', //        guarding and reading the document
  'canonicalize', // canonical forms of what is signed
  'digest', //       hashes of them
  'queue', //        waiting for the token: its lane and the way to its process
  'sign', //         C_SignInit and C_Sign, measured in the process of the driver
  'verify', //       the value against the certificate, the signed document read again
  'store', //        writes of the state and their syncs
  'deliver', //      to whoever asked: written back, or handed to the network
] as const

export type Stage = (typeof STAGES)[number]

/** In milliseconds, with fractions; a stage that was not measured is absent. */
export type StageTimes = Readonly<Partial<Record<Stage, number>>>
