import { useState } from 'preact/hooks'
import type { ApiError } from '../api.ts'
import { Button } from '../design/button.tsx'
import { TextField } from '../design/field.tsx'
import { Card, Notice } from '../design/layout.tsx'
import { toApiError } from '../resource.ts'
import { say } from '../text.ts'
import { pair, pairing } from './pairing.ts'
import { secretIn } from './secret-in.ts'

/** Pairing: one click for whoever came by a QR code, a field for whoever has the code. */
export function PairView({ secret, onDone }: { readonly secret: string | null; readonly onDone: () => void }) {
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setError(null)
    try {
      await pair(secret ?? secretIn(typed))
      onDone()
    } catch (failure) {
      setError(toApiError(failure))
      setBusy(false)
    }
  }
  const name = pairing.value?.workstation
  return (
    <Card title={say('Ghép nối máy này', 'Pair this machine')}>
      <form class="stack" onSubmit={submit}>
        {error && (
          <Notice tone="bad" title={error.text}>
            {say('Hãy xin quản trị cổng ký một mã mới.', 'Ask the admin of the gateway for a new code.')}
          </Notice>
        )}
        {name !== undefined && (
          <p class="dim">{say(`Máy này đang mang tên “${name}”.`, `This machine is paired as “${name}”.`)}</p>
        )}
        {secret === null ? (
          <TextField
            label={say('Mã ghép nối', 'Pairing code')}
            hint={say('Quản trị tạo mã ở mục Máy trạm.', 'An admin makes it under Workstations.')}
            value={typed}
            onInput={setTyped}
            mono
            autoFocus
            required
          />
        ) : (
          <p>
            {say(
              'Sau khi ghép nối, ai dùng trình duyệt này cũng gửi ký được. Chỉ ghép nối trên máy của bạn.',
              'Once paired, whoever uses this browser can have documents signed. Pair only a machine of yours.',
            )}
          </p>
        )}
        <Button kind="primary" submit isBusy={isBusy}>
          {say('Ghép nối', 'Pair')}
        </Button>
      </form>
    </Card>
  )
}
