/**
 * One profile may sign documents of several kinds, each with its own places. Which one a document is, is told by
 * what would be signed standing in it.
 */
import type { XmlLayout, XmlProfileOptions } from '@congky/shared'
import type { ElementMap } from './element-map.ts'
import { mismatch, parseElementPath, showPath } from './element-path.ts'

/**
 * The options with the layout that fits the document. When none fits they come back with the first that shares
 * the document's root, so that whoever uses them says what is missing there.
 *
 * @throws {CongkyError} ERR_PROFILE_MISMATCH: several fit, so that one of them would stay unsigned.
 */
export function withLayout(elements: ElementMap, options: XmlProfileOptions, profile: string): XmlProfileOptions {
  if (options.alternatives.length === 0) return options
  const layouts: readonly XmlLayout[] = [options, ...options.alternatives]
  const fitting = layouts.filter((layout) => elements.at(signedPath(layout)).length > 0)
  if (fitting.length > 1) {
    const list = fitting.map((layout) => showPath(signedPath(layout))).join(', ')
    throw mismatch(profile, {
      en: `it holds several things to sign: ${list}`,
      vi: `chứng từ có nhiều phần cần ký: ${list}`,
    })
  }
  const name = elements.rootName
  const [fit = layouts.find((layout) => signedPath(layout)[0] === name) ?? options] = fitting
  const { signs, placedIn, taxCodePath } = fit
  return { ...options, signs, placedIn, taxCodePath }
}

function signedPath({ signs }: XmlLayout) {
  return 'path' in signs ? parseElementPath(signs.path) : []
}
