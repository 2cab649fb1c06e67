/**
 * Where a profile's signature goes in a document, what it speaks for there, and whether a signature that is
 * already in the document forbids it. Only looks; nothing is changed.
 */
import { CongkyError, type XmlProfileOptions } from '@congky/shared'
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { DS_NAMESPACE } from './algorithms.ts'
import type { GuardedDocument } from './document-guard.ts'
import { type ElementPath, elementsAt, mismatch, oneElementAt, parseElementPath, showPath } from './element-path.ts'
import { childElements, findElement, findElements, findSignatures, isWithin } from './xml-document.ts'
import { duplicateId, IdIndex } from './xml-ids.ts'

/** Where the Signature goes. */
export interface Place {
  /** An element of the document. */
  readonly parent: XmlElement
  /** Name of an element that is made in `parent` and holds the Signature; null when `parent` holds it. */
  readonly create: string | null
  /** A child of `parent` that gives way to the Signature; null when the Signature becomes the last child. */
  readonly replaces: XmlElement | null
}

/** What the Signature speaks for: the whole document (null), or one element. */
export interface Target {
  readonly element: XmlElement
  /** The Id it has; null when it needs one. */
  readonly id: string | null
}

export interface Survey {
  readonly place: Place
  readonly target: Target | null
  readonly ids: IdIndex
}

/**
 * @throws {CongkyError} ERR_PROFILE_MISMATCH, ERR_DUPLICATE_ID, ERR_ALREADY_SIGNED.
 */
export function surveyDocument(
  document: XmlDocument,
  { idNames, mayBeSigned }: GuardedDocument,
  options: XmlProfileOptions,
  profile: string,
): Survey {
  const ids = new IdIndex(document, idNames)
  ids.checkUnique(options.idAttribute)
  const place = findPlace(document, options, profile, mayBeSigned)
  const target = findTarget(document, options, profile, ids)
  const needsId = target !== null && target.id === null ? [target.element] : []
  if (mayBeSigned) checkEarlierSignatures(document, ids, [place.parent, ...needsId])
  return { place, target, ids }
}

function findPlace(document: XmlDocument, options: XmlProfileOptions, profile: string, mayBeSigned: boolean): Place {
  const append = (parent: XmlElement): Place => {
    if (mayBeSigned && options.existing === 'reject' && findElement(parent, 'ds:Signature'))
      throw new CongkyError('ERR_ALREADY_SIGNED')
    return { parent, create: null, replaces: null }
  }
  if (options.placedIn === null) return append(document.root)
  const path = parseElementPath(options.placedIn)
  if (options.replacesElement) {
    const place = append(oneElementAt(document, path.slice(0, -1), profile))
    return { ...place, replaces: findPlaceholder(document, path, profile) }
  }
  const name = path.at(-1)
  if (options.createParent && name !== undefined && path.length > 1 && elementsAt(document, path).length === 0) {
    const parent = oneElementAt(document, path.slice(0, -1), profile)
    return { parent, create: name, replaces: null }
  }
  return append(oneElementAt(document, path, profile))
}

/** The element that the Signature stands for: an empty one, or none yet. */
function findPlaceholder(document: XmlDocument, path: ElementPath, profile: string): XmlElement | null {
  const [placeholder, ...others] = elementsAt(document, path).filter((element) => !isSignature(element))
  if (placeholder === undefined) return null
  const shown = showPath(path)
  if (others.length > 0) {
    throw mismatch(profile, { en: `several elements stand at ${shown}`, vi: `có nhiều phần tử tại ${shown}` })
  }
  // Content here is a signature of another kind, such as the data and fileCert of other customs messages.
  if (childElements(placeholder).length > 0) throw new CongkyError('ERR_ALREADY_SIGNED')
  if (placeholder.content.trim() !== '' || placeholder.attrs.length > 0) {
    throw mismatch(profile, { en: `${shown} is not empty`, vi: `${shown} không để trống` })
  }
  return placeholder
}

function isSignature(element: XmlElement): boolean {
  return element.name === 'Signature' && element.namespaceUri === DS_NAMESPACE
}

function findTarget(document: XmlDocument, options: XmlProfileOptions, profile: string, ids: IdIndex): Target | null {
  const { signs } = options
  if ('whole' in signs) return null
  const element =
    'path' in signs ? oneElementAt(document, parseElementPath(signs.path), profile) : byId(signs.id, profile, ids)
  const id = element.attr(options.idAttribute)?.value ?? null
  if (id === null) return { element, id: 'id' in signs ? signs.id : null }
  if (!/^[\p{L}\p{N}\p{M}._:-]+$/u.test(id)) {
    const name = element.name
    throw mismatch(profile, {
      en: `the ${options.idAttribute} of ${name} cannot be referenced`,
      vi: `${options.idAttribute} của ${name} không thể dùng để tham chiếu`,
    })
  }
  // The same Id under another attribute name would be found by other readers.
  if (ids.holders(id).length > 1) throw duplicateId(id)
  return { element, id }
}

function byId(id: string, profile: string, ids: IdIndex): XmlElement {
  const [element, ...others] = ids.holders(id)
  if (element === undefined) {
    throw mismatch(profile, { en: `no element has the Id ${id}`, vi: `không có phần tử nào mang Id ${id}` })
  }
  if (others.length > 0) throw duplicateId(id)
  return element
}

/**
 * Refuses to change an element that an earlier signature covers: the new signature would break it. A
 * signature over the whole document covers every element, one by Id its element.
 *
 * @throws {CongkyError} ERR_ALREADY_SIGNED
 */
export function checkEarlierSignatures(document: XmlDocument, ids: IdIndex, touched: readonly XmlElement[]): void {
  const uris = findSignatures(document).flatMap((signature) => referenceUris(signature))
  for (const uri of uris) {
    const id = /^#(?:xpointer\(id\(['"](.*)['"]\)\))?(.*)$/.exec(uri)
    const covered = uri === '' || uri === '#xpointer(/)' ? [document.root] : ids.holders(id?.[1] ?? id?.[2] ?? '')
    if (covered.some((element) => touched.some((one) => isWithin(one, element)))) {
      throw new CongkyError('ERR_ALREADY_SIGNED')
    }
  }
}

function referenceUris(signature: XmlElement): string[] {
  return findElements(signature, 'ds:SignedInfo/ds:Reference')
    .map((reference) => reference.attr('URI')?.value)
    .filter((uri) => uri !== undefined)
}
