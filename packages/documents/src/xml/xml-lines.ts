/** XML as we write it: two blanks for each level, one line for a value, the same data gives the same text. */

export type Lines = readonly string[]

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

/** An element that holds others, or nothing. */
export function elementLines(
  name: string,
  children: Lines,
  attributes: Readonly<Record<string, string>> = {},
): readonly string[] {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeXml(value).replaceAll('"', '&quot;')}"`,
  )
  const start = `<${name}${written.join('')}`
  if (children.length === 0) return [`${start}/>`]
  return [`${start}>`, ...children.map((line) => `  ${line}`), `</${name}>`]
}

/** An element that holds a value. */
export function leafLine(name: string, value: string): string {
  return `<${name}>${escapeXml(value)}</${name}>`
}

/** The whole text of a document. */
export function xmlText(root: Lines): string {
  return `${XML_DECLARATION}\n${root.join('\n')}\n`
}

function escapeXml(value: string): string {
  return /[&<>]/.test(value) ? value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : value
}
