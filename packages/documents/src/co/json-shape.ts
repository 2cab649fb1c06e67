/** What `JSON.parse` does not tell: it takes any depth, and of repeated names the last. */

export interface JsonShape {
  /** Levels of objects and lists inside each other. */
  readonly depth: number
  /** Objects, lists, and what they hold; about. */
  readonly values: number
  /** Names with a value, repeated ones included. */
  readonly members: number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const COMMA = 0x2c

const isOpening = (unit: number) => unit === 0x7b || unit === 0x5b
const isClosing = (unit: number) => unit === 0x7d || unit === 0x5d

/** Of a text that is JSON; of others it says something, and does not fail. */
export function shapeOfJson(text: string): JsonShape {
  let level = 0
  let depth = 0
  let values = 0
  let members = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) at = endOfString(text, at)
    else if (unit === COLON) members += 1
    else if (unit === COMMA) values += 1
    else if (isOpening(unit)) {
      level += 1
      values += 1
      depth = Math.max(depth, level)
    } else if (isClosing(unit)) level -= 1
  }
  return { depth, values, members }
}

/** Where its closing quotation mark stands. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === BACKSLASH) at += 1
    else if (unit === QUOTE) return at
  }
  return text.length
}
