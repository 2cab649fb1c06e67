/**
 * What people call the elements of known documents, and what codes in them stand for. What is known of customs
 * messages stands in `@congky/documents`; here it is asked by element. Elements that are not known keep their names.
 */
import {
  type CustomsKind,
  customsKind,
  customsKinds,
  describeCimp,
  elementLabel,
  type FieldRule,
} from '@congky/documents'
import type { Bilingual, RenderedPart } from '@congky/shared'

export interface DocumentLabels {
  readonly title: Bilingual
  /** @param parent The element around it. */
  readonly label: (name: string, parent: string) => Bilingual | null
  /** What a value of this element stands for. */
  readonly meaning: (name: string, value: string) => Bilingual | null
  /** What is packed into the text of this element, in parts; null where the text speaks for itself. */
  readonly inside: (name: string, content: string) => RenderedPart[] | null
  /** The text of this element, unpacked as far as one cell of a table takes it. */
  readonly decoded: (name: string, content: string) => string
}

/** @param subject What stands at `Envelope/Header/Subject` under this name, or null. */
export function labelsFor(rootName: string, subject: (name: 'type' | 'function') => string | null): DocumentLabels {
  const type = rootName === 'Envelope' ? subject('type') : null
  if (type === null) return unknownDocument(rootName)
  const kind = customsKind(`${type}-${subject('function') ?? ''}`)
  return {
    title: kind === null ? { vi: `Thông điệp hải quan ${type}`, en: `Customs message ${type}` } : titleOf(kind),
    label: (name, parent) => labelIn(kind, name, parent),
    meaning: (name, value) => meaningIn(kind, name, value),
    inside: (name, content) => (name === 'CIMP' ? cimpParts(content) : null),
    decoded: (name, content) => (name === 'CIMP' ? (describeCimp(content)?.text ?? content) : content),
  }
}

function unknownDocument(rootName: string): DocumentLabels {
  return {
    ...{ title: { vi: rootName, en: rootName }, label: () => null, meaning: () => null, inside: () => null },
    decoded: (_name, content) => content,
  }
}

function titleOf({ code, title }: CustomsKind): Bilingual {
  return { vi: `Thông điệp hải quan ${code}: ${title.vi}`, en: `Customs message ${code}: ${title.en}` }
}

/** How every element of any kind is called: a message of the field may carry those of another kind. */
const labels: ReadonlyMap<string, Bilingual> = new Map(
  customsKinds.flatMap((kind) => rulesOf(kind).map(({ element, label }) => [element, label] as const)),
)

function labelIn(kind: CustomsKind | null, name: string, parent: string): Bilingual | null {
  const [anyKind] = customsKinds
  const own = kind ?? anyKind
  const label = own === undefined ? null : elementLabel(own, name, parent)
  return label !== null && label.vi !== name ? label : (labels.get(name) ?? null)
}

function meaningIn(kind: CustomsKind | null, name: string, value: string): Bilingual | null {
  const type = kind && rulesOf(kind).find(({ element }) => element === name)?.type
  if (type?.is !== 'code') return null
  const { codes } = type.catalogue
  return Object.hasOwn(codes, value) ? (codes[value] ?? null) : null
}

function rulesOf({ header, content }: CustomsKind): readonly FieldRule[] {
  return [...header.rules, ...content.rules, ...(content.item?.rules ?? [])]
}

/** In words first, then as it was written: nobody has to believe the words. */
function cimpParts(content: string): RenderedPart[] | null {
  const described = describeCimp(content)
  if (described === null) return null
  const label = { vi: 'Nguyên văn', en: 'As written' }
  return [
    ...described.lines.map((line): RenderedPart => ({ kind: 'field', ...line })),
    { kind: 'field', name: 'CIMP', label, value: described.text, meaning: null },
  ]
}
