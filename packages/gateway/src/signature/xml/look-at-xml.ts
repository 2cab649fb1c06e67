/** What an XML document is, and what stands at the paths of a policy. A path may begin at any element. */
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import type { KindName, PathValues } from '../../domain/approval/policy.ts'
import { type DocumentLook, VALUES_MAX, valuesOf } from '../covered-document.ts'
import { type ElementPath, elementsAt, parseElementPath } from './element-path.ts'
import { findElements, isWithin } from './xml-document.ts'

/** Nodes times paths, about 1 µs each. What would take longer counts as not looked through. */
const WORK_MAX = 3_000_000
/** Where a message to or from customs says what it is. */
const TYPE = parseElementPath('/Envelope/Header/Subject/type')
const NAME_LENGTH_MAX = 200

/**
 * @param nodes How many the document has.
 * @param target What is signed.
 */
export function lookAtXml(
  document: XmlDocument,
  nodes: number,
  target: XmlElement,
  valuePaths: readonly string[],
): DocumentLook {
  const affordable = Math.floor(WORK_MAX / Math.max(nodes, 1))
  const values = valuePaths.map((path, index): readonly [string, PathValues] => [
    path,
    index < affordable ? valuesAt(document, path, target) : { values: [], isComplete: false },
  ])
  return { kinds: kindsOf(document, target), values: Object.fromEntries(values) }
}

function kindsOf(document: XmlDocument, target: XmlElement): readonly KindName[] {
  const named = [...ancestorsOf(target), target].map((element) => ({ element, name: `xml:${element.name}` }))
  const types = elementsAt(document, TYPE, VALUES_MAX).map((element) => {
    return { element, name: `customs:${element.content.trim()}` }
  })
  return [...named, ...types].map(({ element, name }) => {
    return { name: name.slice(0, NAME_LENGTH_MAX), isCovered: isWithin(element, target) }
  })
}

function ancestorsOf(element: XmlElement): readonly XmlElement[] {
  const found: XmlElement[] = []
  for (let at = element.parent; at; at = at.parent) found.unshift(at)
  return found
}

/** Its last step may be an attribute: `/HDon/DLHDon/@Id`. */
function valuesAt(document: XmlDocument, path: string, target: XmlElement): PathValues {
  const [, elements = '', attribute] = /^(.*?)(?:\/@(?:[^/:]+:)?([^/:]+))?$/s.exec(path) ?? []
  const holders = anywhere(document, parseElementPath(elements))
  const texts = holders.flatMap((element) => {
    if (attribute === undefined) return [element.content]
    return element.attrs.filter(({ name }) => name === attribute).map(({ value }) => value)
  })
  const { isComplete, ...found } = valuesOf(
    texts,
    holders.every((element) => isWithin(element, target)),
  )
  return { ...found, isComplete: isComplete && holders.length <= VALUES_MAX }
}

function anywhere(document: XmlDocument, path: ElementPath): readonly XmlElement[] {
  const steps = path.map((name) => `*[local-name()='${name}']`).join('/')
  return findElements(document, `(//${steps})[position() <= ${VALUES_MAX + 1}]`)
}
