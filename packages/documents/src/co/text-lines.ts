/**
 * Long texts over several components, and back without losing a blank. Lines are joined by what people write between
 * them (", " in an address, a blank in a name: annex 4 explains its example so), except where a line goes on: where it
 * fills its component entirely, or a blank stands at either side of the cut. Blanks at the end of a component mean
 * nothing (ISO 9735-1, 9), so no line is cut behind one.
 */
import { lengthOf } from '../customs/check-value.ts'

export interface LineShape {
  /** Characters that a line holds. */
  readonly width: number
  readonly count: number
  readonly separator: string
}

/** Empty lines are passed over. */
export function joinLines(lines: readonly string[], { width, separator }: Omit<LineShape, 'count'>): string {
  const used = lines.filter((line) => line !== '')
  return used.reduce((text, line, index) => {
    const before = used[index - 1] ?? ''
    const goesOn = index === 0 || before.endsWith(' ') || line.startsWith(' ') || lengthOf(before) >= width
    return `${text}${goesOn ? '' : separator}${line}`
  }, '')
}

/** Lines that join to this very text, also when blanks at their ends were suppressed; null: there are none. */
export function splitLines(text: string, shape: LineShape): readonly string[] | null {
  const holds = (lines: readonly string[]): boolean =>
    lines.length <= shape.count &&
    lines.every((line) => line.trimEnd() !== '' && lengthOf(line) <= shape.width) &&
    joinLines(
      lines.map((line) => line.trimEnd()),
      shape,
    ) === text
  return [text.split(shape.separator), atBlanks(text, shape.width), filled(text, shape.width)].find(holds) ?? null
}

/** As many words to a line as it holds. */
function atBlanks(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && lengthOf(last) + 1 + lengthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** As many characters to a line as it holds, but never one that ends in a blank. */
function filled(text: string, width: number): string[] {
  const characters = [...text]
  const lines: string[] = []
  for (let from = 0; from < characters.length; ) {
    let to = Math.min(from + width, characters.length)
    if (to < characters.length) while (to > from + 1 && characters[to - 1] === ' ') to -= 1
    lines.push(characters.slice(from, to).join(''))
    from = to
  }
  return lines
}
