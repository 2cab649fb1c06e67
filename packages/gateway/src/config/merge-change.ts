/**
 * Puts a change into a text without touching the rest of it. The YAML writer keeps comments but not the
 * layout that a person gave the file: aligned remarks, the place of a comment between two sections. So the
 * file is written twice, before and after the change, and only the lines that differ between those two go
 * into the text as it was.
 */

/** A line that is not blank, with the blank lines before it. */
interface Row {
  readonly text: string
  readonly blanks: readonly string[]
}

/** The search below costs the square of this; scattered changes beyond it are written by the writer alone. */
const DIFFERENCES_MAX = 2000

/**
 * @param original The text as the person left it.
 * @param before The same content as the writer lays it out.
 * @param after The changed content as the writer lays it out.
 * @returns The original with the change; null when its lines cannot be matched with the writer's.
 */
export function mergeChange(original: string, before: string, after: string): string | null {
  const [source, base, changed] = [toRows(original), toRows(before), toRows(after)]
  const isSame =
    source.rows.length === base.rows.length && source.rows.every((row, at) => squeeze(row) === squeeze(base.rows[at]))
  if (!isSame) return null
  const steps = differences(
    base.rows.map((row) => row.text),
    changed.rows.map((row) => row.text),
  )
  if (steps === null) return null
  const rows = steps.flatMap((step) => (step.kind === 'keep' ? source.rows[step.from] : changed.rows[step.to]) ?? [])
  const lines = [...rows.flatMap((row) => [...row.blanks, row.text]), ...source.trailing]
  return lines.join('\n')
}

const squeeze = (row: Row | undefined) => row?.text.replace(/\s+/g, '')

function toRows(text: string): { readonly rows: readonly Row[]; readonly trailing: readonly string[] } {
  const rows: Row[] = []
  let blanks: string[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') blanks.push(line)
    else {
      rows.push({ text: line, blanks })
      blanks = []
    }
  }
  return { rows, trailing: blanks }
}

/** A line of `a` that stays, or a line of `b` that is new; lines of `a` that go have no step. */
type Step = { readonly kind: 'keep'; readonly from: number } | { readonly kind: 'add'; readonly to: number }

/** How to get from one list of lines to another; null when they differ too much. */
function differences(a: readonly string[], b: readonly string[]): readonly Step[] | null {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const middle = shortestEdit(a.slice(start, a.length - end), b.slice(start, b.length - end))
  if (middle === null) return null
  const keep = (from: number): Step => ({ kind: 'keep', from })
  return [
    ...Array.from({ length: start }, (_, at) => keep(at)),
    ...middle.map(
      (step): Step => (step.kind === 'keep' ? keep(step.from + start) : { kind: 'add', to: step.to + start }),
    ),
    ...Array.from({ length: end }, (_, at) => keep(a.length - end + at)),
  ]
}

/**
 * Source: E. Myers, An O(ND) Difference Algorithm and Its Variations (1986), figure 2. `reach[k]` is how far
 * into `a` one gets on diagonal k (place in a − place in b) with the differences spent so far.
 */
function shortestEdit(a: readonly string[], b: readonly string[]): readonly Step[] | null {
  if (a.length === 0) return b.map((_, to) => ({ kind: 'add', to }))
  const most = Math.min(a.length + b.length, DIFFERENCES_MAX)
  const middle = most + 1
  const reach = new Int32Array(2 * most + 3)
  const trail: Int32Array[] = []
  for (let spent = 0; spent <= most; spent++) {
    trail.push(reach.slice(middle - spent - 1, middle + spent + 2))
    for (let k = -spent; k <= spent; k += 2) {
      const left = reach[middle + k - 1] ?? 0
      const right = reach[middle + k + 1] ?? 0
      let x = k === -spent || (k !== spent && left < right) ? right : left + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      reach[middle + k] = x
      if (x >= a.length && x - k >= b.length) return walkBack(trail, a.length, b.length)
    }
  }
  return null
}

/** Reads the way off the record of how far each diagonal reached before each difference was spent. */
function walkBack(trail: readonly Int32Array[], aEnd: number, bEnd: number): readonly Step[] {
  const steps: Step[] = []
  let [x, y] = [aEnd, bEnd]
  for (let spent = trail.length - 1; spent >= 0; spent--) {
    const before = (k: number) => trail[spent]?.[k + spent + 1] ?? 0
    const k = x - y
    const isAddition = k === -spent || (k !== spent && before(k - 1) < before(k + 1))
    const fromX = spent === 0 ? 0 : before(isAddition ? k + 1 : k - 1)
    const fromY = spent === 0 ? 0 : fromX - (isAddition ? k + 1 : k - 1)
    for (; x > fromX && y > fromY; x--, y--) steps.push({ kind: 'keep', from: x - 1 })
    if (spent > 0 && isAddition) steps.push({ kind: 'add', to: fromY })
    ;[x, y] = [fromX, fromY]
  }
  return steps.reverse()
}
