import type { AccountView, Role, SessionView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { confirmAction, Dialog } from '../../design/dialog.tsx'
import { SelectField, TextField } from '../../design/field.tsx'
import { Facts, Loaded } from '../../design/layout.tsx'
import { toast, toastError } from '../../design/toast.tsx'
import { formatAgo, formatDateTime } from '../../format.ts'
import { toApiError, useResource } from '../../resource.ts'
import { can, login } from '../../session.ts'
import { say, sayOf } from '../../text.ts'
import { ROLE_WORDS, ROLES } from './role-words.ts'
import { SessionTable } from './session-table.tsx'

interface Props {
  readonly onClose: () => void
  readonly onChange: () => Promise<void>
}

const roleChoices = () => ROLES.map((role) => ({ value: role, label: sayOf(ROLE_WORDS[role]) }))

export const passwordHint = () =>
  say('Ít nhất 12 ký tự; nên là vài từ không liên quan.', 'At least 12 characters; a few unrelated words are good.')

export function AddUser({ onClose, onChange }: Props) {
  const [name, setName] = useState('')
  const [displayName, setDisplayName] = useState('')
  const [role, setRole] = useState<Role>('approver')
  const [password, setPassword] = useState('')
  const [errors, setErrors] = useState<{ readonly name?: string; readonly password?: string }>({})
  const [isBusy, setBusy] = useState(false)

  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setErrors({})
    try {
      await call('POST', '/admin/users', { body: { name, displayName, role, password } })
      toast(say('Đã thêm người dùng', 'User added'))
      await onChange()
      onClose()
    } catch (failure) {
      const error = toApiError(failure)
      const text = error.next === null ? error.text : `${error.text} ${error.next}`
      if (error.code === 'ERR_PASSWORD_WEAK') setErrors({ password: text })
      else if (['ERR_ACCOUNT_EXISTS', 'ERR_REQUEST_INVALID'].includes(error.code)) setErrors({ name: error.text })
      else toastError(error)
      setBusy(false)
    }
  }
  return (
    <Dialog title={say('Thêm người dùng', 'Add a user')} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <TextField
          label={say('Tên đăng nhập', 'Login name')}
          hint={say('Chữ không dấu, chữ số, dấu chấm, gạch ngang.', 'Plain letters, digits, dots, dashes.')}
          {...{ value: name, onInput: setName, error: errors.name ?? null }}
          required
          autoFocus
        />
        <TextField label={say('Họ tên', 'Full name')} value={displayName} onInput={setDisplayName} />
        <SelectField label={say('Vai trò', 'Role')} value={role} choices={roleChoices()} onChange={setRole} />
        <TextField
          label={say('Mật khẩu ban đầu', 'First password')}
          type="password"
          autoComplete="new-password"
          hint={passwordHint()}
          {...{ value: password, onInput: setPassword, error: errors.password ?? null }}
          required
        />
        <div class="actions">
          <Button onClick={onClose}>{say('Hủy', 'Cancel')}</Button>
          <Button kind="primary" submit isBusy={isBusy}>
            {say('Thêm', 'Add')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

export function UserDetails({ account, onClose, onChange }: Props & { readonly account: AccountView }) {
  const { name, displayName, role, createdAt, passwordChangedAt, lastLoginAt } = account
  const path = `/admin/users/${encodeURIComponent(name)}`
  const sessions = useResource((signal) => call<SessionView[]>('GET', `${path}/sessions`, { signal }), [name])
  const isSelf = name === login.value?.account.name
  const end = async ({ id }: SessionView) => {
    await call('DELETE', `${path}/sessions/${id}`)
    await sessions.reload()
  }
  return (
    <Dialog title={displayName} onClose={onClose} wide>
      <Facts
        facts={[
          [say('Tên đăng nhập', 'Login name'), name],
          [say('Vai trò', 'Role'), sayOf(ROLE_WORDS[role])],
          [say('Tạo lúc', 'Added'), formatDateTime(createdAt)],
          [say('Đổi mật khẩu', 'Password changed'), formatAgo(passwordChangedAt)],
          [say('Đăng nhập gần nhất', 'Last login'), lastLoginAt && formatAgo(lastLoginAt)],
        ]}
      />
      <h3>{say('Phiên đang mở', 'Open sessions')}</h3>
      <Loaded of={sessions} lines={2}>
        {(list) => <SessionTable sessions={list} {...(can('manage-accounts') && !isSelf ? { onEnd: end } : {})} />}
      </Loaded>
      {can('manage-accounts') && (
        <UserActions {...{ account, path, isSelf, onChange }} onSessionsEnd={sessions.reload} />
      )}
    </Dialog>
  )
}

function UserActions(props: {
  readonly account: AccountView
  readonly path: string
  readonly isSelf: boolean
  readonly onChange: () => Promise<void>
  readonly onSessionsEnd: () => Promise<void>
}) {
  const { account, path, isSelf, onChange, onSessionsEnd } = props
  const { displayName, role, disabledAt } = account
  const isActive = disabledAt === null
  // A choice that was taken back leaves the field as it was.
  const [asked, setAsked] = useState(0)
  const changeRole = async (next: Role) => {
    const question = {
      title: say(`Đổi vai trò của ${displayName}?`, `Change the role of ${displayName}?`),
      body: isSelf
        ? say('Bạn sẽ mất quyền quản trị ngay lập tức.', 'You are no admin any more at once.')
        : say(
            `Từ bây giờ người này là: ${sayOf(ROLE_WORDS[next])}.`,
            `From now on this person is: ${sayOf(ROLE_WORDS[next])}.`,
          ),
      action: say('Đổi vai trò', 'Change the role'),
      danger: true,
    }
    if (next === role) return
    const isWanted = await confirmAction(question)
    setAsked(asked + 1)
    if (!isWanted) return
    await call('POST', `${path}/role`, { body: { role: next } })
    await onChange()
  }
  const toggle = async () => {
    const question = {
      title: say(`Ngừng tài khoản của ${displayName}?`, `Disable ${displayName}?`),
      body: say(
        'Mọi phiên đang mở kết thúc ngay và người này không đăng nhập được nữa. Có thể cho dùng lại sau.',
        'Every open session ends at once, and this person cannot log in any more. It can be undone.',
      ),
      action: say('Ngừng tài khoản', 'Disable'),
      danger: true,
    }
    if (isActive && !(await confirmAction(question))) return
    await call('POST', `${path}/${isActive ? 'disable' : 'enable'}`)
    await onChange()
    await onSessionsEnd()
  }
  return (
    <>
      <h3>{say('Thay đổi', 'Change')}</h3>
      <SelectField
        key={asked}
        label={say('Vai trò', 'Role')}
        value={role}
        choices={roleChoices()}
        onChange={(next) => void changeRole(next).catch(toastError)}
      />
      {!isSelf && <ResetPassword {...{ path, displayName }} onDone={onSessionsEnd} />}
      <div class="actions">
        <Button kind={isActive ? 'danger' : 'plain'} onClick={toggle}>
          {isActive ? say('Ngừng tài khoản', 'Disable') : say('Cho dùng lại', 'Enable again')}
        </Button>
        {isSelf && <a href="#/account">{say('Đổi mật khẩu của bạn', 'Change your own password')}</a>}
      </div>
    </>
  )
}

function ResetPassword(props: {
  readonly path: string
  readonly displayName: string
  readonly onDone: () => Promise<void>
}) {
  const { path, displayName, onDone } = props
  const [password, setPassword] = useState('')
  const [error, setError] = useState<string | null>(null)
  const reset = async () => {
    const question = {
      title: say(`Đặt mật khẩu mới cho ${displayName}?`, `Set a new password for ${displayName}?`),
      body: say(
        'Mật khẩu cũ hết hiệu lực và mọi phiên đang mở của người này kết thúc ngay.',
        'The old one ends at once, and with it every open session of this person.',
      ),
      action: say('Đặt mật khẩu', 'Set the password'),
      danger: true,
    }
    if (!(await confirmAction(question))) return
    try {
      await call('POST', `${path}/password`, { body: { password } })
      setPassword('')
      setError(null)
      toast(say('Đã đặt mật khẩu mới', 'The new password is set'))
      await onDone()
    } catch (failure) {
      setError(toApiError(failure).text)
    }
  }
  return (
    <div class="stack">
      <TextField
        label={say('Mật khẩu mới', 'New password')}
        type="password"
        autoComplete="new-password"
        hint={passwordHint()}
        value={password}
        onInput={setPassword}
        error={error}
      />
      <div class="actions">
        <Button disabled={password === ''} onClick={reset}>
          {say('Đặt lại mật khẩu', 'Reset the password')}
        </Button>
      </div>
    </div>
  )
}
