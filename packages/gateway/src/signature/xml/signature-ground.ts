/**
 * The place of a signature in the bytes of a document: the edit that puts it there, and the start tags around
 * it. SignedInfo inherits namespaces and `xml:` attributes from its ancestors (inclusive canonicalization), so
 * it is canonicalized between these tags, as written, with everything else of the document left out.
 */
import { type XmlDocument, XmlElement } from 'libxml2-wasm'
import { BoundedMemory } from '../bounded-memory.ts'
import { type Canonicalization, DS_NAMESPACE } from './algorithms.ts'
import { type CanonicalFormOptions, canonicalBytes } from './canonical-form.ts'
import type { GuardedDocument } from './document-guard.ts'
import type { ElementMap } from './element-map.ts'
import { canonicalOwnMarkup } from './own-markup.ts'
import type { Place } from './signature-place.ts'
import { type Edit, ElementSpan } from './splice.ts'
import { findElement, numberOf, withDocument } from './xml-document.ts'

const PARTS = {
  SignedInfo: 'ds:SignedInfo',
  Object: 'ds:Object',
  SignedProperties: 'ds:Object/xades:QualifyingProperties/xades:SignedProperties',
} as const

export interface SignatureGround {
  /** The edit that puts the Signature in; the value goes between the two texts. */
  edit(before: string, after: string): Edit
  /** Canonical form of one part of a Signature that stood here. */
  canonicalPart(signature: string, part: keyof typeof PARTS, options: CanonicalFormOptions): Buffer
  /**
   * Canonical form of a SignedInfo in a Signature that stood here.
   *
   * @param content Of SignedInfo, as `xmlElement` writes it.
   */
  canonicalSignedInfo(content: string, canonicalization: Canonicalization): Buffer
}

/**
 * Start tags of SignedInfo in canonical form, by what stands around it and the canonicalization: messages of one kind
 * are alike there.
 */
const signedInfoTags = new BoundedMemory<string>({ countMax: 256, bytesMax: 256 * 1024 })
const SIGNED_INFO_END = '</SignedInfo>'

export function signatureGround(elements: ElementMap, place: Place): SignatureGround {
  const spans = [...elements.ancestors(place.parent), place.parent].map((each) => new ElementSpan(elements, each))
  const parent = new ElementSpan(elements, place.parent)
  const created = place.create === null ? null : withPrefixOf(parent.tagName, place.create)
  const replaced = place.replaces === null ? null : new ElementSpan(elements, place.replaces)

  const around: readonly [string, string] = created === null ? ['', ''] : [`<${created}>`, `</${created}>`]
  const spot = replaced ? replaced.replace('', '') : parent.append(...around)
  const [opening, closing = ''] = spot.insert
  const openTags = spans.map((span) => span.startTag)
  const names = spans.map((span) => span.tagName)
  if (created !== null) {
    openTags.push(`<${created}>`)
    names.push(created)
  }
  const closeTags = names.reverse().map((name) => `</${name}>`)
  const canonicalPart = (signature: string, part: keyof typeof PARTS, options: CanonicalFormOptions) => {
    const standIn = Buffer.from([...openTags, signature, ...closeTags].join(''))
    return withDocument(standIn, (document) => {
      const element = findElement(innermost(document, openTags.length), PARTS[part])
      if (element === null) throw new Error(`the Signature has no ${part}`)
      return canonicalBytes(document, element, options)
    })
  }
  const signedInfoTag = (canonicalization: Canonicalization) => {
    const key = `${canonicalization.uri} ${openTags.join('')}`
    const known = signedInfoTags.get(key)
    if (known !== null) return known
    const empty = `<Signature xmlns="${DS_NAMESPACE}"><SignedInfo></SignedInfo></Signature>`
    const form = canonicalPart(empty, 'SignedInfo', { canonicalization, comments: false }).toString()
    const tag = form.slice(0, -SIGNED_INFO_END.length)
    signedInfoTags.keep(key, tag, 2 * (key.length + tag.length))
    return tag
  }
  return {
    edit: (before, after) => ({ ...spot, insert: [`${opening}${before}`, `${after}${closing}`] }),
    canonicalPart,
    canonicalSignedInfo: (content, canonicalization) =>
      Buffer.from(`${signedInfoTag(canonicalization)}${canonicalOwnMarkup(content)}${SIGNED_INFO_END}`),
  }
}

/** The Signature: each of the tags around it holds nothing but the next. */
function innermost({ root }: XmlDocument, depth: number): XmlElement {
  let at = root
  for (let level = 0; level < depth; level++) {
    const { firstChild } = at
    if (!(firstChild instanceof XmlElement))
      throw new Error('the tags around the Signature are not as they were written')
    at = firstChild
  }
  return at
}

/** Where an element of the unchanged tree stands in the bytes. */
export function spanOf({ elements }: Pick<GuardedDocument, 'elements'>, element: XmlElement): ElementSpan {
  return new ElementSpan(elements, numberOf(element))
}

/** An element made in another one shares its namespace by sharing its prefix. */
export function withPrefixOf(tagName: string, name: string): string {
  const colon = tagName.indexOf(':')
  return colon < 0 ? name : `${tagName.slice(0, colon)}:${name}`
}
