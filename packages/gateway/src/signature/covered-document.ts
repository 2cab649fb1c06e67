/**
 * What a format can tell of a document before it is signed, for whoever decides on it. Everything is taken from what
 * the signature will cover; what stands beside that is told apart, since it can be exchanged afterwards.
 */
import type { Bilingual, DocumentRendering, RenderedPart } from '@congky/shared'
import type { KindName, PathValues } from '../domain/approval/policy.ts'

/** For the policy of approvals. */
export interface DocumentLook {
  readonly kinds: readonly KindName[]
  /** By path, all that were asked for. */
  readonly values: Readonly<Record<string, PathValues>>
}

/** For the person who approves. */
export interface CoveredReading {
  /** Of what will be signed, and nothing else. */
  readonly rendering: DocumentRendering
  /** Whether some of it could not be read, and may say anything. */
  readonly isUnread?: boolean
  /** What else stands in the document. */
  readonly outside: readonly RenderedPart[]
  /** A tax code that the document says where the profile looks for it, unparsed. */
  readonly taxCode: string | null
  readonly warnings: readonly Bilingual[]
}

/** Values of one path that are looked at. */
export const VALUES_MAX = 200
/** No value of a policy is longer. */
const VALUE_LENGTH_MAX = 500

/** Several documents in one count as one: what stands in any of them stands in it. */
export function joinLooks(looks: readonly DocumentLook[], paths: readonly string[]): DocumentLook {
  const values = paths.map((path) => [path, joinValues(looks.flatMap((look) => look.values[path] ?? []))] as const)
  return { kinds: looks.flatMap(({ kinds }) => kinds), values: Object.fromEntries(values) }
}

function joinValues(found: readonly PathValues[]): PathValues {
  return {
    values: found.flatMap(({ values }) => values),
    isComplete: found.every(({ isComplete }) => isComplete),
    isCovered: found.every(({ isCovered }) => isCovered !== false),
  }
}

/** The same where no signature will speak for it. */
export function notCovered({ kinds, values }: DocumentLook): DocumentLook {
  const beside = Object.entries(values).map(([path, found]) => [path, { ...found, isCovered: false }] as const)
  return { kinds: kinds.map((kind) => ({ ...kind, isCovered: false })), values: Object.fromEntries(beside) }
}

/** Of a document that cannot be looked through. */
export function unseen(kinds: readonly KindName[], paths: readonly string[]): DocumentLook {
  return { kinds, values: Object.fromEntries(paths.map((path) => [path, { values: [], isComplete: false }])) }
}

/** @param texts One more than `VALUES_MAX` are enough to know that there are others. */
export function valuesOf(texts: readonly string[], isCovered: boolean): PathValues {
  const values = texts.slice(0, VALUES_MAX).map((text) => text.trim().slice(0, VALUE_LENGTH_MAX))
  return { values, isComplete: texts.length <= VALUES_MAX, isCovered }
}
