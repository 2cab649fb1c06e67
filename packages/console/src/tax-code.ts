/** Tax codes as people type them; the gateway checks each again. */

/** `0101 300 842` → `0101300842`, `0101300842001` → `0101300842-001`; null for what has another shape. */
export function toTaxCode(text: string): string | null {
  const compact = text.replace(/[\s.]/g, '')
  const branch = /^(\d{10})-?(\d{3})$/.exec(compact)
  if (branch) return `${branch[1]}-${branch[2]}`
  return /^(\d{10}|\d{12})$/.test(compact) ? compact : null
}
