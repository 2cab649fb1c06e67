import type { SettingField, SettingsView } from '@congky/shared'
import type { ComponentChildren } from 'preact'
import { SelectField, Switch, TextArea, TextField } from '../../design/field.tsx'
import { say, sayOf } from '../../text.ts'
import { type Typed, type Value, valueAt, valueInWords } from './setting.ts'

/** A setting with what it means, its unit and default, and whether a change waits for a restart. */
export function FieldOfSetting(props: {
  readonly setting: SettingField
  readonly view: SettingsView
  readonly typed: Typed
  readonly error: string | null
  /** What somebody else set meanwhile. */
  readonly other: Value | undefined
  readonly disabled: boolean
  readonly onChange: (typed: Typed) => void
}) {
  const { setting, typed, error, disabled, onChange } = props
  const { unit, choices = [] } = setting
  const label = sayOf(setting.label)
  const common = { label, hint: <Remarks {...props} />, error, disabled }
  switch (setting.kind) {
    case 'flag':
      return <Switch {...common} value={typed === true} onChange={onChange} />
    case 'choice':
      return (
        <SelectField
          {...common}
          value={String(typed)}
          choices={choices.map((one) => ({ value: one.value, label: sayOf(one.label) }))}
          onChange={onChange}
        />
      )
    case 'list':
      return <TextArea {...common} rows={3} mono value={String(typed)} onInput={onChange} />
    case 'text':
      return <TextField {...common} mono value={String(typed)} onInput={onChange} />
    case 'number':
      return (
        <div class="number-field">
          <TextField
            {...common}
            label={unit ? `${label} (${sayOf(unit)})` : label}
            inputMode={setting.scale ? 'decimal' : 'numeric'}
            value={String(typed)}
            onInput={onChange}
          />
        </div>
      )
  }
}

function Remarks({ setting, view, other }: Parameters<typeof FieldOfSetting>[0]): ComponentChildren {
  const { key } = setting
  const isSame = (one: string) => key === one || key.startsWith(`${one}.`)
  const warning = view.warnings.find(({ field }) => field === key)
  return (
    <>
      {sayOf(setting.hint)}{' '}
      <span>
        {say('Mặc định', 'Default')}: {valueInWords(setting, valueAt(view.defaults, key))}.
        {view.restartKeys.some(isSame) &&
          ` ${say('Có hiệu lực sau khi khởi động lại cổng ký.', 'Takes effect when the gateway is restarted.')}`}
      </span>
      {view.needsRestart.some(isSame) && (
        <strong class="setting-waits">{say('Đã lưu, đang chờ khởi động lại.', 'Saved; waits for the restart.')}</strong>
      )}
      {warning && <strong class="setting-waits">{sayOf(warning.text)}</strong>}
      {other !== undefined && (
        <strong class="setting-waits">
          {say('Người khác vừa đặt', 'Somebody else set')}: {valueInWords(setting, other)}
        </strong>
      )}
    </>
  )
}
