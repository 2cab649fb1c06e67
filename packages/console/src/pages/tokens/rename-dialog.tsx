import { useState } from 'preact/hooks'
import { type ApiError, call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { TextField } from '../../design/field.tsx'
import { toast } from '../../design/toast.tsx'
import { toApiError } from '../../resource.ts'
import { say } from '../../text.ts'

export function RenameDialog(props: {
  readonly name: string
  readonly revision: string
  readonly onDone: () => unknown
  readonly onClose: () => void
}) {
  const { name, revision, onDone, onClose } = props
  const [wanted, setWanted] = useState(name)
  const [error, setError] = useState<ApiError | null>(null)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    if (wanted.trim() === name) return onClose()
    setBusy(true)
    try {
      const headers = { 'If-Match': `"${revision}"` }
      await call('POST', `/admin/tokens/${encodeURIComponent(name)}/rename`, { body: { name: wanted }, headers })
      toast(say('Đã đổi tên token', 'The token has its new name'))
      await onDone()
      onClose()
    } catch (failure) {
      setError(toApiError(failure))
      setBusy(false)
    }
  }
  return (
    <Dialog title={say('Đổi tên token', 'Rename the token')} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <TextField
          label={say('Tên gọi', 'Name')}
          hint={say(
            'Ví dụ: Giám đốc, Kế toán. Tên này dùng ở mọi nơi, kể cả lệnh congky unlock.',
            'Such as “Director”; used everywhere, in congky unlock too.',
          )}
          value={wanted}
          onInput={setWanted}
          error={error?.text ?? null}
          maxLength={64}
          autoFocus
          required
        />
        <div class="actions">
          <Button onClick={onClose}>{say('Hủy', 'Cancel')}</Button>
          <Button kind="primary" submit isBusy={isBusy}>
            {say('Lưu', 'Save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
