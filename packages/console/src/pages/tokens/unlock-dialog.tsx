/** Where a PIN is typed. It is read from the field when it is sent, cleared at once, and kept nowhere in the page. */
import type { TokenView } from '@congky/shared'
import { useRef, useState } from 'preact/hooks'
import { type ApiError, call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { Checkbox, Field } from '../../design/field.tsx'
import { Notice } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { toApiError } from '../../resource.ts'
import { say } from '../../text.ts'

export function UnlockDialog(props: {
  readonly token: Pick<TokenView, 'name' | 'pinFlag' | 'state'>
  /** Told of every try, right or wrong. */
  readonly onTried: () => unknown
  readonly onClose: () => void
}) {
  const { token, onTried, onClose } = props
  const input = useRef<HTMLInputElement>(null)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const [isSure, setSure] = useState(false)
  const wasRefused = token.state === 'pin-refused' || error?.code === 'ERR_PIN_REFUSED'
  const isLow = token.pinFlag === 'count-low' || error?.code === 'ERR_PIN_TRIES_LOW'
  const isLast = token.pinFlag === 'final-try'
  const isDangerous = wasRefused || isLow || isLast

  const submit = async (event: Event) => {
    event.preventDefault()
    const field = input.current
    if (isBusy || !field || field.value === '' || (isDangerous && !isSure)) return
    setBusy(true)
    try {
      const body = { pin: field.value, confirmLowTries: isDangerous }
      field.value = ''
      await call('POST', `/admin/tokens/${encodeURIComponent(token.name)}/unlock`, { body })
      toast(say(`Đã mở khóa ${token.name}`, `${token.name} is unlocked`))
      await onTried()
      onClose()
    } catch (failure) {
      setError(toApiError(failure))
      setSure(false)
      setBusy(false)
      await onTried()
      field.focus()
    }
  }
  return (
    <Dialog title={say(`Mở khóa ${token.name}`, `Unlock ${token.name}`)} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <PinDanger isLast={isLast} isLow={isLow} wasRefused={wasRefused} />
        {error && !['ERR_PIN_REFUSED', 'ERR_PIN_TRIES_LOW'].includes(error.code) && (
          <Notice tone="bad" title={error.text}>
            {error.next}
          </Notice>
        )}
        <Field
          label={say('Mã PIN', 'PIN')}
          required
          error={error?.code === 'ERR_PIN_REFUSED' ? say('Mã PIN vừa nhập bị từ chối.', 'That PIN was refused.') : null}
          hint={say(
            'Cổng ký chỉ giữ mã PIN trong bộ nhớ cho đến khi khóa lại.',
            'Kept in memory only, until it is locked.',
          )}
        >
          {(own) => (
            <input
              {...own}
              ref={input}
              class="input mono"
              type="password"
              autoComplete="off"
              maxLength={256}
              autoFocus
            />
          )}
        </Field>
        {isDangerous && (
          <Checkbox
            label={say(
              'Tôi chắc chắn mã PIN này đúng, và hiểu rằng nhập sai có thể khóa hẳn token.',
              'I am sure of this PIN, and know that a wrong one may block the token for good.',
            )}
            value={isSure}
            onChange={setSure}
          />
        )}
        <div class="actions">
          <Button onClick={onClose}>{say('Hủy', 'Cancel')}</Button>
          <Button kind={isDangerous ? 'danger' : 'primary'} submit isBusy={isBusy} disabled={isDangerous && !isSure}>
            {say('Mở khóa', 'Unlock')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function PinDanger(props: { readonly isLast: boolean; readonly isLow: boolean; readonly wasRefused: boolean }) {
  const { isLast, isLow, wasRefused } = props
  if (isLast) {
    return (
      <Notice tone="bad" title={say('Chỉ còn MỘT lần nhập PIN', 'ONE try is left')}>
        {say(
          'Nhập sai lần này, token bị khóa vĩnh viễn và phải nhờ nhà cung cấp chữ ký số mở lại. Nếu không chắc, hãy hỏi người giữ token.',
          'A wrong PIN now blocks the token for good; only the certificate authority can open it again. If in doubt, ask its holder.',
        )}
      </Notice>
    )
  }
  if (isLow || wasRefused) {
    return (
      <Notice tone="bad" title={say('Token đã bị nhập sai PIN', 'A wrong PIN was typed before')}>
        {isLow
          ? say(
              'Token báo chỉ còn ít lần nhập. Nhập sai thêm có thể khóa hẳn token.',
              'The token says that few tries are left. One more wrong PIN may block it for good.',
            )
          : say(
              'Token thường cho nhập sai vài lần rồi khóa hẳn, và nhiều loại không báo còn mấy lần. Hãy hỏi đúng mã PIN trước khi thử lại.',
              'Tokens take a few wrong PINs and then block for good; many never say how many are left. Make sure of the PIN before you try again.',
            )}
      </Notice>
    )
  }
  return (
    <p class="dim">
      {say(
        'Hãy gõ đúng mã PIN của token: nhập sai vài lần liên tiếp có thể khóa hẳn token.',
        'Type the PIN of this token with care: a few wrong ones in a row may block it for good.',
      )}
    </p>
  )
}
