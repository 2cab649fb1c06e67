import type { SetupAnswer } from '@congky/shared'
import { useState } from 'preact/hooks'
import { type ApiError, call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Checkbox, TextField } from '../../design/field.tsx'
import { Card, Notice } from '../../design/layout.tsx'
import { toApiError } from '../../resource.ts'
import { takeLogin } from '../../session.ts'
import { say } from '../../text.ts'
import { draft, goTo, setupCode, unsaved } from './setup-draft.ts'

/** As the gateway has it; it says the rest of what it thinks of a password. */
const PASSWORD_LENGTH_MIN = 12

export function AccountStep() {
  const [name, setName] = useState('')
  const [displayName, setDisplayName] = useState(draft.value.contactName)
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [pinEntry, setPinEntry] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [wasTried, setTried] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const length = [...password].length
  const isShort = length < PASSWORD_LENGTH_MIN
  const differs = password !== again

  const submit = async (event: Event) => {
    event.preventDefault()
    setTried(true)
    if (isBusy || name.trim() === '' || isShort || differs) return
    setBusy(true)
    setError(null)
    try {
      const account = { name, displayName, password }
      const body = { code: setupCode.value, account, organization: draft.value, pinEntry }
      const answer = await call<SetupAnswer>('POST', '/setup', { body })
      unsaved.value = answer.unsaved
      setupCode.value = null
      goTo('tokens')
      takeLogin(answer.login)
    } catch (failure) {
      setError(toApiError(failure))
      setBusy(false)
    }
  }
  const isAboutPassword = error?.code === 'ERR_PASSWORD_WEAK'
  return (
    <Card
      title={say('Tài khoản quản trị', 'The admin account')}
      lead={say(
        'Tài khoản đầu tiên có mọi quyền. Sau này bạn thêm được người khác với quyền hẹp hơn.',
        'The first account may do everything. Others with fewer rights can be added later.',
      )}
    >
      <form class="stack" onSubmit={submit} noValidate>
        {error && !isAboutPassword && (
          <Notice tone="bad" title={error.text}>
            {error.next}
          </Notice>
        )}
        <div class="fields">
          <TextField
            label={say('Tên đăng nhập', 'Account name')}
            hint={say('Chữ không dấu, số, dấu chấm; ví dụ: lan', 'Letters without accents and digits, such as lan')}
            value={name}
            onInput={setName}
            error={wasTried && name.trim() === '' ? say('Cần tên đăng nhập.', 'A name is needed.') : null}
            autoComplete="username"
            maxLength={64}
            autoFocus
            required
          />
          <TextField
            label={say('Họ tên', 'Your name')}
            value={displayName}
            onInput={setDisplayName}
            autoComplete="name"
            maxLength={200}
          />
          <TextField
            label={say('Mật khẩu', 'Password')}
            type="password"
            value={password}
            onInput={(value) => {
              setPassword(value)
              if (isAboutPassword) setError(null)
            }}
            autoComplete="new-password"
            hint={
              isShort
                ? say(
                    `Ít nhất ${PASSWORD_LENGTH_MIN} ký tự (đã có ${length}); vài từ không liên quan là tốt nhất.`,
                    `At least ${PASSWORD_LENGTH_MIN} characters (${length} so far); a few unrelated words are best.`,
                  )
                : say('Đủ dài.', 'Long enough.')
            }
            error={passwordError(error, wasTried && isShort)}
            required
          />
          <TextField
            label={say('Nhập lại mật khẩu', 'The same again')}
            type="password"
            value={again}
            onInput={setAgain}
            autoComplete="new-password"
            error={
              differs && (wasTried || again.length >= length) && again !== ''
                ? say('Hai lần nhập không giống nhau.', 'The two differ.')
                : null
            }
            required
          />
        </div>
        <div class="stack pin-choice">
          <Checkbox
            label={say('Cho phép gõ mã PIN của token trên trình duyệt', 'Let PINs of tokens be typed in a browser')}
            value={pinEntry}
            onChange={setPinEntry}
          />
          <p class="field-hint">
            {say(
              'Tiện khi máy cổng ký không có người ngồi: mã PIN đi qua mạng đã mã hóa. Không chọn thì mã PIN chỉ gõ được trên máy cổng ký (congky unlock). Đổi lại được trong congky.yaml: console.pinEntry.',
              'Handy where nobody sits at the gateway host: PINs travel over the network, encrypted. Otherwise they are typed on the host only (congky unlock). Can be changed in congky.yaml: console.pinEntry.',
            )}
          </p>
        </div>
        <div class="actions">
          <Button kind="primary" submit isBusy={isBusy}>
            {say('Tạo tài khoản', 'Make the account')}
          </Button>
          <Button onClick={() => goTo('organization')}>{say('Quay lại', 'Back')}</Button>
        </div>
      </form>
    </Card>
  )
}

function passwordError(error: ApiError | null, isShort: boolean): string | null {
  if (error?.code === 'ERR_PASSWORD_WEAK') return [error.text, error.next].filter(Boolean).join(' ')
  return isShort ? say('Mật khẩu còn quá ngắn.', 'The password is too short.') : null
}
