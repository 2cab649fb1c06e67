/** One's own passkeys: an approver uses them instead of typing the password for each decision. */
import type { PasskeyCreationOptions, PasskeyView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { TextField } from '../../design/field.tsx'
import { Card, Loaded, Notice } from '../../design/layout.tsx'
import { toast, toastError } from '../../design/toast.tsx'
import { formatAgo } from '../../format.ts'
import { canUsePasskeys, isAddress, makePasskey } from '../../passkey.ts'
import { toApiError, useResource } from '../../resource.ts'
import { say } from '../../text.ts'
import { browserOf } from '../settings/session-table.tsx'

export function OwnPasskeys({ name }: { readonly name: string }) {
  const passkeys = useResource((signal) => call<PasskeyView[]>('GET', '/auth/passkeys', { signal }), [])
  return (
    <Card
      title={say('Khóa đăng nhập (passkey)', 'Passkeys')}
      lead={say(
        'Duyệt bằng vân tay, khuôn mặt hay khóa bảo mật thay cho mật khẩu. Mỗi lần dùng chỉ có giá trị cho đúng những chứng từ đang duyệt.',
        'Approve with a fingerprint, your face or a security key instead of the password. Each use counts for exactly the documents at hand.',
      )}
    >
      <div class="stack">
        <Loaded of={passkeys} lines={1}>
          {(list) => list.length > 0 && <PasskeyTable passkeys={list} onChange={passkeys.reload} />}
        </Loaded>
        {canUsePasskeys() ? <NewPasskey account={name} onAdded={passkeys.reload} /> : <NotHere />}
      </div>
    </Card>
  )
}

function PasskeyTable(props: { readonly passkeys: readonly PasskeyView[]; readonly onChange: () => Promise<void> }) {
  const { passkeys, onChange } = props
  const remove = async ({ id, name }: PasskeyView) => {
    const question = {
      title: say(`Xóa khóa “${name}”?`, `Remove the passkey “${name}”?`),
      body: say('Khóa này không duyệt được nữa.', 'It approves nothing any more.'),
      action: say('Xóa khóa', 'Remove it'),
      danger: true,
    }
    if (!(await confirmAction(question))) return
    await call('DELETE', `/auth/passkeys/${id}`)
    await onChange()
  }
  return (
    <DataTable
      caption={say('Khóa đăng nhập của bạn', 'Your passkeys')}
      rows={passkeys}
      keyOf={({ id }) => id}
      columns={[
        { title: say('Tên', 'Name'), isName: true, cell: ({ name }) => name },
        { title: say('Dùng tại', 'Used at'), cell: ({ host }) => host },
        { title: say('Tạo', 'Made'), cell: ({ createdAt }) => formatAgo(createdAt) },
        {
          title: say('Dùng gần nhất', 'Last used'),
          cell: ({ lastUsedAt }) => (lastUsedAt === null ? '–' : formatAgo(lastUsedAt)),
        },
        {
          title: say('Thao tác', 'Actions'),
          cell: (passkey) => (
            <Button small onClick={() => remove(passkey)}>
              {say('Xóa', 'Remove')}
            </Button>
          ),
        },
      ]}
    />
  )
}

function NewPasskey({ account, onAdded }: { readonly account: string; readonly onAdded: () => Promise<void> }) {
  const [name, setName] = useState(browserOf(navigator.userAgent))
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setWrong(null)
    try {
      const options = await call<PasskeyCreationOptions>('POST', '/auth/passkeys/options', { body: { password } })
      setPassword('')
      await call('POST', '/auth/passkeys', { body: { name, response: await makePasskey(options) } })
      toast(say('Đã thêm khóa đăng nhập.', 'The passkey was added.'))
      await onAdded()
    } catch (failure) {
      const error = toApiError(failure)
      if (error.code === 'ERR_LOGIN_FAILED') setWrong(say('Mật khẩu không đúng', 'That is not your password'))
      else toastError(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form class="stack" onSubmit={submit}>
      {/* For password managers: which account it is. */}
      <input
        class="visually-hidden"
        aria-hidden="true"
        tabIndex={-1}
        autoComplete="username"
        value={account}
        readOnly
      />
      <div class="fields">
        <TextField
          label={say('Tên thiết bị', 'Name of the device')}
          maxLength={60}
          {...{ value: name, onInput: setName }}
          required
        />
        <TextField
          label={say('Mật khẩu của bạn', 'Your password')}
          type="password"
          autoComplete="current-password"
          {...{ value: password, onInput: setPassword, error: wrong }}
          required
        />
      </div>
      <div class="actions">
        <Button submit isBusy={isBusy}>
          {say('Thêm khóa', 'Add a passkey')}
        </Button>
      </div>
    </form>
  )
}

function NotHere() {
  const { hostname } = location
  if (!isAddress(hostname)) {
    return (
      <Notice tone="info">
        {say('Trình duyệt này không dùng được khóa đăng nhập.', 'This browser cannot use passkeys.')}
      </Notice>
    )
  }
  return (
    <Notice tone="info">
      {say(
        `Trang đang được mở bằng địa chỉ ${hostname}. Khóa đăng nhập cần một tên miền: mở trang bằng tên, ví dụ https://ky.congty.vn.`,
        `This page was opened by the address ${hostname}. Passkeys need a host name: open the page by its name, such as https://signing.example.vn.`,
      )}
    </Notice>
  )
}
