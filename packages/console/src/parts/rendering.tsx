import type { Bilingual, RenderedPart } from '@congky/shared'
import { say, sayOf } from '../text.ts'

/** A document as names and values. Everything that came from it is shown as text. */
export function Rendering({ parts }: { readonly parts: readonly RenderedPart[] }) {
  return (
    <div class="document-text">
      {runsOf(parts).map((run, at) => (
        <Run key={at} run={run} />
      ))}
    </div>
  )
}

type Field = Extract<RenderedPart, { kind: 'field' }>

/** Fields that follow each other make one list. */
function runsOf(parts: readonly RenderedPart[]): readonly (readonly RenderedPart[])[] {
  const runs: RenderedPart[][] = []
  for (const part of parts) {
    const last = runs.at(-1)
    if (part.kind === 'field' && last?.[0]?.kind === 'field') last.push(part)
    else runs.push([part])
  }
  return runs
}

function Run({ run }: { readonly run: readonly RenderedPart[] }) {
  const [first] = run
  if (first === undefined) return null
  if (first.kind === 'field') return <Fields fields={run.filter((part): part is Field => part.kind === 'field')} />
  if (first.kind === 'table') return <Table table={first} />
  return (
    <section class="document-group">
      <h4>{labelOf(first)}</h4>
      <Rendering parts={first.parts} />
    </section>
  )
}

function Fields({ fields }: { readonly fields: readonly Field[] }) {
  return (
    <dl class="document-fields">
      {fields.map((field, at) => (
        <div key={at}>
          <dt>{labelOf(field)}</dt>
          <dd>{field.value === '' ? '—' : withMeaning(field.value, field.meaning)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Characters from which the text of a cell is a sentence. */
const WORDS_FROM = 20

function Table({ table }: { readonly table: Extract<RenderedPart, { kind: 'table' }> }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard
    <section class="table-frame" tabIndex={0} aria-label={labelOf(table)}>
      <table class="document-table">
        <caption>{labelOf(table)}</caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column.name} scope="col">
                {labelOf(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, at) => {
                const column = table.columns[at]
                const text = withMeaning(cell, column?.meanings[cell] ?? null)
                return (
                  <td key={column?.name} class={text.length > WORDS_FROM ? 'has-words' : undefined}>
                    {text}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** `TQ – Thông quan` */
function withMeaning(value: string, meaning: Bilingual | null): string {
  return meaning === null ? value : `${value} – ${sayOf(meaning)}`
}

function labelOf({ name, label }: Pick<RenderedPart, 'name' | 'label'>): string {
  if (label !== null) return sayOf(label)
  return name === '#' ? say('Văn bản', 'Text') : name
}
