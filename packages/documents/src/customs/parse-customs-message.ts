import { CongkyError } from '@congky/shared'
import { foldName, nameTable } from '../xml/element-names.ts'
import { noteForeign, noteUnknown, sortChildren } from '../xml/sort-children.ts'
import { placeIn } from '../xml/tree-findings.ts'
import { readTree, treeLimits, type XmlElement } from '../xml/xml-tree.ts'
import type { CustomsFinding } from './customs-finding.ts'
import { type CustomsKind, customsKindOf } from './customs-kinds.ts'
import type { CustomsHeader, CustomsMessage } from './customs-message.ts'
import { FindingList, type Place } from './finding-list.ts'
import { readContent } from './read-content.ts'
import { readHeader } from './read-header.ts'

export interface ParsedCustomsMessage {
  /** What could be read, also where the content could not. */
  readonly header: CustomsHeader
  /** Null when type and function name no kind. */
  readonly kind: CustomsKind | null
  /** Null with the kind: nothing is known of such a content. */
  readonly message: CustomsMessage | null
  /** What stands at `Envelope/Body/Signature`: nothing, an empty element, or a signature. */
  readonly signature: 'none' | 'empty' | 'signed'
  /** What was noticed while reading; see `validateCustomsMessage` for what breaks the tables. */
  readonly findings: readonly CustomsFinding[]
}

export interface ParseLimits {
  /** UTF-16 units. Default: 8,388,608. */
  readonly lengthMax?: number
}

const envelopeNames = nameTable(['Header', 'Body'])
const bodyNames = nameTable(['Content'])

/**
 * Reads a message leniently: any order, names in other spellings, other forms of dates. Does not judge values.
 *
 * @throws {CongkyError} ERR_DOCUMENT_EMPTY, ERR_DOCUMENT_TOO_LARGE, ERR_DOCTYPE_FORBIDDEN, ERR_DOCUMENT_NOT_XML,
 *   ERR_DOCUMENT_TOO_COMPLEX; ERR_CUSTOMS_ENVELOPE when it is XML but no such message.
 */
export function parseCustomsMessage(xml: string, limits: ParseLimits = {}): ParsedCustomsMessage {
  const root = readTree(xml, { ...treeLimits, lengthMax: limits.lengthMax ?? treeLimits.lengthMax })
  if (foldName(root.name) !== 'envelope') throw new CongkyError('ERR_CUSTOMS_ENVELOPE', { found: briefly(root.name) })
  const findings = new FindingList()
  const place: Place = { table: '', path: () => '/Envelope' }
  noteForeign(root, place, findings)
  const { known, unknown } = sortChildren(root, envelopeNames, place, findings)
  const strays = unknown.filter(isSignature)
  noteUnknown(
    unknown.filter((child) => !isSignature(child)),
    place,
    findings,
  )
  if (strays.length > 0) noteStraySignature(place, findings)
  const header = readHeader(known.get('Header') ?? null, placeIn(place, 'Header'), findings)
  const body = readBody(known.get('Body') ?? null, header, placeIn(place, 'Body'), findings)
  return { header, ...body, findings: findings.all() }
}

type Body = Pick<ParsedCustomsMessage, 'kind' | 'message' | 'signature'>

function readBody(body: XmlElement | null, header: CustomsHeader, place: Place, findings: FindingList): Body {
  const kind = customsKindOf(header)
  const nothing = { fields: {}, items: [] }
  if (body !== null) noteForeign(body, place, findings)
  const sorted = body === null ? null : sortChildren(body, bodyNames, place, findings)
  const signatures = sorted?.unknown.filter(isSignature) ?? []
  noteUnknown(sorted?.unknown.filter((child) => !isSignature(child)) ?? [], place, findings)
  const content = sorted?.known.get('Content')
  const inContent: Place = { ...placeIn(place, 'Content'), table: kind?.content.number ?? '' }
  if (content === undefined) {
    findings.add('error', 'missing', inContent, { vi: 'thiếu thẻ Content', en: 'there is no Content' })
  }
  const signature = signatureState(signatures)
  if (kind === null) {
    noteUnknownKind(header, findings)
    return { kind, message: null, signature }
  }
  const read = content === undefined ? nothing : readContent(content, kind, inContent, findings)
  return { kind, message: { header, ...read }, signature }
}

/** In the namespace of XML Signature or in none. */
const isSignature = ({ name }: XmlElement) => name === 'Signature'

function signatureState(signatures: readonly XmlElement[]): Body['signature'] {
  if (signatures.length === 0) return 'none'
  return signatures.some(({ children, text }) => children.length > 0 || /\S/.test(text)) ? 'signed' : 'empty'
}

function noteStraySignature(place: Place, findings: FindingList): void {
  findings.add('warning', 'element-place', placeIn(place, 'Signature'), {
    vi: 'chữ ký số không nằm trong Envelope/Body',
    en: 'the signature stands outside Envelope/Body',
  })
}

function noteUnknownKind({ type, function: fn }: CustomsHeader, findings: FindingList): void {
  const place: Place = { table: '', path: () => '/Envelope/Header/Subject/function' }
  const code = briefly(`${type || '?'}-${fn || '?'}`)
  findings.add('error', 'kind-unknown', place, {
    vi: `không có thông điệp loại ${code}`,
    en: `there is no message ${code}`,
  })
}

function briefly(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name
}
