import type { ExportFormat, ExportView } from '@congky/shared'
import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { Icon } from '../../design/icon.tsx'
import { Notice, Progress } from '../../design/layout.tsx'
import { formatBytes, formatNumber } from '../../format.ts'
import { toApiError } from '../../resource.ts'
import { language, say } from '../../text.ts'
import { reasonText } from './words.tsx'

const LOOK_MS = 400

export interface ExportDialogProps {
  readonly filter: Readonly<Record<string, string>>
  readonly total: number
  readonly onClose: () => void
}

/** Chooses a format, watches the file grow, hands it over; closing it ends an export that is not done. */
export function ExportDialog({ filter, total, onClose }: ExportDialogProps) {
  const [format, setFormat] = useState<ExportFormat>('xlsx')
  const [view, setView] = useState<ExportView | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const id = useRef<string | null>(null)
  const state = view?.state
  useEffect(() => {
    if (state !== 'running' || !view) return
    const look = () =>
      call<ExportView>('GET', `/admin/exports/${view.id}`)
        .then(setView)
        .catch((error: unknown) => setFailure(toApiError(error).text))
    const timer = setInterval(() => void look(), LOOK_MS)
    return () => clearInterval(timer)
  }, [state, view?.id])
  // Whoever leaves the page does not want it any more; a finished file stays for its hour.
  const isRunning = useRef(false)
  isRunning.current = state === 'running'
  useEffect(
    () => () => {
      if (isRunning.current && id.current) void call('DELETE', `/admin/exports/${id.current}`).catch(() => undefined)
    },
    [],
  )
  const start = async () => {
    setFailure(null)
    const begun = await call<ExportView>('POST', '/admin/exports', {
      body: { format, language: language.value, filter: format === 'proof' ? {} : filter },
    })
    id.current = begun.id
    setView(begun)
  }
  const error = failure ?? (view?.error ? reasonText(view.error) : null)
  return (
    <Dialog
      title={say('Xuất dữ liệu', 'Export')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            {state === 'running' ? say('Hủy xuất', 'Cancel the export') : say('Đóng', 'Close')}
          </Button>
          {state === 'done' && view ? (
            <a class="button primary" href={`/api/v1/admin/exports/${view.id}/file`} download={view.fileName}>
              <Icon name="download" />
              {say('Tải tệp về', 'Download the file')}
            </a>
          ) : (
            <Button kind="primary" isBusy={state === 'running'} onClick={start}>
              {say('Bắt đầu xuất', 'Start the export')}
            </Button>
          )}
        </>
      }
    >
      {error && <Notice tone="bad" title={error} />}
      {view === null || state === 'failed' ? (
        <Formats format={format} total={total} onChange={setFormat} />
      ) : (
        <Standing view={view} />
      )}
    </Dialog>
  )
}

interface FormatsProps {
  readonly format: ExportFormat
  readonly total: number
  readonly onChange: (format: ExportFormat) => void
}

function Formats({ format, total, onChange }: FormatsProps) {
  const count = formatNumber(total)
  const formats: readonly (readonly [ExportFormat, string, string])[] = [
    [
      'xlsx',
      'Excel (.xlsx)',
      say(
        'Mở bằng Excel, LibreOffice; giữ nguyên số 0 đầu mã số thuế',
        'For Excel and LibreOffice; tax codes keep their zeros',
      ),
    ],
    [
      'csv',
      'CSV',
      say('Cho mọi phần mềm bảng tính, không giới hạn số dòng', 'For any spreadsheet, without a limit of rows'),
    ],
    ['json', 'JSON', say('Cho lập trình viên', 'For developers')],
    [
      'proof',
      say('Toàn bộ chuỗi lịch sử (.jsonl)', 'The whole chained history (.jsonl)'),
      say(
        'Để kiểm tra độc lập bằng congky history verify; không theo điều kiện lọc',
        'To be verified anywhere with congky history verify; ignores the filters',
      ),
    ],
  ]
  return (
    <fieldset class="history-formats">
      <legend>
        {say(`Xuất ${count} yêu cầu đang lọc ra:`, `Export the ${count} requests that fit the filters as:`)}
      </legend>
      {formats.map(([value, name, hint]) => (
        <label key={value} class="history-format">
          <input type="radio" name="format" value={value} checked={format === value} onChange={() => onChange(value)} />
          <span>
            <strong>{name}</strong>
            <span class="dim small-text">{hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function Standing({ view }: { readonly view: ExportView }) {
  const { state, done, total, bytes, fileName } = view
  const size = formatBytes(bytes)
  if (state === 'done') {
    return (
      <Notice
        tone="good"
        title={say(`Đã xuất ${formatNumber(done)} dòng (${size})`, `Exported ${formatNumber(done)} rows (${size})`)}
      >
        {say(`Tệp ${fileName} được giữ một giờ.`, `The file ${fileName} is kept for an hour.`)}
      </Notice>
    )
  }
  const label = say(
    `Đang xuất: ${formatNumber(done)} trên ${formatNumber(total)} dòng · ${size}`,
    `Exporting: ${formatNumber(done)} of ${formatNumber(total)} rows · ${size}`,
  )
  return <Progress label={label} value={total === 0 ? null : done / total} />
}
