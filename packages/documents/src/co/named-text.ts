/**
 * Texts that bear the name of their field: `FTX+AAI+1+MARKS+…'` (general information; the name is the text's
 * reference, C107/4441). The message of annex 4 has no place for marks and origin content, and some places are
 * narrower than annex 3 lets the field be; what stands here stands nowhere else, so nothing is lost or said twice.
 */
import { type Segment, segment } from '../edifact/segment.ts'
import { coExporterFields, coGeneralFields, coGoodsFields, coImporterFields } from './co-fields.ts'

const TEXT_MAX = 512
const TEXTS_MAX = 5

export const namedSubject = 'AAI'

/** `marks` → `MARKS`, `exporter.address` → `EXADDRESS` */
function nameOf(field: string): string {
  const [part, key] = field.split('.')
  if (key === undefined) return field.toUpperCase()
  return `${part === 'exporter' ? 'EX' : 'IM'}${key.toUpperCase()}`
}

const headerFields: readonly string[] = [
  ...coGeneralFields.map(({ key }) => key),
  ...coExporterFields.map(({ key }) => `exporter.${key}`),
  ...coImporterFields.map(({ key }) => `importer.${key}`),
]
const goodsFields: readonly string[] = coGoodsFields.map(({ key }) => key)

const fieldsByName = {
  header: new Map(headerFields.map((field) => [nameOf(field), field])),
  goods: new Map(goodsFields.map((field) => [nameOf(field), field])),
} as const

/** The field that a name stands for; undefined: none. */
export const fieldNamed = (where: keyof typeof fieldsByName, name: string): string | undefined =>
  fieldsByName[where].get(name)

/** @param field As `marks` or `exporter.address`. */
export function namedTexts(field: string, value: string): Segment[] {
  const characters = [...value]
  const pieces: string[] = []
  for (let from = 0; from < characters.length; from += TEXT_MAX) {
    pieces.push(characters.slice(from, from + TEXT_MAX).join(''))
  }
  const segments: Segment[] = []
  for (let from = 0; from < pieces.length; from += TEXTS_MAX) {
    segments.push(segment('FTX', namedSubject, '1', nameOf(field), pieces.slice(from, from + TEXTS_MAX)))
  }
  return segments
}
