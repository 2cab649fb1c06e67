/** An interchange of UN/EDIFACT as plain data: what `readInterchange` gives and `writeInterchange` takes. */
import type { ReadSegment, Segment } from './segment.ts'

/** The characters with a meaning of their own (UNA; ISO 9735-1). */
export interface ServiceCharacters {
  readonly component: string
  readonly element: string
  readonly decimal: string
  readonly release: string
  /** A blank: there is none, and nothing repeats (syntax versions 1 to 3). */
  readonly repetition: string
  readonly terminator: string
}

/** Who controls the syntax, and which one (S001). */
export interface Syntax {
  /** `UNOA` to `UNOF`, `UNOW`, `UNOY` and the like, as it stands there. */
  readonly identifier: string
  /** 1 to 4. */
  readonly version: number
}

/** UNH to UNT, or UIH to UIT. */
export interface EdifactMessage<S extends Segment = Segment> {
  readonly header: S
  /** Between header and trailer, security groups of ISO 9735-5 included. */
  readonly body: readonly S[]
  /** null: the interchange ends before. Only what was read can lack it. */
  readonly trailer: S | null
}

/** UNG to UNE. */
export interface EdifactGroup<S extends Segment = Segment> {
  readonly header: S
  readonly messages: readonly EdifactMessage<S>[]
  readonly trailer: S | null
}

export interface Interchange<S extends Segment = Segment> {
  /** `interactive`: UIB to UIZ (ISO 9735-3), which has no groups. */
  readonly mode: 'batch' | 'interactive'
  readonly characters: ServiceCharacters
  /** Whether UNA stands at the beginning. */
  readonly hasServiceString: boolean
  readonly syntax: Syntax
  /** UNB or UIB. */
  readonly header: S
  /** Security groups of the interchange itself (ISO 9735-5), behind the header and before the trailer. */
  readonly security: { readonly headers: readonly S[]; readonly trailers: readonly S[] }
  /** Either groups or messages, never both. */
  readonly groups: readonly EdifactGroup<S>[]
  readonly messages: readonly EdifactMessage<S>[]
  /** UNZ or UIZ. */
  readonly trailer: S | null
}

/** An interchange that was read, with the place of every segment in its bytes. */
export type ReadInterchange = Interchange<ReadSegment>
