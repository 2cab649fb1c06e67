/** What can be done with several enterprises at once. */
import type { BoundCertificate, EnterprisePage, EnterpriseView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { Button } from '../../design/button.tsx'
import { confirmAction, Dialog } from '../../design/dialog.tsx'
import { toast } from '../../design/toast.tsx'
import { formatNumber } from '../../format.ts'
import { CertificatePicker } from '../../parts/certificate-picker.tsx'
import { say } from '../../text.ts'
import { bindChosen, type Chosen, type Filters, removeChosen } from './enterprise-calls.ts'
import type { AfterEdit } from './enterprise-list.tsx'

export function BulkBar(props: {
  readonly chosen: readonly EnterpriseView[]
  readonly isAllFound: boolean
  readonly page: EnterprisePage
  readonly filters: Filters
  readonly certificates: readonly BoundCertificate[]
  readonly afterEdit: AfterEdit
  readonly onAllFound: () => void
  readonly onClear: () => void
}) {
  const { chosen, isAllFound, page, filters, certificates, afterEdit, onAllFound, onClear } = props
  const [isBinding, setBinding] = useState(false)
  const count = isAllFound ? page.total : chosen.length
  const of: Chosen = isAllFound
    ? { found: filters }
    : { picked: chosen.map(({ taxCode, source }) => ({ taxCode, source })) }
  const number = formatNumber(count)

  const bind = async (certificate: string | null) => {
    const { changed } = await afterEdit(bindChosen(page.revision, of, certificate))
    setBinding(false)
    onClear()
    const shown = formatNumber(changed)
    toast(say(`Đã đổi chữ ký số của ${shown} doanh nghiệp`, `Changed the certificate of ${shown} enterprises`))
  }
  const remove = async () => {
    const isSure = await confirmAction({
      title: say(`Xóa ${number} doanh nghiệp?`, `Remove ${number} enterprises?`),
      body: say(
        `${number} dòng bị xóa khỏi cấu hình. Yêu cầu ký đến sau dùng chữ ký số mặc định, hoặc bị từ chối nếu không có.`,
        `${number} lines leave the configuration. Requests that come later use the default certificate, or are rejected without one.`,
      ),
      action: say(`Xóa ${number} doanh nghiệp`, `Remove ${number} enterprises`),
      danger: true,
    })
    if (!isSure) return
    const { changed } = await afterEdit(removeChosen(page.revision, of))
    onClear()
    toast(say(`Đã xóa ${formatNumber(changed)} doanh nghiệp`, `Removed ${formatNumber(changed)} enterprises`))
  }
  const canChooseAll = !isAllFound && page.total > chosen.length
  return (
    <section class="bulk-bar" aria-label={say('Việc với các doanh nghiệp đã chọn', 'With the chosen ones')}>
      <span class="row">
        <strong role="status">{say(`Đã chọn ${number}`, `${number} chosen`)}</strong>
        {canChooseAll && (
          <Button kind="quiet" small onClick={onAllFound}>
            {say(`Chọn cả ${formatNumber(page.total)} kết quả`, `Choose all ${formatNumber(page.total)} found`)}
          </Button>
        )}
        <Button kind="quiet" small onClick={onClear}>
          {say('Bỏ chọn', 'Choose none')}
        </Button>
      </span>
      <span class="actions">
        <Button small icon="signature" onClick={() => setBinding(true)}>
          {say('Đặt chữ ký số', 'Set the certificate')}
        </Button>
        <Button small icon="trash" onClick={remove}>
          {say('Xóa', 'Remove')}
        </Button>
      </span>
      {isBinding && (
        <BindDialog number={number} certificates={certificates} onBind={bind} onClose={() => setBinding(false)} />
      )}
    </section>
  )
}

function BindDialog(props: {
  readonly number: string
  readonly certificates: readonly BoundCertificate[]
  readonly onBind: (certificate: string | null) => Promise<void>
  readonly onClose: () => void
}) {
  const { number, certificates, onBind, onClose } = props
  const [certificate, setCertificate] = useState<string | null>(null)
  return (
    <Dialog
      title={say(`Chữ ký số của ${number} doanh nghiệp`, `Certificate of ${number} enterprises`)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say('Hủy', 'Cancel')}</Button>
          <Button kind="primary" onClick={() => onBind(certificate)}>
            {say(`Đặt cho ${number} doanh nghiệp`, `Set for ${number} enterprises`)}
          </Button>
        </>
      }
    >
      <CertificatePicker
        label={say('Ký bằng', 'Signs with')}
        value={certificate}
        onChange={setCertificate}
        certificates={certificates}
        none={say('Dùng chữ ký số mặc định', 'The default certificate')}
      />
    </Dialog>
  )
}
