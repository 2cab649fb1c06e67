import type { Problem, ProfileKind, ProfileOptions, ProfileView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { SelectField, TextField } from '../../design/field.tsx'
import { Notice } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { toApiError } from '../../resource.ts'
import { say, sayOf } from '../../text.ts'
import { AutackFields, EdifactFields } from './profile-edifact-fields.tsx'
import { kindWords } from './profile-facts.ts'
import { CmsFields, KdtFields, SmimeFields } from './profile-other-fields.tsx'
import type { PartProps } from './profile-part.tsx'
import { XmlFields } from './profile-xml-fields.tsx'

export function ProfileDialog(props: {
  /** The one that is edited, or that a new one is made after. */
  readonly profile: ProfileView
  readonly isNew: boolean
  /** One of each kind, to begin another kind with. */
  readonly models: readonly ProfileOptions[]
  readonly revision: string
  readonly onClose: () => void
  readonly onChange: () => Promise<void>
}) {
  const { profile, isNew, models, revision, onClose, onChange } = props
  const [name, setName] = useState(isNew ? '' : profile.name)
  const [options, setOptions] = useState<ProfileOptions>(profile.options)
  const [fields, setFields] = useState<NonNullable<Problem['fields']>>([])
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
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
        {isNew && (
          <SelectField<ProfileKind>
            label={say('Loại chữ ký', 'Kind')}
            value={options.kind}
            choices={models.map(({ kind }) => ({ value: kind, label: kindWords(kind) }))}
            onChange={(kind) => setOptions(models.find((model) => model.kind === kind) ?? options)}
          />
        )}
        <OwnFields {...{ options, setOptions, errorOf }} />
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

/** The fields that a kind of profile has. */
function OwnFields(props: {
  readonly options: ProfileOptions
  readonly setOptions: (options: ProfileOptions) => void
  readonly errorOf: (key: string) => string | null
}) {
  const { options, setOptions, errorOf } = props
  const partOf = <O extends ProfileOptions>(own: O): PartProps<O> => ({
    ...{ options: own, errorOf },
    set: (change) => setOptions({ ...own, ...change }),
  })
  switch (options.kind) {
    case 'xmldsig':
      return <XmlFields {...partOf(options)} />
    case 'kdt':
      return <KdtFields {...partOf(options)} />
    case 'cms':
      return <CmsFields {...partOf(options)} />
    case 'smime':
      return <SmimeFields {...partOf(options)} />
    case 'edifact':
      return <EdifactFields {...partOf(options)} />
    case 'autack':
      return <AutackFields {...partOf(options)} />
  }
}
