/**
 * What changed between two versions of a document, in the words of their renderings. Pure; its work is bounded by the
 * size of a rendering, and what is not shown is said to be missing.
 */
import type { Bilingual, DocumentDifference, DocumentRendering } from '@congky/shared'
import { type NodePair, pairNodes } from './pair-nodes.ts'
import { type RenderingNode, RenderingNodes } from './rendering-nodes.ts'

/** More of them nobody reads. */
const DIFFERENCES_MAX = 200

export interface RenderingDifferences {
  readonly differences: readonly DocumentDifference[]
  /** There may be more than is shown: too many, or one of the two was too large to be rendered whole. */
  readonly isCut: boolean
}

type Path = DocumentDifference['path']

const KIND: Bilingual = { vi: 'Loại chứng từ', en: 'Kind of document' }

/**
 * No difference does not mean that the bytes are the same: blanks, comments and the order of attributes are in no
 * rendering.
 */
export function diffRenderings(
  before: DocumentRendering,
  after: DocumentRendering,
  max = DIFFERENCES_MAX,
): RenderingDifferences {
  const nodes = new RenderingNodes()
  const differences: DocumentDifference[] = []
  for (const difference of differencesOf(before, after, nodes)) {
    if (differences.length >= max) return { differences, isCut: true }
    differences.push(difference)
  }
  return { differences, isCut: before.isCut || after.isCut }
}

function* differencesOf(before: DocumentRendering, after: DocumentRendering, nodes: RenderingNodes) {
  if (before.title.vi !== after.title.vi) {
    yield { path: [{ name: 'title', label: KIND }], before: before.title.vi, after: after.title.vi }
  }
  yield* between(nodes.of(before.parts), nodes.of(after.parts), [])
}

type Nodes = readonly RenderingNode[]

function* between(before: Nodes, after: Nodes, path: Path): Generator<DocumentDifference> {
  for (const pair of pairNodes(before, after)) yield* within(pair, path)
}

function* within([before, after]: NodePair, around: Path): Generator<DocumentDifference> {
  const named = after ?? before
  if (named === null) return
  const path = [...around, { name: named.name, label: named.label }]
  const values = { before: before?.value ?? null, after: after?.value ?? null }
  if (values.before !== values.after) yield { path, ...values }
  yield* between(before?.inside ?? [], after?.inside ?? [], path)
}
