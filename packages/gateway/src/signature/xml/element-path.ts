/**
 * Paths of the configuration, as `/HDon/DSCKS/NBan`: absolute, local names, any namespace. A document fits
 * when exactly one element stands there; what stands there instead is said in the error.
 */
import { type Bilingual, CongkyError } from '@congky/shared'
import { type XmlDocument, XmlElement } from 'libxml2-wasm'
import { childNodes, findElements } from './xml-document.ts'

export type ElementPath = readonly string[]

/** A prefix before a name (`inv:invoice`) is allowed and means nothing. */
export function isElementPath(text: string): boolean {
  return /^(?:\/(?:[\p{L}_][\p{L}\p{N}\p{M}._-]*:)?[\p{L}_][\p{L}\p{N}\p{M}._-]*)+$/u.test(text)
}

/** @throws {Error} No path: the engine checks those of the configuration when it is made. */
export function parseElementPath(text: string): ElementPath {
  if (!isElementPath(text)) throw new Error(`not an element path: ${text}`)
  return text
    .slice(1)
    .split('/')
    .map((step) => step.slice(step.indexOf(':') + 1))
}

export function showPath(path: ElementPath): string {
  return `/${path.join('/')}`
}

/**
 * The elements at a path, in document order.
 *
 * @param max Where more would say nothing new: a document may have a million there.
 */
export function elementsAt(document: XmlDocument, path: ElementPath, max?: number): XmlElement[] {
  const walked = walkTo(document, path)
  if (walked !== null) return walked.slice(0, max)
  const all = path.map((name) => `/*[local-name()='${name}']`).join('')
  return findElements(document, max === undefined ? all : `(${all})[position() <= ${max}]`)
}

/** Nodes looked at one by one, each in a fraction of a microsecond; an XPath takes 10 to 50 of them at the least. */
const STEPS_MAX = 60

/** The same in few steps; null where it takes more. */
function walkTo({ root }: XmlDocument, [first, ...rest]: ElementPath): XmlElement[] | null {
  let steps = 0
  let found = root.name === first ? [root] : []
  for (const name of rest) {
    const deeper: XmlElement[] = []
    for (const parent of found) {
      for (const node of childNodes(parent)) {
        if (++steps > STEPS_MAX) return null
        if (node instanceof XmlElement && node.name === name) deeper.push(node)
      }
    }
    found = deeper
  }
  return found
}

/** Whoever knows what stands at a path. @template E An element, as they have it. */
export interface ElementFinder<E> {
  readonly rootName: string
  at(path: ElementPath): readonly E[]
}

/** @throws {CongkyError} ERR_PROFILE_MISMATCH: none, or several. */
export function oneAt<E>(finder: ElementFinder<E>, path: ElementPath, profile: string): E {
  const [element, ...others] = finder.at(path)
  if (element === undefined) throw mismatch(profile, missing(finder, path))
  if (others.length > 0) throw mismatch(profile, several(path, others.length + 1))
  return element
}

/** @throws {CongkyError} ERR_PROFILE_MISMATCH: none, or several. */
export function oneElementAt(document: XmlDocument, path: ElementPath, profile: string): XmlElement {
  const { name } = document.root
  return oneAt({ rootName: name, at: (each) => elementsAt(document, each) }, path, profile)
}

export function mismatch(profile: string, detail: Bilingual): CongkyError {
  return new CongkyError('ERR_PROFILE_MISMATCH', { profile, detail })
}

function several(path: ElementPath, count: number): Bilingual {
  const shown = showPath(path)
  return { en: `${count} elements stand at ${shown}`, vi: `có ${count} phần tử tại ${shown}` }
}

/** Names the last step that is there, so that a reader sees where the document goes another way. */
function missing<E>(finder: ElementFinder<E>, path: ElementPath): Bilingual {
  const root = finder.rootName
  const present = path.findLastIndex((_, index) => finder.at(path.slice(0, index + 1)).length > 0)
  if (present < 0) {
    return { en: `it is a /${root}, not a /${path[0]}`, vi: `chứng từ là /${root}, không phải /${path[0]}` }
  }
  const parent = showPath(path.slice(0, present + 1))
  const child = path[present + 1]
  return { en: `${parent} has no ${child}`, vi: `${parent} không có ${child}` }
}
