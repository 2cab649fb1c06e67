/** What an interchange is, and what its certificates of origin say, by the names that their fields have. */
import { type CoRecord, checkCo, type ReadCo, readInterchange, valueAt } from '@congky/documents'
import type { KindName, PathValues } from '../../domain/approval/policy.ts'
import { type DocumentLook, VALUES_MAX, valuesOf } from '../covered-document.ts'

/** Certificates that are looked through. */
const CERTIFICATES_MAX = 1_000

/** The header of the interchange says who sends it, whom to, and which one it is. */
const HEADER = { sender: 2, recipient: 3, reference: 5 } as const

/**
 * Null: it is no interchange.
 *
 * @param coversHeader Whether UNB is signed, or the messages alone.
 */
export function lookAtInterchange(
  document: Uint8Array,
  valuePaths: readonly string[],
  coversHeader = true,
): DocumentLook | null {
  const { interchange } = readInterchange(document)
  if (interchange === null) return null
  const { certificates, others } = checkCo(interchange)
  const isRead = others.length === 0 && certificates.length <= CERTIFICATES_MAX && certificates.every(isWholeRead)
  const said: Said[] = [
    ...Object.entries(HEADER).map(([name, at]): Said => {
      return { place: `/interchange/${name}`, text: valueAt(interchange.header, at), isCovered: coversHeader }
    }),
    ...certificates.slice(0, CERTIFICATES_MAX).flatMap(({ record }) => [...fieldsOf(record, '')]),
  ]
  return {
    kinds: kindsOf(
      certificates.map(({ record }) => record),
      others.map(({ type }) => type),
      !certificates.every(isWholeRead),
    ),
    values: Object.fromEntries(valuePaths.map((path) => [path, valuesAt(said, path, isRead)])),
  }
}

/** What could not be read may say anything. */
function isWholeRead({ findings }: ReadCo): boolean {
  return findings.every(({ severity }) => severity !== 'error')
}

function kindsOf(records: readonly CoRecord[], others: readonly string[], isVague: boolean): readonly KindName[] {
  const names = [
    ...records.flatMap(({ form }) => ['edifact:ORDERS', `co:${form.slice(0, 40)}`]),
    ...others.map((type) => `edifact:${type.slice(0, 40)}`),
  ]
  return [...new Set(names)].map((name) => ({ name, isCovered: true, isVague }))
}

interface Said {
  /** As `/exporter/taxCode`. */
  readonly place: string
  readonly text: string
  readonly isCovered: boolean
}

/** A path may begin at any part. */
function valuesAt(said: readonly Said[], path: string, isRead: boolean): PathValues {
  const found = said.filter(({ place, text }) => text !== '' && place.endsWith(path))
  const values = valuesOf(
    found.slice(0, VALUES_MAX + 1).map(({ text }) => text),
    found.every(({ isCovered }) => isCovered),
  )
  return { ...values, isComplete: values.isComplete && isRead }
}

function* fieldsOf(value: object, path: string): Generator<Said> {
  for (const [name, inside] of Object.entries(value)) {
    const place = `${path}/${name}`
    if (typeof inside === 'string') yield { place, text: inside, isCovered: true }
    else for (const part of Array.isArray(inside) ? inside : [inside]) yield* fieldsOf(part, place)
  }
}
