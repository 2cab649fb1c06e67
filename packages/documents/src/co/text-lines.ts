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
  const lines = isPlain ? parts : fewestLines([...text], shape)
  return lines !== null && lines.length <= count && joinLines(lines, shape) === text ? lines : null
}

const isLine = (text: string, width: number): boolean => text !== '' && text === text.trim() && lengthOf(text) < width

interface Step {
  /** Where the line ends, and where the next one begins. */
  readonly end: number
  readonly next: number
  /** From here to the end of the text. */
  readonly lines: number
}

/** For each place: how the text from there is written; undefined: it cannot be. */
type Steps = (Step | undefined)[]

/** As few lines as can be: each ends before a separator, or goes on because it is full. */
function fewestLines(characters: readonly string[], shape: LineShape): string[] | null {
  const steps: Steps = []
  for (let from = characters.length - 1; from >= 0; from--) steps[from] = bestStep(characters, from, shape, steps)
  const lines: string[] = []
  for (let from = 0; from < characters.length; ) {
    const step = steps[from]
    if (step === undefined) return null
    lines.push(characters.slice(from, step.end).join(''))
    from = step.next
  }
  return lines
}

/** The longest line of those after which the fewest are left. */
function bestStep(characters: readonly string[], from: number, shape: LineShape, steps: Steps): Step | undefined {
  const { width, separator } = shape
  const length = characters.length
  if (characters[from] === ' ') return undefined
  let best: Step | undefined = length - from <= width ? { end: length, next: length, lines: 1 } : undefined
  for (let end = Math.min(from + width, length - 1); end > from; end--) {
    if (characters[end - 1] === ' ') continue
    const isFull = end === from + width
    const next = !isFull && startsAt(characters, end, separator) ? end + separator.length : isFull ? end : -1
    const rest = steps[next]
    if (rest !== undefined && rest.lines + 1 < (best?.lines ?? Number.POSITIVE_INFINITY)) {
      best = { end, next, lines: rest.lines + 1 }
    }
  }
  return best
}

const startsAt = (characters: readonly string[], at: number, text: string): boolean =>
  [...text].every((character, index) => characters[at + index] === character)
