import type { WebhookView } from '@congky/shared'
import type { ComponentChildren } from 'preact'
import { Button } from '../../design/button.tsx'
import { SelectField, TextField } from '../../design/field.tsx'
import { Card } from '../../design/layout.tsx'
import { say } from '../../text.ts'
import type { WebhookDraft } from './notification-draft.ts'
import type { NotificationParts } from './notification-settings.tsx'

const WEBHOOKS_MAX = 10

export function WebhookFields(props: NotificationParts & { readonly testOf: (name: string) => ComponentChildren }) {
  const { form, disabled, testOf } = props
  const { webhooks } = form.draft
  const add = () => {
    const id = `new-${Date.now()}`
    const added = {
      id,
      name: '',
      url: '',
      language: 'both',
      allowLan: false,
      secret: '',
      hasSecret: false,
      isNew: true,
    } as const
    form.change({ webhooks: [...webhooks, added] })
  }
  const replace = (id: string, changed: Partial<WebhookDraft>) =>
    form.change({ webhooks: webhooks.map((hook) => (hook.id === id ? { ...hook, ...changed } : hook)) })
  const remove = (id: string) => form.change({ webhooks: webhooks.filter((hook) => hook.id !== id) })
  const button = !disabled && webhooks.length < WEBHOOKS_MAX && (
    <Button icon="plus" small onClick={add}>
      {say('Thêm webhook', 'Add a webhook')}
    </Button>
  )
  return (
    <Card title="Webhook" actions={button}>
      {webhooks.length === 0 ? (
        <p class="dim">
          {say(
            'Đưa thông báo vào nhóm chat (Zalo, Telegram, Slack… qua cầu nối) hoặc phần mềm giám sát.',
            'Brings messages to a chat (Zalo, Telegram, Slack … over a bridge) or a monitoring program.',
          )}
        </p>
      ) : (
        <div class="stack">
          {webhooks.map((hook, index) => (
            <OneWebhook
              key={hook.id}
              hook={hook}
              disabled={disabled}
              errorOf={(key) => form.errorOf(`notifications.webhooks[${index}].${key}`)}
              change={(changed) => replace(hook.id, changed)}
              onRemove={() => remove(hook.id)}
              test={hook.isNew ? null : testOf(hook.name)}
            />
          ))}
        </div>
      )}
    </Card>
  )
}

function OneWebhook(props: {
  readonly hook: WebhookDraft
  readonly disabled: boolean
  readonly errorOf: (key: string) => string | null
  readonly change: (changed: Partial<WebhookDraft>) => void
  readonly onRemove: () => void
  readonly test: ComponentChildren
}) {
  const { hook, disabled, errorOf, change, onRemove, test } = props
  const title = hook.name || say('Webhook mới', 'New webhook')
  return (
    <section class="webhook stack" aria-label={title}>
      <div class="row spread">
        <h3>{title}</h3>
        {!disabled && (
          <Button kind="quiet" small icon="close" onClick={onRemove}>
            {say('Bỏ', 'Remove')}
          </Button>
        )}
      </div>
      <div class="fields">
        <TextField
          label={say('Tên', 'Name')}
          value={hook.name}
          placeholder="nhom-zalo"
          hint={
            hook.isNew ? say('Chữ không dấu, số, gạch ngang', 'Letters without accents, digits, dashes') : undefined
          }
          disabled={disabled || !hook.isNew}
          error={errorOf('name')}
          onInput={(name) => change({ name })}
        />
        <SelectField
          label={say('Ngôn ngữ', 'Language')}
          value={hook.language}
          disabled={disabled}
          onChange={(language: WebhookView['language']) => change({ language })}
          choices={[
            { value: 'both', label: say('Tiếng Việt và tiếng Anh', 'Vietnamese and English') },
            { value: 'vi', label: say('Tiếng Việt', 'Vietnamese') },
            { value: 'en', label: say('Tiếng Anh', 'English') },
          ]}
        />
      </div>
      <TextField
        label={say('Địa chỉ', 'Address')}
        type="url"
        value={hook.url}
        placeholder="https://bot.van-phong.vn/cong-ky"
        disabled={disabled}
        error={errorOf('url')}
        onInput={(url) => change({ url })}
      />
      <TextField
        label={say('Khóa ký thông báo (HMAC)', 'Key that signs messages (HMAC)')}
        value={hook.secret}
        mono
        hint={
          hook.hasSecret
            ? say('Đã lưu; để trống nếu không đổi', 'Saved; leave it empty to keep it')
            : say(
                'Nơi nhận dùng cùng khóa này để kiểm tra X-Congky-Signature; có thể bỏ trống',
                'The receiver checks X-Congky-Signature with the same key; may be left empty',
              )
        }
        disabled={disabled}
        onInput={(secret) => change({ secret })}
      />
      {test}
    </section>
  )
}
