/**
 * The `Signature` of customs messages of the KDT family, read and written: `<data>` holds a raw PKCS#1 v1.5
 * signature and `<fileCert>` the signer's certificate, base64 each. Read strictly, since the elements mean what
 * every reader takes from them: one of each, nothing beside them, base64 as it stands in the bytes.
 */
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { decodeBase64 } from '../base64.ts'
import { DS_NAMESPACE } from '../xml/algorithms.ts'
import type { GuardedDocument } from '../xml/document-guard.ts'
import { spanOf, withPrefixOf } from '../xml/signature-ground.ts'
import { findElement, findElements } from '../xml/xml-document.ts'

/** The parts as bytes; null where one is missing, doubled, or no base64. */
export interface KdtSignature {
  readonly data: Buffer | null
  readonly certificate: Buffer | null
  /** Why the form is not accepted, as short English sentences. */
  readonly problems: readonly string[]
}

const NAME = 'Signature'
const PARTS = ['data', 'fileCert'] as const

/** Elements of the name that hold both parts; `data` alone is found in documents of all kinds. */
export function findKdtSignatures(document: XmlDocument): XmlElement[] {
  const parts = PARTS.map((part) => `[*[local-name()='${part}']]`).join('')
  return findElements(document, `//*[local-name()='${NAME}' and namespace-uri()!='${DS_NAMESPACE}']${parts}`)
}

/** Whether it waits to be filled: nothing in it, or empty parts. */
export function isPlaceholder(element: XmlElement): boolean {
  const names: readonly string[] = PARTS
  const children = firstChildren(element)
  const isEmptyPart = (child: XmlElement) => names.includes(child.name) && findElement(child, '*') === null
  return children.length <= PARTS.length && children.every(isEmptyPart) && element.content.trim() === ''
}

export function readKdtSignature(guarded: GuardedDocument, element: XmlElement): KdtSignature {
  const children = firstChildren(element)
  const partOf = (name: string) => {
    const [part, ...others] = children.filter((child) => child.name === name)
    return part && others.length === 0 ? decodeBase64(spanOf(guarded, part).inner.toString('latin1')) : null
  }
  const [data, certificate] = PARTS.map(partOf)
  const hasOther = children.length !== PARTS.length || hasLooseContent(element)
  return {
    data: data ?? null,
    certificate: certificate ?? null,
    problems: [
      ...(hasOther ? ['it holds something else than one data and one fileCert'] : []),
      ...(data ? [] : ['data is missing or not base64']),
      ...(certificate ? [] : ['fileCert is missing or not base64']),
    ],
  }
}

/** One more than there should be is enough to know: a document may put a million there. */
function firstChildren(element: XmlElement): XmlElement[] {
  return findElements(element, `*[position() <= ${PARTS.length + 1}]`)
}

/** Text, comments or instructions between the parts. */
function hasLooseContent(element: XmlElement): boolean {
  return element.get('text()[normalize-space()] | comment() | processing-instruction()') !== null
}

/**
 * What goes between the tags of a Signature, before and behind the value.
 *
 * @param tagName The name of the Signature as written: its parts share its prefix.
 */
export function kdtParts(tagName: string, certificate: Uint8Array): readonly [before: string, after: string] {
  const [data, fileCert] = PARTS.map((part) => withPrefixOf(tagName, part))
  return [`<${data}>`, `</${data}><${fileCert}>${Buffer.from(certificate).toString('base64')}</${fileCert}>`]
}
