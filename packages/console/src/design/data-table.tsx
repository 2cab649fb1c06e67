/** Rows of things; on a phone each row is a card, with the columns' titles beside its values. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

export interface Column<T> {
  readonly title: string
  readonly cell: (row: T) => ComponentChildren
  readonly align?: 'end'
  /** The column that names the row: large on a phone, a row header for screen readers. */
  readonly isName?: boolean
  /** Takes what is left of the width. */
  readonly grows?: boolean
}

export interface DataTableProps<T> {
  /** What the table holds, for screen readers. */
  readonly caption: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string
  /** Where a click on a row leads; the cell of the name column should hold the link itself. */
  readonly onOpen?: (row: T) => void
  readonly empty?: ComponentChildren
}

export function DataTable<T>({ caption, columns, rows, keyOf, onOpen, empty }: DataTableProps<T>) {
  const frame = useRef<HTMLDivElement>(null)
  // A table too wide for its place scrolls, and who has no mouse scrolls it with the arrow keys.
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const follow = new ResizeObserver(() => {
      element.tabIndex = element.scrollWidth > element.clientWidth ? 0 : -1
    })
    follow.observe(element)
    return () => follow.disconnect()
  }, [rows.length === 0])
  if (rows.length === 0 && empty) return <>{empty}</>
  return (
    <div class="table-frame" ref={frame}>
      <table class="data-table">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, align, grows }) => (
              <th key={title} scope="col" class={`${align ?? ''} ${grows ? 'grows' : ''}`}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={keyOf(row)}
              class={onOpen ? 'opens' : undefined}
              onClick={onOpen ? (event) => isOnControl(event.target) || onOpen(row) : undefined}
            >
              {columns.map((column) => (
                <Cell key={column.title} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell<T>({ column, row }: { readonly column: Column<T>; readonly row: T }) {
  const { title, cell, align, isName } = column
  if (isName) {
    return (
      <th scope="row" class="name">
        {cell(row)}
      </th>
    )
  }
  return (
    <td class={align} data-title={title}>
      {cell(row)}
    </td>
  )
}

/** A click on a button inside a row is meant for the button. */
function isOnControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, button, input, select, label') !== null
}
