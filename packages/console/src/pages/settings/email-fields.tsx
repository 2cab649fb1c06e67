import type { EmailView } from '@congky/shared'
import type { ComponentChildren } from 'preact'
import { SelectField, Switch, TextArea, TextField } from '../../design/field.tsx'
import { Card } from '../../design/layout.tsx'
import { say } from '../../text.ts'
import type { NotificationParts } from './notification-settings.tsx'
import { PasswordField } from './password-field.tsx'

/** The port that goes with each, where nobody chose another one. */
const USUAL_PORTS: Readonly<Record<EmailView['security'], string>> = { starttls: '587', tls: '465', none: '25' }

export function EmailFields({ form, view, disabled, test }: NotificationParts & { readonly test: ComponentChildren }) {
  const { draft, change, errorOf } = form
  const error = (key: string) => errorOf(`notifications.email.${key}`)
  const chooseSecurity = (security: EmailView['security']) => {
    const isUsual = Object.values(USUAL_PORTS).includes(draft.port)
    change({ security, ...(isUsual ? { port: USUAL_PORTS[security] } : {}) })
  }
  return (
    <Card title={say('E-mail', 'E-mail')}>
      <div class="stack">
        <Switch
          label={say('Gửi thông báo qua e-mail', 'Send notifications by mail')}
          value={draft.hasEmail}
          disabled={disabled}
          onChange={(hasEmail) => change({ hasEmail })}
        />
        {draft.hasEmail && (
          <>
            <div class="fields">
              <TextField
                label={say('Máy chủ gửi thư (SMTP)', 'Mail server (SMTP)')}
                value={draft.host}
                placeholder="smtp.gmail.com"
                disabled={disabled}
                error={error('host')}
                onInput={(host) => change({ host })}
              />
              <SelectField
                label={say('Mã hóa', 'Encryption')}
                value={draft.security}
                disabled={disabled}
                error={error('security')}
                onChange={chooseSecurity}
                choices={[
                  { value: 'starttls', label: 'STARTTLS (587)' },
                  { value: 'tls', label: 'TLS (465)' },
                  { value: 'none', label: say('Không (chỉ cho chính máy này)', 'None (this machine only)') },
                ]}
              />
              <TextField
                label={say('Cổng', 'Port')}
                value={draft.port}
                inputMode="numeric"
                disabled={disabled}
                error={error('port')}
                onInput={(port) => change({ port })}
              />
            </div>
            <div class="fields">
              <TextField
                label={say('Tên đăng nhập', 'User')}
                value={draft.user}
                placeholder="cong-ky@van-phong.vn"
                disabled={disabled}
                error={error('user')}
                onInput={(user) => change({ user })}
              />
              <PasswordField
                label={say('Mật khẩu', 'Password')}
                value={draft.password}
                isSet={view.email?.hasPassword ?? false}
                hint={say('Gmail và Microsoft cần mật khẩu ứng dụng', 'Gmail and Microsoft want an app password')}
                disabled={disabled}
                error={error('password')}
                onInput={(password) => change({ password })}
              />
            </div>
            <div class="fields">
              <TextField
                label={say('Gửi từ địa chỉ', 'From')}
                type="email"
                value={draft.from}
                hint={say('Thường trùng với tên đăng nhập', 'Usually the same as the user')}
                disabled={disabled}
                error={error('from')}
                onInput={(from) => change({ from })}
              />
              <TextArea
                label={say('Gửi đến', 'To')}
                value={draft.to}
                rows={2}
                hint={say('Mỗi dòng một địa chỉ', 'One address to a line')}
                disabled={disabled}
                error={error('to') ?? firstOf(draft.to, error)}
                onInput={(to) => change({ to })}
              />
            </div>
            {view.email && test}
          </>
        )}
      </div>
    </Card>
  )
}

/** The first of the recipients that is wrong. */
function firstOf(to: string, error: (key: string) => string | null): string | null {
  const count = to.split(/[\s,;]+/).filter(Boolean).length
  for (let index = 0; index < count; index++) {
    const found = error(`to[${index}]`)
    if (found) return found
  }
  return null
}
