/**
 * What a message AUTACK refers to: each USX names an interchange, or a message in it, and the USY behind it hold digests
 * or signatures of that (ISO 9735-6). A name that fits two things means another one to each reader.
 */
import {
  type Composite,
  type ReadSegment,
  type Segment,
  securityElement,
  securityValue,
  valueAt,
} from '@congky/documents'
import type { Range } from './covered-octets.ts'
import type { OpenedInterchange } from './open-interchange.ts'
import { referenceOf, type SecuredStructure, structuresOf } from './secured-structure.ts'

/** USX in a message (ISO 9735-6). */
export const REFERENCES_MAX = 9_999
/** Message type of S009. */
const AUTACK = 'AUTACK'

export function isAutack({ level, header }: SecuredStructure): boolean {
  return level === 'message' && valueAt(header, 2, 1) === AUTACK
}

/** USX with the USY behind it. */
export interface AutackReference {
  readonly named: ReadSegment
  readonly results: readonly ReadSegment[]
}

/** Null: the body is not USB and then USX with USY, once or several times. */
export function referencesOf({ body }: SecuredStructure): readonly AutackReference[] | null {
  const [first, ...others] = body?.segments ?? []
  const references: { named: ReadSegment; results: ReadSegment[] }[] = []
  for (const segment of others) {
    const last = references.at(-1)
    if (segment.tag === 'USX') references.push({ named: segment, results: [] })
    else if (segment.tag === 'USY' && last) last.results.push(segment)
    else return null
  }
  const isBounded = references.length > 0 && references.length <= REFERENCES_MAX
  const isWhole = first?.tag === 'USB' && isBounded && references.every(({ results }) => results.length > 0)
  return isWhole ? references : null
}

/** What is referred to, as it stands in an interchange. */
export interface ReferencedPart {
  readonly path: string
  /** Which octets are meant; readings of it, the usual one first. */
  readonly readings: readonly Range[]
}

/** The parts of an interchange by their references, looked at once however many refer to them. */
export class ReferencedParts {
  readonly #target: OpenedInterchange
  readonly #isBeside: boolean
  readonly #interchange: SecuredStructure | undefined
  readonly #messages = new Map<string, SecuredStructure[]>()

  /** @param isBeside Whether the AUTACK stands in another interchange, so that it can refer to this one as a whole. */
  constructor(target: OpenedInterchange, isBeside: boolean) {
    this.#target = target
    this.#isBeside = isBeside
    const [interchange, ...messages] = structuresOf(target)
    this.#interchange = interchange
    for (const message of messages) {
      const reference = referenceOf(message.header)
      const known = this.#messages.get(reference)
      if (known) known.push(message)
      else this.#messages.set(reference, [message])
    }
  }

  /**
   * The one part that a USX names; a short English sentence where there is none, or more than one.
   *
   * @param version Of the syntax of the AUTACK.
   */
  find(named: ReadSegment, version: number): ReferencedPart | string {
    const value = (code: string) => securityValue(named, 'USX', code, version)
    const { header } = this.#target.interchange
    const isHere =
      value('0020') === referenceOf(header) &&
      this.#isParty(named, 'S002', 2, version) &&
      this.#isParty(named, 'S003', 3, version)
    if (!isHere || this.#interchange === undefined) return NOT_HERE
    if (value('0048') !== '' || value('0800') !== '') return 'it refers to a group or package, which is not read'
    const reference = value('0062')
    if (reference === '') return this.#isBeside ? wholeOf(this.#interchange) : NOT_HERE
    const [message, ...others] = this.#messages.get(reference) ?? []
    if (others.length > 0) return 'it refers to one of several messages of the same reference number'
    const isTyped =
      message && startsWith(message.header.elements[1]?.[0], securityElement(named, 'USX', 'S009', version)[0])
    if (!message || !isTyped) return NOT_HERE
    const { path, start, end } = message
    return { path, readings: [{ start, end }] }
  }

  /** Parties may be left out; those that are there are those of UNB. */
  #isParty(named: ReadSegment, code: 'S002' | 'S003', at: number, version: number): boolean {
    const { header } = this.#target.interchange
    return startsWith(header.elements[at - 1]?.[0], securityElement(named, 'USX', code, version)[0])
  }
}

const NOT_HERE = 'it is detached, and what it speaks for is not here'

/** The service string belongs to the interchange; some begin with UNB all the same, and leave it uncovered. */
function wholeOf({ path, header, start, end }: SecuredStructure): ReferencedPart {
  const whole = { start, end }
  return { path, readings: header.start > start ? [whole, { start: header.start, end }] : [whole] }
}

function startsWith(composite: Composite = [], beginning: Composite = []): boolean {
  return beginning.every((value, at) => value === (composite[at] ?? ''))
}

/** Sender and recipient of an interchange, as USB and USX repeat them. */
export function partiesOf(header: Segment): {
  readonly S002: readonly Composite[]
  readonly S003: readonly Composite[]
} {
  const partyAt = (at: number) => [header.elements[at - 1]?.[0] ?? ['']]
  return { S002: partyAt(2), S003: partyAt(3) }
}
