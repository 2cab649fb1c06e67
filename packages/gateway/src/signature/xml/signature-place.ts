/**
 * Where a profile's signature goes in a document, what it speaks for there, and whether a signature that is
 * already in the document forbids it. Only looks; nothing is changed.
 */
import { CongkyError, type XmlProfileOptions } from '@congky/shared'
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { DS_NAMESPACE } from './algorithms.ts'
import type { GuardedDocument } from './document-guard.ts'
import type { ElementMap } from './element-map.ts'
import { type ElementPath, elementsAt, mismatch, oneAt, parseElementPath, showPath } from './element-path.ts'
import { ElementSpan } from './splice.ts'
import { elementNumbered, findElement, findElements, findSignatures, isWithin, numberOf } from './xml-document.ts'
import { duplicateId, IdIndex } from './xml-ids.ts'

/** Where the Signature goes; elements by their number. */
export interface Place {
  readonly parent: number
  /** Name of an element that is made in `parent` and holds the Signature; null when `parent` holds it. */
  readonly create: string | null
  /** A child of `parent` that gives way to the Signature; null when the Signature becomes the last child. */
  readonly replaces: number | null
}

/** What the Signature speaks for: the whole document (null), or one element. */
export interface Target {
  /** Its number. */
  readonly element: number
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
  guarded: GuardedDocument,
  options: XmlProfileOptions,
  profile: string,
): Survey {
  const { elements, idNames, mayBeSigned } = guarded
  const ids = new IdIndex(document, idNames)
  ids.checkUnique(options.idAttribute)
  const place = findPlace(document, guarded, options, profile)
  const target = findTarget(document, elements, options, profile, ids)
  if (target !== null && target.element === place.replaces) {
    const path = elements.path(target.element)
    throw mismatch(profile, {
      en: `what it signs, ${path}, gives way to the signature`,
      vi: `phần cần ký ${path} lại chính là phần bị chữ ký thay thế`,
    })
  }
  if (mayBeSigned) {
    const touched = [place.parent, ...(target !== null && target.id === null ? [target.element] : [])]
    const inTree = touched.map((number) => elementNumbered(document, elements, number))
    checkEarlierSignatures(document, ids, inTree)
  }
  return { place, target, ids }
}

function findPlace(
  document: XmlDocument,
  guarded: GuardedDocument,
  options: XmlProfileOptions,
  profile: string,
): Place {
  const { elements, mayBeSigned } = guarded
  const append = (parent: number): Place => {
    if (mayBeSigned && options.existing === 'reject') assertUnsigned(elementNumbered(document, elements, parent))
    return { parent, create: null, replaces: null }
  }
  if (options.placedIn === null) return append(0)
  const path = parseElementPath(options.placedIn)
  if (options.replacesElement) {
    const place = append(oneAt(elements, path.slice(0, -1), profile))
    return { ...place, replaces: findPlaceholder(document, guarded, path, profile) }
  }
  const name = path.at(-1)
  if (options.createParent && name !== undefined && path.length > 1 && elements.at(path).length === 0) {
    const parent = oneAt(elements, path.slice(0, -1), profile)
    return { parent, create: name, replaces: null }
  }
  return append(oneAt(elements, path, profile))
}

function assertUnsigned(parent: XmlElement): void {
  if (findElement(parent, 'ds:Signature')) throw new CongkyError('ERR_ALREADY_SIGNED')
}

/** The element that the Signature stands for: an empty one, or none yet. */
function findPlaceholder(
  document: XmlDocument,
  { elements, mayBeSigned }: GuardedDocument,
  path: ElementPath,
  profile: string,
): number | null {
  const inTree = mayBeSigned ? elementsAt(document, path) : []
  const [placeholder, ...others] = elements.at(path).filter((_, index) => !isSignature(inTree[index]))
  if (placeholder === undefined) return null
  const shown = showPath(path)
  if (others.length > 0) {
    throw mismatch(profile, { en: `several elements stand at ${shown}`, vi: `có nhiều phần tử tại ${shown}` })
  }
  // Content here is a signature of another kind, such as the data and fileCert of other customs messages.
  if (elements.hasChildren(placeholder)) throw new CongkyError('ERR_ALREADY_SIGNED')
  if (!isBlank(document, elements, placeholder)) {
    throw mismatch(profile, { en: `${shown} is not empty`, vi: `${shown} không để trống` })
  }
  return placeholder
}

function isSignature(element: XmlElement | undefined): boolean {
  return element?.name === 'Signature' && element.namespaceUri === DS_NAMESPACE
}

/** Whether an element without elements says nothing: neither text nor attributes. */
function isBlank(document: XmlDocument, elements: ElementMap, number: number): boolean {
  const isWrittenBlank = /^\s*$/.test(new ElementSpan(elements, number).inner.toString('latin1'))
  if (isWrittenBlank && !elements.hasAttributes(number)) return true
  const { content, attrs } = elementNumbered(document, elements, number)
  return content.trim() === '' && attrs.length === 0
}

function findTarget(
  document: XmlDocument,
  elements: ElementMap,
  options: XmlProfileOptions,
  profile: string,
  ids: IdIndex,
): Target | null {
  const { signs } = options
  if ('whole' in signs) return null
  const element =
    'path' in signs ? oneAt(elements, parseElementPath(signs.path), profile) : numberOf(byId(signs.id, profile, ids))
  const id = elements.hasAttributes(element)
    ? (elementNumbered(document, elements, element).attr(options.idAttribute)?.value ?? null)
    : null
  if (id === null) return { element, id: 'id' in signs ? signs.id : null }
  if (!/^[\p{L}\p{N}\p{M}._:-]+$/u.test(id)) {
    const name = elements.localName(element)
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
