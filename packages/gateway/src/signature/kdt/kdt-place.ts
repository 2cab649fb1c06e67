/** Where a KDT signature goes in a document and what it speaks for there. Only looks; nothing is changed. */
import { CongkyError, type KdtProfileOptions } from '@congky/shared'
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import type { GuardedDocument } from '../xml/document-guard.ts'
import { elementsAt, mismatch, oneElementAt, parseElementPath, showPath } from '../xml/element-path.ts'
import { spanOf, withPrefixOf } from '../xml/signature-ground.ts'
import { checkEarlierSignatures } from '../xml/signature-place.ts'
import type { Edit } from '../xml/splice.ts'
import { findElement, isWithin } from '../xml/xml-document.ts'
import { IdIndex } from '../xml/xml-ids.ts'
import { type KdtContent, type KdtOctets, kdtOctets } from './kdt-octets.ts'
import { isPlaceholder, kdtParts } from './kdt-signature.ts'

export interface KdtSurvey {
  /** The element whose content is signed. */
  readonly target: XmlElement
  /** Where the signature goes: the element that waits for it, or the one that gets it. */
  readonly place: XmlElement
  /** What is signed. */
  readonly octets: Buffer
  /** The edit that puts the signature in; its value goes between the two texts. */
  edit(certificate: Uint8Array): Edit
}

/** @throws {CongkyError} ERR_PROFILE_MISMATCH, ERR_ALREADY_SIGNED, ERR_DUPLICATE_ID. */
export function surveyKdt(
  document: XmlDocument,
  guarded: GuardedDocument,
  options: KdtProfileOptions,
  profile: string,
): KdtSurvey {
  const element = oneElementAt(document, parseElementPath(options.signs), profile)
  const path = parseElementPath(options.placedIn)
  const parent = oneElementAt(document, path.slice(0, -1), profile)
  const [signature, ...others] = elementsAt(document, path)
  if (others.length > 0) {
    const shown = showPath(path)
    throw mismatch(profile, { en: `several elements stand at ${shown}`, vi: `có nhiều phần tử tại ${shown}` })
  }
  if (findElement(parent, 'ds:Signature') || (signature && !isPlaceholder(signature))) {
    throw new CongkyError('ERR_ALREADY_SIGNED')
  }
  if (isWithin(parent, element)) {
    throw mismatch(profile, { en: 'the signature would stand in what it signs', vi: 'chữ ký nằm trong phần được ký' })
  }
  checkEarlierSignatures(document, new IdIndex(document, guarded.idNames), [signature ?? parent])
  const octets = kdtOctets(options.octets, contentOf(document, guarded, element))
  if (octets === null) throw unreadable(profile, options)
  const places = { target: element, place: signature ?? parent }
  return {
    ...places,
    octets,
    edit: (certificate) => editFor(guarded, parent, signature, path.at(-1) ?? '', certificate),
  }
}

export function contentOf(document: XmlDocument, guarded: GuardedDocument, element: XmlElement): KdtContent {
  return { document, element, written: spanOf(guarded, element).inner }
}

function editFor(
  guarded: GuardedDocument,
  parent: XmlElement,
  signature: XmlElement | undefined,
  name: string,
  certificate: Uint8Array,
): Edit {
  if (signature) {
    const span = spanOf(guarded, signature)
    return span.fill(...kdtParts(span.tagName, certificate))
  }
  const span = spanOf(guarded, parent)
  const tagName = withPrefixOf(span.tagName, name)
  const [before, after] = kdtParts(tagName, certificate)
  return span.append(`<${tagName}>${before}`, `${after}</${tagName}>`)
}

function unreadable(profile: string, { signs, octets }: KdtProfileOptions): CongkyError {
  const why: Readonly<Record<KdtOctets, { readonly en: string; readonly vi: string }>> = {
    'content-text': {
      en: `${signs} holds markup or nothing, not plain text`,
      vi: `${signs} chứa thẻ hoặc để trống, không phải văn bản thuần`,
    },
    'content-decoded': { en: `${signs} is not base64`, vi: `${signs} không phải base64` },
    'content-element': { en: `${signs} has no canonical form`, vi: `${signs} không có dạng chuẩn tắc` },
  }
  return mismatch(profile, why[octets])
}
