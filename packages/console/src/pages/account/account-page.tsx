/** One's own account: password, passkeys, and where one is logged in. */
import type { LoginView, SessionView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { TextField } from '../../design/field.tsx'
import { Card, Facts, Loaded, PageHead } from '../../design/layout.tsx'
import { toast, toastError } from '../../design/toast.tsx'
import { formatAgo } from '../../format.ts'
import { toApiError, useResource } from '../../resource.ts'
import { can, login, takeLogin } from '../../session.ts'
import { say, sayOf } from '../../text.ts'
import { ROLE_WORDS } from '../settings/role-words.ts'
import { SessionTable } from '../settings/session-table.tsx'
import { OwnPasskeys } from './own-passkeys.tsx'

type OwnSession = SessionView & { readonly current: boolean }

export function AccountPage() {
  const sessions = useResource((signal) => call<OwnSession[]>('GET', '/auth/sessions', { signal }), [])
  const account = login.value?.account
  if (!account) return null
  return (
    <>
      <PageHead title={say('Tài khoản của bạn', 'Your account')} />
      <Card title={account.displayName}>
        <Facts
          facts={[
            [say('Tên đăng nhập', 'Login name'), account.name],
            [say('Vai trò', 'Role'), sayOf(ROLE_WORDS[account.role])],
            [say('Đổi mật khẩu', 'Password changed'), formatAgo(account.passwordChangedAt)],
          ]}
        />
      </Card>
      <OwnPassword name={account.name} onChange={sessions.reload} />
      {can('approve') && <OwnPasskeys name={account.name} />}
      <Loaded of={sessions} lines={2}>
        {(list) => <OwnSessions sessions={list} onChange={sessions.reload} />}
      </Loaded>
    </>
  )
}

function OwnPassword({ name, onChange }: { readonly name: string; readonly onChange: () => Promise<void> }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [errors, setErrors] = useState<{ current?: string; next?: string; again?: string }>({})
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    if (next !== again) return setErrors({ again: say('Hai lần nhập không giống nhau', 'The two are not the same') })
    setBusy(true)
    setErrors({})
    try {
      takeLogin(
        await call<LoginView>('POST', '/auth/password', { body: { currentPassword: current, newPassword: next } }),
      )
      for (const set of [setCurrent, setNext, setAgain]) set('')
      toast(say('Đã đổi mật khẩu. Các phiên khác đã kết thúc.', 'Password changed. Other sessions have ended.'))
      await onChange()
    } catch (failure) {
      const error = toApiError(failure)
      if (error.code === 'ERR_PASSWORD_WEAK') setErrors({ next: `${error.text} ${error.next ?? ''}` })
      else if (error.code === 'ERR_LOGIN_FAILED')
        setErrors({ current: say('Mật khẩu hiện tại không đúng', 'That is not your password') })
      else toastError(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card
      title={say('Đổi mật khẩu', 'Change your password')}
      lead={say('Mọi phiên khác của bạn sẽ kết thúc.', 'Every other session of yours ends.')}
    >
      <form class="stack" onSubmit={submit}>
        {/* For password managers: which account it is. */}
        <input class="visually-hidden" aria-hidden="true" tabIndex={-1} autoComplete="username" value={name} readOnly />
        <div class="fields">
          <TextField
            label={say('Mật khẩu hiện tại', 'Current password')}
            type="password"
            autoComplete="current-password"
            {...{ value: current, onInput: setCurrent, error: errors.current ?? null }}
            required
          />
          <TextField
            label={say('Mật khẩu mới', 'New password')}
            type="password"
            autoComplete="new-password"
            hint={say('Ít nhất 12 ký tự.', 'At least 12 characters.')}
            {...{ value: next, onInput: setNext, error: errors.next ?? null }}
            required
          />
          <TextField
            label={say('Nhập lại mật khẩu mới', 'New password once more')}
            type="password"
            autoComplete="new-password"
            {...{ value: again, onInput: setAgain, error: errors.again ?? null }}
            required
          />
        </div>
        <div class="actions">
          <Button kind="primary" submit isBusy={isBusy}>
            {say('Đổi mật khẩu', 'Change it')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function OwnSessions(props: { readonly sessions: readonly OwnSession[]; readonly onChange: () => Promise<void> }) {
  const { sessions, onChange } = props
  const others = sessions.filter(({ current }) => !current)
  const endOne = async ({ id }: SessionView) => {
    await call('DELETE', `/auth/sessions/${id}`)
    await onChange()
  }
  const endOthers = async () => {
    const question = {
      title: say('Đăng xuất ở mọi nơi khác?', 'Log out everywhere else?'),
      body: say(`${others.length} phiên khác kết thúc ngay.`, `${others.length} other sessions end at once.`),
      action: say('Đăng xuất nơi khác', 'Log out elsewhere'),
      danger: true,
    }
    if (!(await confirmAction(question))) return
    await Promise.all(others.map(({ id }) => call('DELETE', `/auth/sessions/${id}`)))
    await onChange()
  }
  return (
    <Card
      title={say('Nơi bạn đang đăng nhập', 'Where you are logged in')}
      actions={
        others.length > 0 && (
          <Button small onClick={endOthers}>
            {say('Đăng xuất mọi nơi khác', 'Log out everywhere else')}
          </Button>
        )
      }
    >
      <SessionTable sessions={sessions} onEnd={endOne} />
    </Card>
  )
}
