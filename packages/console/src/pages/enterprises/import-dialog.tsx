/** A list of enterprises from a spreadsheet: looked at first, taken when the person wants it. */
import type { EnterpriseListReport } from '@congky/shared'
import { useState } from 'preact/hooks'
import { saveFile } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { FileDrop } from '../../design/file-drop.tsx'
import { Notice, Progress } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { formatNumber } from '../../format.ts'
import { toApiError } from '../../resource.ts'
import { say } from '../../text.ts'
import { lookAtList, takeList } from './enterprise-calls.ts'
import type { AfterEdit } from './enterprise-list.tsx'
import { ImportReport } from './import-report.tsx'

type Step =
  | { readonly kind: 'choose'; readonly error: unknown }
  | { readonly kind: 'reading'; readonly file: File }
  | { readonly kind: 'report'; readonly file: File; readonly report: EnterpriseListReport }

export function ImportDialog({ afterEdit, onClose }: { readonly afterEdit: AfterEdit; readonly onClose: () => void }) {
  const [step, setStep] = useState<Step>({ kind: 'choose', error: null })
  const look = async (file: File) => {
    setStep({ kind: 'reading', file })
    try {
      setStep({ kind: 'report', file, report: await lookAtList(file) })
    } catch (error) {
      setStep({ kind: 'choose', error })
    }
  }
  const take = async ({ file, report }: Extract<Step, { kind: 'report' }>) => {
    const { counts } = await afterEdit(takeList(report.revision, file))
    const [added, changed] = [formatNumber(counts.added), formatNumber(counts.changed)]
    toast(say(`Đã thêm ${added}, sửa ${changed} doanh nghiệp`, `Added ${added} enterprises and changed ${changed}`))
    onClose()
  }
  return (
    <Dialog
      wide
      title={say('Nhập danh sách doanh nghiệp', 'Import enterprises')}
      onClose={onClose}
      actions={step.kind === 'report' && <Answers report={step.report} onTake={() => take(step)} onClose={onClose} />}
    >
      {step.kind === 'choose' && <Choose error={step.error} onFile={look} />}
      {step.kind === 'reading' && (
        <Progress label={say(`Đang đọc ${step.file.name}`, `Reading ${step.file.name}`)} value={null} />
      )}
      {step.kind === 'report' && (
        <ImportReport
          name={step.file.name}
          report={step.report}
          onOther={() => setStep({ kind: 'choose', error: null })}
        />
      )}
    </Dialog>
  )
}

function Choose({ error, onFile }: { readonly error: unknown; readonly onFile: (file: File) => unknown }) {
  const failure = error === null ? null : toApiError(error)
  return (
    <>
      {failure && (
        <Notice tone="bad" title={failure.text}>
          {failure.next}
        </Notice>
      )}
      <p>
        {say(
          'Tệp CSV lưu từ Excel, dòng đầu là tên cột: Mã số thuế, Tên doanh nghiệp, và nếu có Chữ ký số (serial), Nguồn (CSDL). Chưa có gì được ghi cho đến khi bạn xem kết quả và đồng ý.',
          'A CSV file from Excel whose first line names the columns: tax code, name, and if wanted certificate (serial number) and source (database). Nothing is written before you have seen what would change.',
        )}
      </p>
      <FileDrop
        label={say('Thả tệp CSV vào đây hoặc bấm để chọn', 'Drop a CSV file here, or click to choose one')}
        hint={say('Excel: Lưu thành → CSV UTF-8', 'Excel: Save As → CSV UTF-8')}
        accept=".csv,text/csv"
        onFiles={([file]) => file && onFile(file)}
      />
      <div class="actions">
        <Button kind="quiet" small icon="download" onClick={saveSample}>
          {say('Tải tệp mẫu', 'Get a sample')}
        </Button>
      </div>
    </>
  )
}

/** With its mark of UTF-8, so that Excel shows the letters. */
function saveSample(): void {
  const lines = [
    'Mã số thuế,Tên doanh nghiệp,Chữ ký số,Nguồn',
    '0101300842,Công ty TNHH Ví dụ,5402BC5CACCE669C,',
    '0100109106,Doanh nghiệp dùng chữ ký số mặc định,,',
    '',
  ]
  saveFile(new Blob([`\ufeff${lines.join('\r\n')}`], { type: 'text/csv' }), 'doanh-nghiep-mau.csv')
}

function Answers(props: {
  readonly report: EnterpriseListReport
  readonly onTake: () => Promise<void>
  readonly onClose: () => void
}) {
  const { added, changed, bad } = props.report.counts
  const good = added + changed
  if (good === 0) return <Button onClick={props.onClose}>{say('Đóng', 'Close')}</Button>
  const number = formatNumber(good)
  return (
    <>
      <Button onClick={props.onClose}>{say('Không nhập gì', 'Import nothing')}</Button>
      <Button kind="primary" onClick={props.onTake}>
        {bad > 0
          ? say(`Chỉ nhập ${number} dòng đúng`, `Import the ${number} good lines`)
          : say(`Nhập ${number} doanh nghiệp`, `Import ${number} enterprises`)}
      </Button>
    </>
  )
}
