/** Whom to tell what needs a person: mail, webhooks, what of, and when. Saved as a whole. */
import type { ConnectionTestView, NotificationsView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { Badge, Loaded } from '../../design/layout.tsx'
import { formatAgo, formatNumber } from '../../format.ts'
import { useResource } from '../../resource.ts'
import { can } from '../../session.ts'
import { say, sayOf } from '../../text.ts'
import { ConnectionResult } from './connection-result.tsx'
import { EmailFields } from './email-fields.tsx'
import { type NotificationDraft, toBody, toDraft } from './notification-draft.ts'
import { NotificationRules } from './notification-rules.tsx'
import { SaveBar } from './save-bar.tsx'
import { type SavedForm, useSavedForm } from './saved-form.ts'
import { WebhookFields } from './webhook-fields.tsx'
import './outgoing.css'

const PATH = '/admin/notifications'

/** What the parts of the form share. */
export interface NotificationParts {
  readonly form: SavedForm<NotificationsView, NotificationDraft>
  readonly view: NotificationsView
  readonly disabled: boolean
}

export function NotificationSettings() {
  const resource = useResource((signal) => call<NotificationsView>('GET', PATH, { signal }), [])
  const [saved, setSaved] = useState<NotificationsView | null>(null)
  const reload = async () => {
    const view = await call<NotificationsView>('GET', PATH)
    setSaved(view)
    return view
  }
  return (
    <Loaded of={resource}>
      {(loaded) => <NotificationForm view={saved ?? loaded} onSaved={setSaved} reload={reload} />}
    </Loaded>
  )
}

function NotificationForm(props: {
  readonly view: NotificationsView
  readonly onSaved: (view: NotificationsView) => void
  readonly reload: () => Promise<NotificationsView>
}) {
  const { view, onSaved, reload } = props
  const form = useSavedForm({ path: PATH, view, toDraft, onSaved })
  const parts = { form, view, disabled: !can('configure') }
  const save = async () => {
    if (silences(view, form.draft) && !(await confirmSilence())) return
    await form.save(toBody(form.draft))
  }
  return (
    <div class="stack outgoing">
      <p class="dim">
        {say(
          'Báo khi có việc cần xử lý. Thông báo không chứa chứng từ, mã PIN hay mật khẩu.',
          'Tells people what needs them. Messages hold no documents, PINs or passwords.',
        )}
      </p>
      <EmailFields {...parts} test={<ChannelTest channel="email" {...parts} onTested={reload} />} />
      <WebhookFields
        {...parts}
        testOf={(name) => <ChannelTest channel={`webhook:${name}`} {...parts} onTested={reload} />}
      />
      <NotificationRules {...parts} />
      <div class={form.isChanged || form.refusal ? 'card save-at-end changed' : 'card save-at-end'}>
        <SaveBar
          isChanged={form.isChanged}
          refusal={form.refusal}
          onSave={save}
          onReset={() => form.reset()}
          onReload={async () => form.reset(await reload())}
        />
      </div>
    </div>
  )
}

/** Whether nobody would be told of anything any more. */
function silences(view: NotificationsView, draft: NotificationDraft): boolean {
  const hadChannel = view.email !== null || view.webhooks.length > 0
  return hadChannel && !draft.hasEmail && draft.webhooks.length === 0
}

const confirmSilence = () =>
  confirmAction({
    title: say('Không báo cho ai nữa?', 'Tell nobody any more?'),
    body: say(
      'Không còn kênh nào: khi token bị rút, yêu cầu phải chờ hay chữ ký số sắp hết hạn, sẽ không ai được báo. Mật khẩu đã lưu của các kênh bị xóa.',
      'No channel is left: nobody is told when a token is pulled, requests wait or a certificate is about to expire. The saved passwords of the channels are removed.',
    ),
    action: say('Bỏ mọi kênh', 'Remove all channels'),
    danger: true,
  })

/** How a channel is doing, and a real test message through it as it is saved. */
function ChannelTest(
  props: NotificationParts & { readonly channel: string; readonly onTested: () => Promise<unknown> },
) {
  const { channel, form, view, disabled, onTested } = props
  const [result, setResult] = useState<ConnectionTestView | null>(null)
  const state = view.channels.find((each) => each.channel === channel)
  if (!state) return null
  const test = async () => {
    setResult(null)
    setResult(await call<ConnectionTestView>('POST', `${PATH}/test`, { body: { channel } }))
    if (!form.isChanged) await onTested()
  }
  return (
    <div class="stack">
      <div class="row">
        {state.problem ? (
          <Badge tone="bad">{say('Đang lỗi', 'Failing')}</Badge>
        ) : state.lastSentAt ? (
          <Badge tone="good">
            {say(`Gửi được ${formatAgo(state.lastSentAt)}`, `Sent ${formatAgo(state.lastSentAt)}`)}
          </Badge>
        ) : (
          <Badge tone="quiet">{say('Chưa gửi lần nào', 'Nothing sent yet')}</Badge>
        )}
        {state.waiting > 0 && (
          <span class="dim small-text">
            {say(
              `${formatNumber(state.waiting)} thông báo đang chờ gửi`,
              `${formatNumber(state.waiting)} messages waiting`,
            )}
          </span>
        )}
        {!disabled && (
          <Button small icon="bell" disabled={form.isChanged} onClick={test}>
            {say('Gửi thử', 'Send a test')}
          </Button>
        )}
      </div>
      {result ? (
        <ConnectionResult result={result} good={say('Đã gửi thông báo thử', 'The test message was sent')} />
      ) : (
        state.problem && <p class="field-error">{sayOf(state.problem)}</p>
      )}
    </div>
  )
}
