/** An interchange as a person reads it, and what strict reading has against it. */
import {
  checkCo,
  describeInterchange,
  type EdifactFinding,
  type ReadInterchange,
  readInterchange,
  repertoireOf,
} from '@congky/documents'
import type { DocumentRendering, RenderedPart } from '@congky/shared'

const FINDINGS_MAX = 50

/** Null: it is no interchange. */
export function renderInterchange(document: Uint8Array): DocumentRendering | null {
  const { interchange, findings } = readInterchange(document)
  if (interchange === null) return null
  const { title, parts, isCut } = describeInterchange(interchange)
  const all = [...findings, ...checkCo(interchange).certificates.flatMap((one) => one.findings)]
  const faults = faultPart(all.filter(({ severity }) => severity !== 'notice'))
  return { title, parts: [...parts, ...faults], isCut, ...charsetOf(interchange) }
}

/** A person who is to approve the document has to know. */
function faultPart(faults: readonly EdifactFinding[]): readonly RenderedPart[] {
  if (faults.length === 0) return []
  const count = faults.length
  const label = { vi: `Cần xem lại (${count} chỗ)`, en: `To be looked at (${count})` }
  return [{ kind: 'group', name: 'findings', label, parts: faults.slice(0, FINDINGS_MAX).map(toPart) }]
}

/** Its rule is the value, and its words are what that stands for. */
function toPart({ rule, place, vi, en }: EdifactFinding): RenderedPart {
  const label = place && { vi: `Đoạn ${place.segment} ${place.tag}`, en: `Segment ${place.segment} ${place.tag}` }
  return { kind: 'field', name: rule, label, value: rule, meaning: { vi, en } }
}

function charsetOf({ syntax }: ReadInterchange): Pick<DocumentRendering, 'charset'> {
  const repertoire = repertoireOf(syntax.identifier)
  return repertoire?.high === 'table' ? { charset: repertoire.label } : {}
}
