/** What people read in the console, in lines of a terminal. */
import type { Bilingual, DocumentRendering, RenderedPart } from '@congky/shared'
import type { Cli } from '../cli.ts'
import { printable } from '../output/display-width.ts'

export function renderingLines({ title, parts, isCut }: DocumentRendering, cli: Cli): string[] {
  const { say, language } = cli
  const cut = say('Chứng từ quá dài, một phần không được in.', 'The document is too long; a part of it is left out.')
  return [cli.paint.bold(printable(title[language])), ...partLines(parts, cli), ...(isCut ? [cli.warning(cut)] : [])]
}

type Field = Extract<RenderedPart, { kind: 'field' }>

/** Fields that follow each other line up. */
function partLines(parts: readonly RenderedPart[], cli: Cli): string[] {
  const lines: string[] = []
  let fields: Field[] = []
  const flush = () => {
    lines.push(...cli.pairs(fields.map((field) => [labelOf(field, cli), textOf(field, cli)])))
    fields = []
  }
  for (const part of parts) {
    if (part.kind === 'field') {
      fields.push(part)
      continue
    }
    flush()
    lines.push('', cli.paint.bold(labelOf(part, cli)), ...indented(insideLines(part, cli)))
  }
  flush()
  return lines
}

/** More columns than people read side by side: such rows are told one after the other. */
const COLUMNS_MAX = 6

function insideLines(part: Exclude<RenderedPart, Field>, cli: Cli): string[] {
  if (part.kind === 'group') return partLines(part.parts, cli)
  const columns = part.columns.map((column, at) => ({
    title: labelOf(column, cli),
    value: (row: readonly string[]) => withMeaning(row[at] ?? '', column.meanings[row[at] ?? ''] ?? null, cli),
    shrinks: true as const,
  }))
  if (columns.length <= COLUMNS_MAX) return cli.table(columns, part.rows)
  return part.rows.flatMap((row, at) => [
    ...(at === 0 ? [] : ['']),
    ...cli.pairs(columns.map(({ title, value }) => [title, oneLine(value(row))])),
  ])
}

function textOf({ value, meaning }: Field, cli: Cli): string {
  return withMeaning(oneLine(value), meaning, cli)
}

function oneLine(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line !== '')
  return lines.map(printable).join(' ⏎ ')
}

/** `TQ – Thông quan` */
function withMeaning(value: string, meaning: Bilingual | null, { language }: Cli): string {
  return meaning === null ? value : `${value} – ${meaning[language]}`
}

function labelOf({ name, label }: Pick<RenderedPart, 'name' | 'label'>, { language, say }: Cli): string {
  if (label !== null) return label[language]
  return name === '#' ? say('Văn bản', 'Text') : printable(name)
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `  ${line}`))
