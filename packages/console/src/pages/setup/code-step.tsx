import { useEffect, useState } from 'preact/hooks'
import { type ApiError, call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { TextField } from '../../design/field.tsx'
import { Card } from '../../design/layout.tsx'
import { toApiError } from '../../resource.ts'
import { route } from '../../router.ts'
import { say } from '../../text.ts'
import { goTo, setupCode, takeCodeFromAddress } from './setup-draft.ts'

export function CodeStep() {
  const [code, setCode] = useState('')
  const [error, setError] = useState<ApiError | null>(null)
  const [isBusy, setBusy] = useState(false)
  const check = async (typed: string) => {
    setBusy(true)
    setError(null)
    try {
      await call('POST', '/setup/code', { body: { code: typed } })
      setupCode.value = typed
      goTo('organization')
    } catch (failure) {
      setError(toApiError(failure))
      setBusy(false)
    }
  }
  useEffect(() => {
    const given = takeCodeFromAddress()
    if (given === '') return
    setCode(given)
    void check(given)
  }, [route.value])
  return (
    <Card
      title={say('Nhập mã thiết lập', 'Type the setup code')}
      lead={say(
        'Mã này chứng tỏ bạn là người quản lý máy cổng ký. Trên máy đó, chạy lệnh “congky setup” để xem mã.',
        'It shows that you look after the gateway host. Run “congky setup” there to see it.',
      )}
    >
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (!isBusy && code.trim() !== '') void check(code)
        }}
      >
        <TextField
          label={say('Mã thiết lập', 'Setup code')}
          value={code}
          onInput={setCode}
          placeholder="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-X"
          hint={say('Chữ hoa hay thường, có gạch hay không đều được.', 'Capitals and dashes do not matter.')}
          error={error && [error.text, error.next].filter(Boolean).join(' ')}
          maxLength={100}
          mono
          autoFocus
          required
        />
        <div class="actions">
          <Button kind="primary" submit isBusy={isBusy}>
            {say('Tiếp tục', 'Go on')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
