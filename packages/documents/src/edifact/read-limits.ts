/** What a reader takes at most, so that hostile input costs bounded memory and linear time. */
export interface ReadLimits {
  /** A longer segment is passed over. */
  readonly segmentBytesMax: number
  /** Data elements of a segment; more are passed over. The same for the next two. */
  readonly elementsMax: number
  /** Repetitions of a data element. */
  readonly repetitionsMax: number
  /** Components of a composite. */
  readonly componentsMax: number
  /** Segments of a message; more are counted, but not kept. */
  readonly messageSegmentsMax: number
}

/** Room for what directories allow: 20,000 goods of ten segments each, binary values of security segments. */
export const READ_LIMITS: ReadLimits = {
  segmentBytesMax: 262_144,
  elementsMax: 250,
  repetitionsMax: 1_000,
  componentsMax: 250,
  messageSegmentsMax: 1_000_000,
}
