import { useState } from 'preact/hooks'
import type { ApiError } from '../api.ts'
import { Button } from '../design/button.tsx'
import { TextField } from '../design/field.tsx'
import { Card, Notice } from '../design/layout.tsx'
import { toApiError } from '../resource.ts'
import { signIn } from '../session.ts'
import { say } from '../text.ts'
import { LanguageSwitch, ThemeSwitch } from './choices-bar.tsx'

export function LoginPage() {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)

  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setError(null)
    try {
      await signIn(name, password)
    } catch (failure) {
      setError(toApiError(failure))
      setPassword('')
      setBusy(false)
    }
  }
  return (
    <main class="gate">
      <h1 class="mark">
        <img src="/icon.svg" alt="" />
        Cổng ký
      </h1>
      <Card title={say('Đăng nhập', 'Log in')}>
        <form onSubmit={submit}>
          {error && (
            <Notice tone="bad" title={error.text}>
              {error.next}
            </Notice>
          )}
          <TextField
            label={say('Tên tài khoản', 'Account')}
            value={name}
            onInput={setName}
            autoComplete="username"
            autoFocus
            required
          />
          <TextField
            label={say('Mật khẩu', 'Password')}
            type="password"
            value={password}
            onInput={setPassword}
            autoComplete="current-password"
            required
          />
          <Button kind="primary" submit isBusy={isBusy}>
            {say('Đăng nhập', 'Log in')}
          </Button>
        </form>
      </Card>
      <p class="dim small-text">
        {say(
          'Quên mật khẩu? Người quản trị đặt lại được ở mục Người dùng, hoặc trên máy chủ: congky user reset-password',
          'Forgot it? An admin can set a new one under Users, or on the host: congky user reset-password',
        )}
      </p>
      <div class="row">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </main>
  )
}
