/**
 * A rendering as plain nodes, so that two of them can be compared: each row of a table is a group of its own, since
 * one item alone is shown as a group, and two of them as a table.
 */
import type { Bilingual, RenderedPart } from '@congky/shared'

export interface RenderingNode {
  /** The same number is the same content, in both renderings of one comparison. */
  readonly content: number
  readonly name: string
  readonly label: Bilingual | null
  /** Null for a group. */
  readonly value: string | null
  readonly inside: readonly RenderingNode[]
}

/** Makes the nodes of the renderings that are to be compared with one another. */
export class RenderingNodes {
  readonly #contents = new Map<string, number>()

  /** What says nothing is left out. */
  of(parts: readonly RenderedPart[]): readonly RenderingNode[] {
    return numbered(parts.flatMap((part) => this.#nodes(part)))
  }

  #nodes(part: RenderedPart): readonly RenderingNode[] {
    if (part.kind === 'field') return this.#field(part, part.value)
    if (part.kind === 'group') return this.#group(part, this.of(part.parts))
    return part.rows.flatMap((cells) =>
      this.#group(
        part,
        cells.flatMap((value, index) => this.#field(part.columns[index] ?? part, value)),
      ),
    )
  }

  #field({ name, label }: Named, value: string): readonly RenderingNode[] {
    if (value === '') return []
    return [{ name, label, value, inside: [], content: this.#number(['field', name, value]) }]
  }

  #group({ name, label }: Named, inside: readonly RenderingNode[]): readonly RenderingNode[] {
    if (inside.length === 0) return []
    const content = this.#number(['group', name, ...inside.map((node) => node.content)])
    return [{ name, label, value: null, inside, content }]
  }

  #number(said: readonly (string | number)[]): number {
    const key = JSON.stringify(said)
    const known = this.#contents.get(key)
    if (known !== undefined) return known
    this.#contents.set(key, this.#contents.size)
    return this.#contents.size - 1
  }
}

type Named = Pick<RenderingNode, 'name' | 'label'>

/** Groups of one name are told apart by their number in the document. */
function numbered(nodes: readonly RenderingNode[]): readonly RenderingNode[] {
  const totals = new Map<string, number>()
  for (const { name, value } of nodes) if (value === null) totals.set(name, (totals.get(name) ?? 0) + 1)
  const seen = new Map<string, number>()
  return nodes.map((node) => {
    if (node.value !== null || totals.get(node.name) === 1) return node
    const position = (seen.get(node.name) ?? 0) + 1
    seen.set(node.name, position)
    const { vi, en } = node.label ?? { vi: node.name, en: node.name }
    return { ...node, label: { vi: `${vi} ${position}`, en: `${en} ${position}` } }
  })
}
