/**
 * Long texts over several components, and back without losing a character. Lines are joined by what people write
 * between them (", " in an address, a blank in a name: annex 4 explains its example so), except where a line fills its
 * component entirely: that one goes on in the next. Blanks at the ends of a component mean nothing (ISO 9735-1, 9), so
 * no line begins or ends with one.
 */
import { lengthOf } from '../customs/check-value.ts'

export interface LineShape {
  /** Characters that a line holds. */
  readonly width: number
  readonly count: number
  readonly separator: string
}

/** Empty lines are passed over; a single one stays as it is. */
export function joinLines(lines: readonly string[], { width, separator }: Omit<LineShape, 'count'>): string {
  const used = lines.filter((line) => line !== '')
  if (used.length < 2) return used[0] ?? ''
  const trimmed = used.map((line) => line.trim())
  return trimmed.reduce((text, line, index) => {
    const before = trimmed[index - 1] ?? ''
    return `${text}${index === 0 || lengthOf(before) >= width ? '' : separator}${line}`
  }, '')
}

/** Lines that join to this very text; null: there are none. */
export function splitLines(text: string, shape: LineShape): readonly string[] | null {
  const { width, count, separator } = shape
  const parts = text.split(separator)
  // Parts of an address have lines of their own where there is room; words have not.
  const isPlain = separator !== ' ' && parts.length <= count && parts.every((part) => isLine(part, width))
  const characters = [...text]
  const candidates = [
    () => (isPlain ? parts : null),
    () => bestLines(characters, shape, BROKEN_WORD),
    () => bestLines(characters, shape, 0),
  ]
  for (const candidate of candidates) {
    const lines = candidate()
    if (lines !== null && lines.length <= count && joinLines(lines, shape) === text) return lines
  }
  return null
}

/** As many lines rather than a line that is full and goes on in the next. */
const BROKEN_WORD = 100

const isLine = (text: string, width: number): boolean => text !== '' && text === text.trim() && lengthOf(text) < width

interface Step {
  /** Where the line ends, and where the next one begins. */
  readonly end: number
  readonly next: number
  /** Of this line and those behind it. */
  readonly cost: number
}

/** For each place: how the text from there is written; undefined: it cannot be. */
type Steps = (Step | undefined)[]

/**
 * Lines of the least cost: each costs 1, each ends before a separator or goes on because it is full.
 *
 * @param broken What a line that goes on costs besides.
 */
function bestLines(characters: readonly string[], shape: LineShape, broken: number): string[] | null {
  const steps: Steps = []
  for (let from = characters.length - 1; from >= 0; from--) {
    steps[from] = bestStep(characters, from, shape, broken, steps)
  }
  const lines: string[] = []
  for (let from = 0; from < characters.length; ) {
    const step = steps[from]
    if (step === undefined) return null
    lines.push(characters.slice(from, step.end).join(''))
    from = step.next
  }
  return lines
}

/** The longest of the lines that cost least. */
function bestStep(
  characters: readonly string[],
  from: number,
  { width, separator }: LineShape,
  broken: number,
  steps: Steps,
): Step | undefined {
  if (characters[from] === ' ') return undefined
  const length = characters.length
  let best: Step | undefined
  for (let end = Math.min(from + width, length); end > from; end--) {
    if (characters[end - 1] === ' ') continue
    const isFull = end === from + width
    const next = nextLine(characters, end, isFull, separator)
    const rest = next === length ? 0 : steps[next]?.cost
    if (rest === undefined) continue
    const cost = rest + 1 + (isFull && end < length ? broken : 0)
    if (cost < (best?.cost ?? Number.POSITIVE_INFINITY)) best = { end, next, cost }
  }
  return best
}

/** Where the line behind one begins; the text's end where none follows, -1 where none may end there. */
function nextLine(characters: readonly string[], end: number, isFull: boolean, separator: string): number {
  if (end === characters.length || isFull) return end
  const next = end + separator.length
  return startsAt(characters, end, separator) && next < characters.length ? next : -1
}

const startsAt = (characters: readonly string[], at: number, text: string): boolean =>
  [...text].every((character, index) => characters[at + index] === character)
