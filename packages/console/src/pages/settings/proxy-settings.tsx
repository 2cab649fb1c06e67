/** The way to the outside: directly, as the system says, or through a proxy; it can be tried before it is saved. */
import type { ConnectionTestView, ProxySettings as ProxyConfig, ProxyView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { TextArea, TextField } from '../../design/field.tsx'
import { Card, Loaded } from '../../design/layout.tsx'
import { useResource } from '../../resource.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { ChoiceList } from './choice-list.tsx'
import { ConnectionResult } from './connection-result.tsx'
import { PasswordField } from './password-field.tsx'
import { SaveBar } from './save-bar.tsx'
import { type Refusal, type SavedForm, toRefusal, useSavedForm } from './saved-form.ts'
import './outgoing.css'

interface ProxyDraft {
  readonly mode: ProxyConfig['mode']
  readonly host: string
  readonly port: string
  readonly user: string
  readonly password: string
  readonly noProxy: string
}

const toDraft = ({ mode, host, port, user, noProxy }: ProxyView): ProxyDraft => ({
  ...{ mode, host: host ?? '', port: String(port ?? ''), user: user ?? '', password: '' },
  noProxy: noProxy.join('\n'),
})

function toBody({ mode, host, port, user, password, noProxy }: ProxyDraft): object {
  const isManual = mode === 'manual'
  return {
    mode,
    host: host.trim() || null,
    port: /^\d{1,5}$/.test(port.trim()) ? Number(port) : null,
    user: user.trim() || null,
    noProxy: noProxy.split(/[\s,;]+/).filter(Boolean),
    ...(isManual && password !== '' ? { password } : {}),
  }
}

const PROBED = 'https://www.customs.gov.vn/'

export function ProxySettings() {
  const resource = useResource((signal) => call<ProxyView>('GET', '/admin/proxy', { signal }), [])
  const [saved, setSaved] = useState<ProxyView | null>(null)
  const reload = async () => {
    const view = await call<ProxyView>('GET', '/admin/proxy')
    setSaved(view)
    return view
  }
  return (
    <Loaded of={resource}>{(loaded) => <ProxyForm view={saved ?? loaded} onSaved={setSaved} reload={reload} />}</Loaded>
  )
}

interface FormProps {
  readonly view: ProxyView
  readonly onSaved: (view: ProxyView) => void
  readonly reload: () => Promise<ProxyView>
}

function ProxyForm({ view, onSaved, reload }: FormProps) {
  const form = useSavedForm({ path: '/admin/proxy', view, toDraft, onSaved })
  const { draft, change } = form
  const mayEdit = can('configure')
  return (
    <div class="stack outgoing">
      <Card
        title={say('Kết nối ra ngoài', 'Outgoing connections')}
        lead={say(
          'Dùng cho thông báo qua webhook và e-mail. Kết nối tới cơ sở dữ liệu và máy trạm không đi qua proxy.',
          'For notifications by webhook and mail. Databases and workstations are never reached through a proxy.',
        )}
      >
        <div class="stack">
          <ChoiceList
            label={say('Phương thức kết nối', 'How to connect')}
            value={draft.mode}
            disabled={!mayEdit}
            onChange={(mode) => change({ mode })}
            choices={[
              { value: 'direct', label: say('Kết nối trực tiếp', 'Direct connection') },
              {
                value: 'system',
                label: say('Tự động tìm cấu hình proxy', 'Find the proxy automatically'),
                hint: view.systemProxy
                  ? say(`Hệ thống đang khai báo ${view.systemProxy}.`, `The system names ${view.systemProxy}.`)
                  : say(
                      'Hệ thống hiện không khai báo proxy (HTTPS_PROXY).',
                      'The system names no proxy now (HTTPS_PROXY).',
                    ),
              },
              { value: 'manual', label: say('Cấu hình proxy', 'Proxy') },
            ]}
          />
          {draft.mode === 'manual' && <ManualFields form={form} view={view} disabled={!mayEdit} />}
          <SaveBar
            isChanged={form.isChanged}
            refusal={form.refusal}
            onSave={() => form.save(toBody(draft))}
            onReset={() => form.reset()}
            onReload={async () => form.reset(await reload())}
          />
        </div>
      </Card>
      {mayEdit && <ConnectionTest draft={draft} />}
    </div>
  )
}

function ManualFields(props: {
  readonly form: SavedForm<ProxyView, ProxyDraft>
  readonly view: ProxyView
  readonly disabled: boolean
}) {
  const { form, view, disabled } = props
  const { draft, change, errorOf } = form
  return (
    <div class="stack">
      <div class="fields">
        <TextField
          label={say('Địa chỉ', 'Address')}
          value={draft.host}
          placeholder="proxy.van-phong.vn"
          disabled={disabled}
          error={errorOf('proxy.host')}
          onInput={(host) => change({ host })}
        />
        <TextField
          label={say('Cổng', 'Port')}
          value={draft.port}
          inputMode="numeric"
          placeholder="3128"
          disabled={disabled}
          error={errorOf('proxy.port')}
          onInput={(port) => change({ port })}
        />
      </div>
      <div class="fields">
        <TextField
          label={say('Tên đăng nhập', 'User')}
          value={draft.user}
          hint={say('Bỏ trống nếu proxy không hỏi', 'Empty when the proxy asks for none')}
          disabled={disabled}
          error={errorOf('proxy.user')}
          onInput={(user) => change({ user })}
        />
        <PasswordField
          label={say('Mật khẩu', 'Password')}
          value={draft.password}
          isSet={view.hasPassword}
          disabled={disabled}
          error={errorOf('proxy.password') ?? errorOf('proxy.passwordSecret')}
          onInput={(password) => change({ password })}
        />
      </div>
      <TextArea
        label={say('Không qua proxy', 'Without the proxy')}
        value={draft.noProxy}
        rows={2}
        hint={say(
          'Mỗi dòng một tên máy (kể cả tên con) hoặc địa chỉ',
          'A host name with all below it, or an address, to a line',
        )}
        disabled={disabled}
        error={errorOf('proxy.noProxy')}
        onInput={(noProxy) => change({ noProxy })}
      />
    </div>
  )
}

function ConnectionTest({ draft }: { readonly draft: ProxyDraft }) {
  const [url, setUrl] = useState(PROBED)
  const [result, setResult] = useState<ConnectionTestView | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const test = async () => {
    setResult(null)
    setRefusal(null)
    try {
      setResult(await call<ConnectionTestView>('POST', '/admin/proxy/test', { body: { url, proxy: toBody(draft) } }))
    } catch (error) {
      setRefusal(toRefusal(error))
    }
  }
  return (
    <Card
      title={say('Kiểm tra kết nối', 'Test the connection')}
      lead={say('Thử với những gì đang nhập ở trên, trước khi ghi.', 'Tries what stands above, before it is saved.')}
    >
      <div class="stack">
        <TextField
          label={say('Địa chỉ để thử', 'Address to try')}
          value={url}
          type="url"
          error={refusal && refusal.fields.length === 0 ? refusal.error.text : null}
          onInput={setUrl}
        />
        <div class="actions">
          <Button icon="play" onClick={test}>
            {say('Kiểm tra kết nối', 'Test the connection')}
          </Button>
        </div>
        {refusal && refusal.fields.length > 0 && <p class="field-error">{refusal.error.text}</p>}
        {result && <ConnectionResult result={result} good={say('Kết nối được', 'It connects')} />}
      </div>
    </Card>
  )
}
