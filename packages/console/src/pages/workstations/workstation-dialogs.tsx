/** Adding a workstation, changing its rights, giving it a new code. */
import type { PairingCodeView, WorkstationView } from '@congky/shared'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { ApiError, call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { SelectField, TextField } from '../../design/field.tsx'
import { Notice } from '../../design/layout.tsx'
import { toApiError } from '../../resource.ts'
import { say } from '../../text.ts'
import { EnterprisePicker, type Enterprises } from './enterprise-picker.tsx'

/** How this page itself reached the gateway is how workstations will; only this machine's own name is no use to them. */
function ownUrl(): { readonly url?: string } {
  const isOwnMachine = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(location.hostname)
  return isOwnMachine ? {} : { url: location.origin }
}

export function AddDialog(props: {
  readonly onAdded: (name: string, code: PairingCodeView) => void
  readonly onClose: () => void
}) {
  const [name, setName] = useState('')
  const [enterprises, setEnterprises] = useState<Enterprises>('all')
  const [days, setDays] = useState<'default' | '30' | '90' | '0'>('default')
  return (
    <FormDialog
      title={say('Thêm máy trạm', 'Add a workstation')}
      action={say('Tạo mã ghép nối', 'Make a pairing code')}
      enterprises={enterprises}
      onClose={props.onClose}
      onSubmit={async () => {
        const body = { name, enterprises, ...(days === 'default' ? {} : { keyDays: Number(days) }), ...ownUrl() }
        props.onAdded(name.trim(), await call<PairingCodeView>('POST', '/admin/workstations', { body }))
      }}
    >
      {(error) => (
        <>
          <TextField
            label={say('Tên máy', 'Name')}
            hint={say('Ví dụ: Máy kế toán, Chị Hoa', 'For example: Accounting, Ms Hoa')}
            value={name}
            onInput={setName}
            maxLength={100}
            autoFocus
            required
            error={error?.code === 'ERR_WORKSTATION_EXISTS' ? error.text : null}
          />
          <EnterprisePicker
            value={enterprises}
            onChange={setEnterprises}
            error={error?.code === 'ERR_TAX_CODE_INVALID' ? error.text : null}
          />
          <SelectField
            label={say('Thời hạn khóa truy cập', 'How long its access key lives')}
            hint={say('Máy tự gia hạn khóa khi còn dùng.', 'A workstation in use renews its key by itself.')}
            value={days}
            onChange={setDays}
            choices={[
              { value: 'default', label: say('Như cấu hình chung', 'As configured') },
              { value: '30', label: say('30 ngày', '30 days') },
              { value: '90', label: say('90 ngày', '90 days') },
              { value: '0', label: say('Không hết hạn', 'Never expires') },
            ]}
          />
        </>
      )}
    </FormDialog>
  )
}

export function RightsDialog(props: {
  readonly view: WorkstationView
  readonly onSaved: () => void
  readonly onClose: () => void
}) {
  const { view } = props
  const [enterprises, setEnterprises] = useState<Enterprises>(view.enterprises)
  return (
    <FormDialog
      title={say(`Quyền của máy “${view.name}”`, `Rights of “${view.name}”`)}
      action={say('Lưu quyền', 'Save')}
      enterprises={enterprises}
      onClose={props.onClose}
      onSubmit={async () => {
        const path = `/admin/workstations/${encodeURIComponent(view.name)}/enterprises`
        await call('PUT', path, { body: { enterprises, known: view.enterprises } })
        props.onSaved()
      }}
    >
      {(error) => (
        <>
          <p>
            {say(
              'Có hiệu lực ngay, kể cả với kết nối đang mở và chứng từ đang chờ.',
              'Takes effect at once, also for open connections and waiting documents.',
            )}
          </p>
          <EnterprisePicker
            value={enterprises}
            onChange={setEnterprises}
            error={error?.code === 'ERR_TAX_CODE_INVALID' ? error.text : null}
          />
        </>
      )}
    </FormDialog>
  )
}

export function RotateDialog(props: {
  readonly view: WorkstationView
  readonly onMade: (code: PairingCodeView) => void
  readonly onClose: () => void
}) {
  const { view } = props
  const [hours, setHours] = useState<'0' | '1' | '24' | '168'>('24')
  return (
    <FormDialog
      title={say(`Mã mới cho máy “${view.name}”`, `New code for “${view.name}”`)}
      action={say('Tạo mã mới', 'Make a new code')}
      onClose={props.onClose}
      onSubmit={async () => {
        const path = `/admin/workstations/${encodeURIComponent(view.name)}/rotation`
        const body = { overlapHours: Number(hours), ...ownUrl() }
        props.onMade(await call<PairingCodeView>('POST', path, { body }))
      }}
    >
      {() => (
        <>
          <p>
            {say(
              'Máy giữ nguyên quyền và nhận khóa truy cập mới khi ghép nối bằng mã này. Trước lúc đó khóa cũ vẫn dùng được.',
              'The workstation keeps its rights and gets a new access key when it is paired with this code. Until then the old key goes on.',
            )}
          </p>
          <SelectField
            label={say('Sau khi ghép nối, khóa cũ', 'After the pairing the old key')}
            value={hours}
            onChange={setHours}
            choices={[
              { value: '0', label: say('hết hiệu lực ngay', 'ends at once') },
              { value: '1', label: say('dùng thêm 1 giờ', 'works for another hour') },
              { value: '24', label: say('dùng thêm 1 ngày', 'works for another day') },
              { value: '168', label: say('dùng thêm 7 ngày', 'works for another 7 days') },
            ]}
          />
        </>
      )}
    </FormDialog>
  )
}

/** Errors of a field are shown there by `children`, all others above. */
const FIELD_ERRORS = ['ERR_WORKSTATION_EXISTS', 'ERR_TAX_CODE_INVALID']

function FormDialog(props: {
  readonly title: string
  readonly action: string
  readonly enterprises?: Enterprises
  readonly children: (error: ApiError | null) => ComponentChildren
  readonly onSubmit: () => Promise<void>
  readonly onClose: () => void
}) {
  const { title, action, enterprises, children, onSubmit, onClose } = props
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    if (enterprises !== undefined && enterprises !== 'all' && enterprises.length === 0) {
      const [detail, messageVi] = ['Name at least one enterprise.', 'Hãy thêm ít nhất một doanh nghiệp.']
      setError(new ApiError(0, { code: 'ERR_TAX_CODE_INVALID', detail, messageVi }))
      return
    }
    setBusy(true)
    setError(null)
    try {
      await onSubmit()
    } catch (failure) {
      setError(toApiError(failure))
      setBusy(false)
    }
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        {error && !FIELD_ERRORS.includes(error.code) && (
          <Notice tone="bad" title={error.text}>
            {error.next}
          </Notice>
        )}
        {children(error)}
        <div class="actions form-end">
          <Button onClick={onClose}>{say('Hủy', 'Cancel')}</Button>
          <Button kind="primary" submit isBusy={isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
