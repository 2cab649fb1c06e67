/** Some real rows as the gateway would read them, so that a wrong column is seen before anything is signed. */
import type { PreviewRow, SourceState, TablePreviewView } from '@congky/shared'
import { useEffect, useState } from 'preact/hooks'
import type { ApiError } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { Badge, Notice, type Tone } from '../../design/layout.tsx'
import { formatBytes } from '../../format.ts'
import { toApiError } from '../../resource.ts'
import { say } from '../../text.ts'
import { check } from './source-calls.ts'
import type { SectionProps } from './source-editor.tsx'

/** After the last change of a column. */
const QUIET_MS = 500

export function RowPreview({ form, checkBody, isOpen }: SectionProps & { readonly isOpen: boolean }) {
  const [preview, setPreview] = useState<TablePreviewView | null>(null)
  const [failure, setFailure] = useState<ApiError | null>(null)
  const show = async (signal?: AbortSignal) => {
    try {
      const found = await check<TablePreviewView>('preview', checkBody(), signal)
      if (signal?.aborted) return
      setPreview(found)
      setFailure(null)
    } catch (error) {
      if (!signal?.aborted) setFailure(toApiError(error))
    }
  }
  const { id, document, state, signedDocument } = form.columns
  const isComplete = [id, document, state, signedDocument].every((column) => column !== '')
  useEffect(() => {
    if (!isOpen || !isComplete) return
    const left = new AbortController()
    const timer = setTimeout(() => void show(left.signal), QUIET_MS)
    return () => {
      clearTimeout(timer)
      left.abort()
    }
  }, [isOpen, JSON.stringify([form.table, form.columns, form.states])])
  return (
    <div class="stack" aria-live="polite">
      <div class="row spread">
        <h3>{say('Xem thử dữ liệu', 'What the gateway would read')}</h3>
        <Button small icon="eye" disabled={!isComplete} onClick={() => show()}>
          {say('Xem lại', 'Look again')}
        </Button>
      </div>
      {failure && (
        <Notice tone="bad" title={failure.text}>
          {failure.next}
        </Notice>
      )}
      {preview && !failure && <Rows preview={preview} />}
      {!isComplete && (
        <p class="dim small-text">
          {say('Chọn đủ các cột bắt buộc để xem.', 'Choose the columns that are needed first.')}
        </p>
      )}
    </div>
  )
}

/** Enough to see whether the columns are right. */
const FIRST_ROWS = 5

function Rows({ preview: { rows, missing } }: { readonly preview: TablePreviewView }) {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? rows : rows.slice(0, FIRST_ROWS)
  return (
    <>
      {missing.length > 0 && (
        <Notice tone="warn">
          {say(`Bảng không có cột: ${missing.join(', ')}`, `The table has no column ${missing.join(', ')}`)}
        </Notice>
      )}
      <DataTable
        caption={say('Một số dòng của bảng', 'Some rows of the table')}
        columns={columnsOf()}
        rows={shown}
        keyOf={(row) => `${row.id} ${rows.indexOf(row)}`}
        empty={<p class="dim">{say('Bảng chưa có dòng nào.', 'The table has no rows yet.')}</p>}
      />
      {shown.length < rows.length && (
        <Button small onClick={() => setWhole(true)}>
          {say(`Xem cả ${rows.length} dòng`, `Show all ${rows.length} rows`)}
        </Button>
      )}
    </>
  )
}

function columnsOf(): Column<PreviewRow>[] {
  const nothing = <span class="dim">–</span>
  return [
    { title: say('Mã dòng', 'Key'), isName: true, cell: ({ id }) => id ?? nothing },
    { title: say('Mã số thuế', 'Tax code'), cell: ({ taxCode }) => taxCode ?? nothing },
    { title: say('Số tham chiếu', 'Reference'), cell: ({ reference }) => reference ?? nothing },
    { title: say('Trạng thái', 'State'), cell: (row) => <State row={row} /> },
    {
      title: say('Chứng từ', 'Document'),
      grows: true,
      cell: ({ document, documentBytes }) =>
        document === null ? (
          nothing
        ) : (
          <div class="source-place">
            <code class="preview-document">{document}</code>
            {documentBytes !== null && <span class="dim small-text">{formatBytes(documentBytes)}</span>}
          </div>
        ),
    },
  ]
}

function State({ row: { state, stateMeaning } }: { readonly row: PreviewRow }) {
  const words: Readonly<Record<SourceState, readonly [Tone, string]>> = {
    pending: ['info', say('Chờ ký', 'Pending')],
    claimed: ['warn', say('Đang ký', 'Claimed')],
    awaitingApproval: ['warn', say('Chờ duyệt', 'Waiting for approval')],
    signed: ['good', say('Đã ký', 'Signed')],
    rejected: ['bad', say('Bị từ chối', 'Rejected')],
  }
  if (stateMeaning === null)
    return <Badge tone="quiet">{say(`Khác (${state ?? '–'})`, `Other (${state ?? '–'})`)}</Badge>
  const [tone, word] = words[stateMeaning]
  return <Badge tone={tone}>{word}</Badge>
}
