/** Which parts of one version are which parts of the other. */
import type { RenderingNode } from './rendering-nodes.ts'

/** A part before and after; null: it is not there. */
export type NodePair = readonly [RenderingNode | null, RenderingNode | null]

type Nodes = readonly RenderingNode[]

/** Comparisons of one list; beyond, parts are paired by their names alone. */
const CELLS_MAX = 250_000
/** Parts of one name that are looked at for the most similar one. */
const CANDIDATES_MAX = 50

/**
 * Pairs in the order of the document, those that are equal left out: parts that stay in their order are equal; of the
 * rest between two such, those of one name and most in common are one part that changed.
 */
export function pairNodes(before: Nodes, after: Nodes): NodePair[] {
  const [start, end] = commonEnds(before, after)
  const [old, young] = [before.slice(start, before.length - end), after.slice(start, after.length - end)]
  const kept = old.length * young.length > CELLS_MAX ? [] : keptInOrder(old, young)
  const pairs: NodePair[] = []
  let [i, j] = [0, 0]
  for (const [oldAt, youngAt] of [...kept, [old.length, young.length] as const]) {
    pairs.push(...pairChanged(old.slice(i, oldAt), young.slice(j, youngAt)))
    i = oldAt + 1
    j = youngAt + 1
  }
  return pairs
}

function commonEnds(before: Nodes, after: Nodes): readonly [number, number] {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start]?.content === after[start]?.content) start++
  let end = 0
  while (end < most - start && before.at(-1 - end)?.content === after.at(-1 - end)?.content) end++
  return [start, end]
}

/** The longest common subsequence, as pairs of indexes. */
function keptInOrder(before: Nodes, after: Nodes): (readonly [number, number])[] {
  const width = after.length + 1
  /** At `i * width + j`: how many stay of what stands from there on. */
  const lengths = new Uint16Array((before.length + 1) * width)
  const length = (i: number, j: number) => lengths[i * width + j] ?? 0
  const isKept = (i: number, j: number) => before[i]?.content === after[j]?.content
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] = isKept(i, j) ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1))
    }
  }
  const kept: (readonly [number, number])[] = []
  for (let [i, j] = [0, 0]; i < before.length && j < after.length; ) {
    if (isKept(i, j)) kept.push([i++, j++])
    else if (length(i + 1, j) >= length(i, j + 1)) i++
    else j++
  }
  return kept
}

function pairChanged(before: Nodes, after: Nodes): NodePair[] {
  const partners = new Map<RenderingNode, RenderingNode>()
  const left = new Map<string, RenderingNode[]>()
  for (const node of after) left.set(node.name, [...(left.get(node.name) ?? []), node])
  const gone = before.filter((node) => {
    const candidates = left.get(node.name) ?? []
    const partner = mostAlike(node, candidates.slice(0, CANDIDATES_MAX))
    if (partner === null) return true
    candidates.splice(candidates.indexOf(partner), 1)
    partners.set(partner, node)
    return false
  })
  return [
    ...gone.map((node): NodePair => [node, null]),
    ...after.map((node): NodePair => [partners.get(node) ?? null, node]),
  ]
}

function mostAlike(node: RenderingNode, candidates: Nodes): RenderingNode | null {
  const contents = new Set(node.inside.map(({ content }) => content))
  let best: RenderingNode | null = null
  let most = -1
  for (const candidate of candidates) {
    const alike = candidate.inside.filter(({ content }) => contents.has(content)).length
    if (alike > most) [best, most] = [candidate, alike]
  }
  return best
}
