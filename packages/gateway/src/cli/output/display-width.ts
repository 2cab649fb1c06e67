/**
 * How many columns of a terminal a text takes. Vietnamese letters may come as one code point or as a letter
 * with one or two combining marks (file names from macOS do); both take one column.
 */
const segmenter = new Intl.Segmenter('vi', { granularity: 'grapheme' })
const COLOUR = /\u001b\[[0-9;]*m/g
/** Chinese, Japanese and Korean letters, and pictures: two columns. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

export function displayWidth(text: string): number {
  let width = 0
  for (const { segment } of segmenter.segment(text.replace(COLOUR, ''))) width += WIDE.test(segment) ? 2 : 1
  return width
}

/** Fills with blanks at the end. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** Cuts to at most `width` columns, with … for what is missing. Not for coloured text. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 1
  for (const { segment } of segmenter.segment(text)) {
    used += displayWidth(segment)
    if (used > width) break
    kept += segment
  }
  return `${kept}…`
}

/** Breaks at blanks into lines of at most `width` columns; a longer word stands alone. Not for coloured text. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && displayWidth(longer) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

/**
 * Text from outside (names, subjects, messages of databases) made safe to print: control characters could
 * move the cursor, change colours or forge a line.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
}
