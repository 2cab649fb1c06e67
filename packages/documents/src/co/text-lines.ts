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
  const parts = lengthOf(text) <= width && separator === ' ' ? [text] : text.split(separator)
  const isPlain = parts.length <= count && parts.every((part) => isLine(part) && lengthOf(part) < width)
  const lines = isPlain ? parts : fewestLines([...text], shape)
  return lines !== null && lines.length <= count && joinLines(lines, shape) === text ? lines : null
}

const isLine = (text: string): boolean => text !== '' && text === text.trim()

/** As few lines as can be: each ends before a separator, or goes on because it is full. */
function fewestLines(characters: readonly string[], { width, separator }: LineShape): string[] | null {
  /** For each place from which the rest can be written: where its first line ends and the next one begins. */
  const steps: ({ readonly end: number; readonly next: number; readonly lines: number } | undefined)[] = []
  const length = characters.length
  for (let from = length - 1; from >= 0; from--) {
    if (characters[from] === ' ') continue
    if (length - from <= width) steps[from] = { end: length, next: length, lines: 1 }
    for (let end = from + 1; end <= Math.min(from + width, length - 1); end++) {
      if (characters[end - 1] === ' ') continue
      const isSeparated = end < from + width && startsAt(characters, end, separator)
      const next = isSeparated ? end + separator.length : end
      const rest = isSeparated || end === from + width ? steps[next] : undefined
      if (rest !== undefined && rest.lines + 1 < (steps[from]?.lines ?? Number.POSITIVE_INFINITY)) {
        steps[from] = { end, next, lines: rest.lines + 1 }
      }
    }
  }
  const lines: string[] = []
  for (let from = 0; from < length; ) {
    const step = steps[from]
    if (step === undefined) return null
    lines.push(characters.slice(from, step.end).join(''))
    from = step.next
  }
  return lines
}

const startsAt = (characters: readonly string[], at: number, text: string): boolean =>
  [...text].every((character, index) => characters[at + index] === character)
