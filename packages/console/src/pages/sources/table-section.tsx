/** Step 2: the table of requests, one that is there or our own, its columns, and what the gateway would read. */
import { REFERENCE_TABLE, type TableColumnView, type TableListView, type TableMadeView } from '@congky/shared'
import { useEffect, useState } from 'preact/hooks'
import { Button } from '../../design/button.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { SelectField } from '../../design/field.tsx'
import { Card, Notice } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { say } from '../../text.ts'
import { ColumnFields } from './column-fields.tsx'
import { RowPreview } from './row-preview.tsx'
import { check } from './source-calls.ts'
import type { SectionProps } from './source-editor.tsx'
import { REFERENCE_INPUTS } from './source-form.ts'
import { suggestColumns } from './suggest-columns.ts'

/** Parts of a table's name as one value of a choice; no name holds a line's end. */
const joined = (table: readonly string[]) => table.join('\n')

export function TableSection(props: SectionProps) {
  const { form, change, checkBody, errors, source } = props
  const [tables, setTables] = useState<readonly (readonly string[])[] | null>(null)
  const [columns, setColumns] = useState<readonly TableColumnView[] | null>(null)
  const ownTable = form.dialect === 'postgres' ? ['public', REFERENCE_TABLE] : [REFERENCE_TABLE]

  // Of another kind of database nothing that was found out holds.
  useEffect(() => {
    setTables(null)
    setColumns(null)
  }, [form.dialect])

  const showTables = async () => {
    const found = await check<TableListView>('tables', checkBody())
    setTables(found.tables)
  }
  const look = async (table: readonly string[]) => {
    const found = await check<readonly TableColumnView[]>('columns', checkBody({ table }))
    setColumns(found)
    return found
  }
  const choose = async (value: string) => {
    const table = value === '' ? [] : value.split('\n')
    change({ table })
    setColumns(null)
    if (table.length > 0) change({ columns: suggestColumns(await look(table)) })
  }
  const makeTable = async () => {
    const isSure = await confirmAction({
      title: say('Tạo bảng chuẩn?', 'Make the reference table?'),
      body: say(
        `Cổng ký tạo bảng ${REFERENCE_TABLE} và chỉ mục của nó trong cơ sở dữ liệu này; các bảng khác không bị đụng đến. Phần mềm khai báo ghi chứng từ cần ký vào bảng đó.`,
        `The gateway makes the table ${REFERENCE_TABLE} and its index in this database; no other table is touched. The declaration software puts its documents there.`,
      ),
      action: say('Tạo bảng', 'Make the table'),
    })
    if (!isSure) return
    const own = { table: ownTable, columns: REFERENCE_INPUTS }
    const { created } = await check<TableMadeView>('init-table', checkBody(own))
    toast(
      created
        ? say(`Đã tạo bảng ${REFERENCE_TABLE}`, `Made the table ${REFERENCE_TABLE}`)
        : say(`Bảng ${REFERENCE_TABLE} đã có sẵn`, `The table ${REFERENCE_TABLE} was there already`),
    )
    change(own)
    setTables((before) =>
      before === null || before.some((each) => joined(each) === joined(ownTable)) ? before : [...before, ownTable],
    )
    setColumns(await check<readonly TableColumnView[]>('columns', checkBody(own)))
  }
  const listed = tables ?? (form.table.length > 0 ? [form.table] : [])
  const choices =
    listed.some((table) => joined(table) === joined(form.table)) || form.table.length === 0
      ? listed
      : [form.table, ...listed]
  return (
    <Card
      title={say('2. Bảng chứng từ chờ ký', '2. The table of documents')}
      lead={say(
        'Chọn bảng mà phần mềm khai báo đặt chứng từ cần ký, hoặc tạo bảng chuẩn của cổng ký.',
        'Choose the table where the declaration software puts its documents, or make our reference table.',
      )}
    >
      <div class="row">
        <Button icon="search" onClick={showTables}>
          {say('Xem các bảng', 'Show the tables')}
        </Button>
        <Button icon="plus" onClick={makeTable}>
          {say('Tạo bảng chuẩn', 'Make the reference table')}
        </Button>
      </div>
      {tables?.length === 0 && (
        <Notice tone="info">
          {say(
            'Cơ sở dữ liệu chưa có bảng nào mà tài khoản này thấy được.',
            'There is no table that this login can see.',
          )}
        </Notice>
      )}
      {choices.length > 0 && (
        <SelectField
          label={say('Bảng', 'Table')}
          error={errors.get('table') ?? null}
          value={joined(form.table)}
          choices={[
            ...(form.table.length === 0 ? [{ value: '', label: say('— chọn bảng —', '— choose a table —') }] : []),
            ...choices.map((table) => ({ value: joined(table), label: table.join('.') })),
          ]}
          onChange={(value) => void choose(value)}
        />
      )}
      {form.table.length > 0 && (
        <>
          <ColumnFields {...props} columns={columns} onLook={() => look(form.table)} />
          <RowPreview {...props} isOpen={source === null || columns !== null} />
        </>
      )}
    </Card>
  )
}
