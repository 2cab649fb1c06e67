/** A text as people read it, line by line, so that two versions of it can be compared. */
import type { DocumentRendering } from '@congky/shared'
import { partLabels } from './review-words.ts'

const LINES_MAX = 1_000
const LINE_LENGTH_MAX = 2_000

export function readText(bytes: Uint8Array): DocumentRendering {
  const most = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, LINES_MAX * LINE_LENGTH_MAX))
  const lines = most.toString('utf8').split(/\r\n|\r|\n/)
  const shown = lines.slice(0, LINES_MAX)
  const isCut =
    most.length < bytes.byteLength || lines.length > LINES_MAX || shown.some((line) => line.length > LINE_LENGTH_MAX)
  const fields = shown.map((line, index) => ({
    ...({ kind: 'field', name: 'line', label: partLabels.line(index + 1), meaning: null } as const),
    value: line.slice(0, LINE_LENGTH_MAX),
  }))
  const parts = [{ kind: 'group', name: 'text', label: partLabels.text, parts: fields } as const]
  return { title: partLabels.text, parts, isCut }
}
