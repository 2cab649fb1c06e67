import type { Problem, ProfileView, XmlProfileOptions } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { Checkbox, SelectField, Switch, TextField } from '../../design/field.tsx'
import { Notice } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { toApiError } from '../../resource.ts'
import { say, sayOf } from '../../text.ts'

type Way = 'whole' | 'path' | 'id'
type Set = (change: Partial<XmlProfileOptions>) => void

/** Profiles of XML signatures; those of other kinds are written in the configuration file. */
export interface XmlProfileView extends ProfileView {
  readonly options: XmlProfileOptions
}

interface PartProps {
  readonly options: XmlProfileOptions
  readonly set: Set
  readonly errorOf: (key: string) => string | null
}

export function ProfileDialog(props: {
  readonly profile: XmlProfileView
  readonly isNew: boolean
  readonly revision: string
  readonly onClose: () => void
  readonly onChange: () => Promise<void>
}) {
  const { profile, isNew, revision, onClose, onChange } = props
  const [name, setName] = useState(isNew ? '' : profile.name)
  const [options, setOptions] = useState(profile.options)
  const [fields, setFields] = useState<NonNullable<Problem['fields']>>([])
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const set: Set = (change) => setOptions({ ...options, ...change })
  const own = `profiles.${name}`
  const errorOf = (key: string) => {
    const found = fields.find(({ field }) => field === `${own}.${key}` || field.startsWith(`${own}.${key}.`))
    return found ? sayOf(found) : null
  }
  const nameError = fields.find(({ field }) => field === own)

  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setFields([])
    setTrouble(null)
    try {
      const headers = { 'If-Match': revision }
      await call('PUT', `/admin/profiles/${encodeURIComponent(name.trim())}`, { body: options, headers })
      toast(say('Đã lưu. Có hiệu lực sau khi khởi động lại cổng ký.', 'Saved. In force after a restart.'))
      await onChange()
      onClose()
    } catch (failure) {
      const error = toApiError(failure)
      const told = (error.member('fields') ?? []) as NonNullable<Problem['fields']>
      setFields(told)
      setTrouble(`${error.text} ${error.next ?? ''}`)
      if (error.code === 'ERR_CONFIG_CHANGED') await onChange()
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={
        isNew ? say('Mẫu ký mới', 'New profile') : say(`Sửa mẫu ký ${profile.name}`, `Edit the profile ${profile.name}`)
      }
      onClose={onClose}
      wide
    >
      <form class="stack" onSubmit={submit}>
        {isNew && (
          <TextField
            label={say('Tên mẫu ký', 'Name')}
            hint={say(
              'Phần mềm khai báo gọi mẫu bằng tên này, như hoa-don.',
              'Declaration software asks by it, such as hoa-don.',
            )}
            {...{ value: name, onInput: setName, error: nameError ? sayOf(nameError) : null }}
            mono
            required
            autoFocus
          />
        )}
        <SignedPart {...{ options, set, errorOf }} />
        <Place {...{ options, set, errorOf }} />
        <details>
          <summary>{say('Tùy chọn kỹ thuật', 'Technical options')}</summary>
          <div class="stack">
            <Technical {...{ options, set, errorOf }} />
          </div>
        </details>
        {trouble && <Notice tone="bad">{trouble}</Notice>}
        <div class="actions">
          <Button onClick={onClose}>{say('Hủy', 'Cancel')}</Button>
          <Button kind="primary" submit isBusy={isBusy}>
            {say('Lưu mẫu ký', 'Save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function SignedPart({ options, set, errorOf }: PartProps) {
  const { signs } = options
  const way: Way = 'path' in signs ? 'path' : 'id' in signs ? 'id' : 'whole'
  const value = 'path' in signs ? signs.path : 'id' in signs ? signs.id : ''
  const put = (next: Way, text: string) =>
    set(
      next === 'whole'
        ? { signs: { whole: true }, newId: null }
        : { signs: next === 'path' ? { path: text } : { id: text } },
    )
  return (
    <div class="fields">
      <SelectField<Way>
        label={say('Phần được ký', 'What is signed')}
        value={way}
        choices={[
          { value: 'whole', label: say('Cả chứng từ', 'The whole document') },
          { value: 'path', label: say('Phần tử tại đường dẫn', 'The element at a path') },
          { value: 'id', label: say('Phần tử có Id', 'The element with an Id') },
        ]}
        onChange={(next) => put(next, value)}
      />
      {way !== 'whole' && (
        <TextField
          label={way === 'path' ? say('Đường dẫn', 'Path') : 'Id'}
          hint={way === 'path' ? say('Từ gốc, như /HDon/DLHDon', 'From the root, such as /HDon/DLHDon') : undefined}
          {...{ value, onInput: (text) => put(way, text), error: errorOf('signs') }}
          mono
          required
        />
      )}
    </div>
  )
}

function Place({ options, set, errorOf }: PartProps) {
  return (
    <>
      <div class="fields">
        <TextField
          label={say('Chữ ký đặt trong phần tử', 'The signature goes into')}
          hint={say('Như /HDon/DSCKS/NBan; để trống là phần tử gốc.', 'Such as /HDon/DSCKS/NBan; empty is the root.')}
          {...{ value: options.placedIn ?? '', error: errorOf('placedIn') }}
          onInput={(text) =>
            set(text === '' ? { placedIn: null, createParent: false, replacesElement: false } : { placedIn: text })
          }
          mono
        />
        <TextField
          label={say('Mã số thuế nằm tại', 'The tax code stands at')}
          hint={say('Dùng khi yêu cầu không nêu mã số thuế.', 'For requests that name none.')}
          {...{ value: options.taxCodePath ?? '', error: errorOf('taxCodePath') }}
          onInput={(text) => set({ taxCodePath: text === '' ? null : text })}
          mono
        />
      </div>
      {options.placedIn !== null && (
        <div class="fields">
          <Switch
            label={say('Tạo phần tử đó nếu thiếu', 'Create that element where it is missing')}
            {...{ value: options.createParent, error: errorOf('createParent') }}
            onChange={(createParent) => set({ createParent, replacesElement: false })}
          />
          <Switch
            label={say('Chữ ký thay chính phần tử đó', 'The signature replaces that element')}
            {...{ value: options.replacesElement, error: errorOf('replacesElement') }}
            onChange={(replacesElement) => set({ replacesElement, createParent: false })}
          />
        </div>
      )}
    </>
  )
}

/** Words of XML signatures, which are the same in every language. */
const same = <T extends string>(...values: readonly T[]) => values.map((value) => ({ value, label: value }))
const KEY_INFO = ['key-value', 'subject-name', 'issuer-serial', 'certificate'] as const

function Technical({ options, set, errorOf }: PartProps) {
  const { keyInfo } = options
  const toggle = (part: (typeof KEY_INFO)[number], isOn: boolean) =>
    set({ keyInfo: KEY_INFO.filter((one) => (one === part ? isOn : keyInfo.includes(one))) })
  return (
    <>
      <div class="fields">
        <SelectField
          label={say('Thuật toán băm', 'Digest')}
          value={options.digest}
          choices={same('sha256', 'sha1', 'auto')}
          onChange={(digest) => set({ digest })}
        />
        <SelectField
          label={say('Chuẩn hóa XML', 'Canonicalization')}
          value={options.canonicalization}
          choices={same('c14n', 'c14n-comments', 'c14n11', 'c14n11-comments', 'exc-c14n', 'exc-c14n-comments')}
          onChange={(canonicalization) => set({ canonicalization })}
        />
        <SelectField
          label={say('Thời điểm ký', 'Signing time')}
          value={options.signingTime}
          choices={same('none', 'ds', 'no-namespace', 'example-org')}
          onChange={(signingTime) =>
            set(signingTime === 'none' ? { signingTime, signingTimeReferenced: false } : { signingTime })
          }
        />
        <SelectField
          label={say('Nếu đã có chữ ký', 'Where a signature is there')}
          value={options.existing}
          choices={[
            { value: 'reject', label: say('Từ chối', 'Refuse') },
            { value: 'add', label: say('Thêm bên cạnh', 'Add one beside it') },
          ]}
          onChange={(existing) => set({ existing })}
        />
        <SelectField
          label={say('Thuộc tính Id', 'Id attribute')}
          value={options.idAttribute}
          choices={same('Id', 'ID', 'id')}
          onChange={(idAttribute) => set({ idAttribute })}
        />
        {'path' in options.signs && (
          <TextField
            label={say('Id mới khi phần tử chưa có', 'New Id where the element has none')}
            hint={say('Để trống: tự đặt Id duy nhất.', 'Empty: a unique one.')}
            {...{ value: options.newId ?? '', error: errorOf('newId') }}
            onInput={(text) => set({ newId: text === '' ? null : text })}
            mono
          />
        )}
      </div>
      <Switch
        label={say('Ghi biến đổi enveloped-signature vào tham chiếu', 'List the enveloped-signature transform')}
        value={options.envelopedTransform}
        onChange={(envelopedTransform) => set({ envelopedTransform })}
      />
      {options.signingTime !== 'none' && (
        <Switch
          label={say('Ký cả thời điểm ký', 'Sign the signing time, too')}
          value={options.signingTimeReferenced}
          onChange={(signingTimeReferenced) => set({ signingTimeReferenced })}
        />
      )}
      <fieldset class="key-info">
        <legend>KeyInfo</legend>
        {KEY_INFO.map((part) => (
          <Checkbox
            key={part}
            label={<code>{part}</code>}
            value={keyInfo.includes(part)}
            onChange={(isOn) => toggle(part, isOn)}
          />
        ))}
      </fieldset>
    </>
  )
}
