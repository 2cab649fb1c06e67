/**
 * A form over some keys of the configuration. Only what was changed is sent, with the revision that was looked at;
 * when somebody else was faster, what was typed stays, beside what the other one set.
 */
import type { Problem, SettingField, SettingsGroup, SettingsView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { type ApiError, call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { Card, Notice } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { toApiError } from '../../resource.ts'
import { can } from '../../session.ts'
import { say, sayOf } from '../../text.ts'
import { isAsked, type Typed, toBody, toTyped, toValue, type Value, valueAt } from './setting.ts'
import { FieldOfSetting } from './setting-field.tsx'

export interface SettingsSource {
  readonly view: SettingsView
  /** Gets the newest; gives it back. */
  readonly reload: () => Promise<SettingsView>
  readonly take: (view: SettingsView) => void
}

interface Trouble {
  readonly title: string
  readonly text: string | null
}

export function SettingsForm(props: { readonly group: SettingsGroup; readonly source: SettingsSource }) {
  const { group, source } = props
  const { title, lead, fields: settings } = group
  const { view } = source
  const [draft, setDraft] = useState<ReadonlyMap<string, Typed>>(new Map())
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map())
  const [others, setOthers] = useState<ReadonlyMap<string, Value>>(new Map())
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isEditable = can('configure') && view.problems.length === 0

  const typedOf = (setting: SettingField) =>
    draft.get(setting.key) ?? toTyped(setting, valueAt(view.settings, setting.key))
  const change = (setting: SettingField, typed: Typed) => {
    const next = new Map(draft)
    if (typed === toTyped(setting, valueAt(view.settings, setting.key))) next.delete(setting.key)
    else next.set(setting.key, typed)
    setDraft(next)
    setErrors(new Map([...errors].filter(([key]) => key !== setting.key)))
  }
  const forget = () => {
    setDraft(new Map())
    setErrors(new Map())
    setOthers(new Map())
    setTrouble(null)
  }

  const save = async () => {
    const changed = settings.filter(({ key }) => draft.has(key))
    const { values, wrong } = readAll(changed, draft)
    setErrors(wrong)
    if (wrong.size > 0 || !(await askAll(changed, values, view))) return
    try {
      const headers = { 'If-Match': `"${view.revision}"` }
      source.take(await call<SettingsView>('PATCH', '/admin/settings', { body: toBody(values), headers }))
      forget()
      toast(say('Đã lưu', 'Saved'))
    } catch (failure) {
      await explain(toApiError(failure), changed)
    }
  }

  const explain = async (error: ApiError, changed: readonly SettingField[]) => {
    if (error.code === 'ERR_CONFIG_CHANGED') {
      const now = await source.reload()
      setOthers(changedByOthers(changed, view, now))
      return setTrouble({
        title: say('Người khác vừa sửa cấu hình', 'Somebody else has just changed the configuration'),
        text: say(
          'Chưa ghi gì. Những gì bạn nhập vẫn còn đây; hãy xem lại rồi lưu lần nữa.',
          'Nothing was written. What you typed is still here; look at it and save once more.',
        ),
      })
    }
    const fields = (error.member('fields') ?? []) as NonNullable<Problem['fields']>
    const byKey = fields.map((one) => [settings.find(({ key }) => isBelow(one.field, key))?.key, one] as const)
    setErrors(new Map(byKey.flatMap(([key, one]) => (key === undefined ? [] : [[key, sayOf(one)]]))))
    const isTold = fields.length > 0 && byKey.every(([key]) => key !== undefined)
    setTrouble(isTold ? null : { title: error.text, text: error.next })
  }

  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy || draft.size === 0) return
    setBusy(true)
    setTrouble(null)
    setOthers(new Map())
    await save().finally(() => setBusy(false))
  }

  return (
    <Card title={sayOf(title)} {...(lead ? { lead: sayOf(lead) } : {})}>
      <form class="stack" onSubmit={submit} noValidate>
        <div class="setting-fields">
          {settings.map((setting) => (
            <FieldOfSetting
              key={setting.key}
              setting={setting}
              view={view}
              typed={typedOf(setting)}
              error={errors.get(setting.key) ?? null}
              other={others.get(setting.key)}
              disabled={!isEditable}
              onChange={(typed) => change(setting, typed)}
            />
          ))}
        </div>
        {trouble && (
          <Notice tone="bad" title={trouble.title}>
            {trouble.text}
          </Notice>
        )}
        {isEditable && (
          <div class={draft.size > 0 ? 'actions save-bar changed' : 'actions save-bar'}>
            <Button kind="primary" submit disabled={draft.size === 0} isBusy={isBusy}>
              {say('Lưu thay đổi', 'Save changes')}
            </Button>
            {draft.size > 0 && (
              <Button kind="quiet" onClick={forget}>
                {say('Bỏ thay đổi', 'Discard')}
              </Button>
            )}
          </div>
        )}
      </form>
    </Card>
  )
}

/** `console.hosts[0]` is shown at `console.hosts`. */
const isBelow = (field: string, key: string) =>
  field === key || field.startsWith(`${key}[`) || field.startsWith(`${key}.`)

function readAll(settings: readonly SettingField[], draft: ReadonlyMap<string, Typed>) {
  const values = new Map<string, Value>()
  const wrong = new Map<string, string>()
  for (const setting of settings) {
    const read = toValue(setting, draft.get(setting.key) ?? '')
    if ('error' in read) wrong.set(setting.key, read.error)
    else values.set(setting.key, read.value)
  }
  return { values, wrong }
}

/** @returns Whether the person still wants all of it. */
async function askAll(settings: readonly SettingField[], values: ReadonlyMap<string, Value>, view: SettingsView) {
  for (const setting of settings) {
    const { key, ask } = setting
    const next = values.get(key) ?? valueAt(view.defaults, key)
    if (!ask || !isAsked(setting, next, valueAt(view.settings, key))) continue
    const body = sayOf(ask.body).replace('{value}', String(next))
    if (!(await confirmAction({ title: sayOf(ask.title), body, action: sayOf(ask.action), danger: true }))) return false
  }
  return true
}

function changedByOthers(settings: readonly SettingField[], before: SettingsView, now: SettingsView) {
  const same = (a: Value, b: Value) => JSON.stringify(a) === JSON.stringify(b)
  return new Map(
    settings.flatMap(({ key }) => {
      const value = valueAt(now.settings, key)
      return same(value, valueAt(before.settings, key)) ? [] : [[key, value] as const]
    }),
  )
}
