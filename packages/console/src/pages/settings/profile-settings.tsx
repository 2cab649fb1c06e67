/** Signature profiles: those that come with the gateway, and one's own. */
import type { ProfileOptions, ProfilesView, ProfileView, XmlProfileOptions } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { Badge, Card, Facts, Loaded } from '../../design/layout.tsx'
import { toast, toastError } from '../../design/toast.tsx'
import { toApiError, useResource } from '../../resource.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { ProfileDialog, type XmlProfileView } from './profile-dialog.tsx'

/** What the dialog is about: one that is there, or a new one made after another. */
interface Opened {
  readonly profile: XmlProfileView
  readonly isNew: boolean
}

export function ProfileSettings() {
  const profiles = useResource((signal) => call<ProfilesView>('GET', '/admin/profiles', { signal }), [])
  const [opened, setOpened] = useState<Opened | null>(null)
  return (
    <div class="stack settings-column">
      <p class="dim">
        {say(
          'Mẫu ký nói phần nào của chứng từ được ký, chữ ký đặt ở đâu và có hình thức gì. Phần mềm khai báo chọn mẫu theo tên. Đa số nơi dùng chỉ cần hai mẫu có sẵn.',
          'A profile says which part of a document is signed, where the signature goes and what it looks like. Declaration software chooses it by name. Most offices need the two built-in ones only.',
        )}
      </p>
      <Loaded of={profiles}>
        {(view) => (
          <>
            {view.profiles.map((profile) => (
              <Profile key={profile.name} {...{ profile, view, onOpen: setOpened, onChange: profiles.reload }} />
            ))}
            {opened && (
              <ProfileDialog
                {...opened}
                revision={view.revision}
                onClose={() => setOpened(null)}
                onChange={profiles.reload}
              />
            )}
          </>
        )}
      </Loaded>
    </div>
  )
}

function Profile(props: {
  readonly profile: ProfileView
  readonly view: ProfilesView
  readonly onOpen: (opened: Opened) => void
  readonly onChange: () => Promise<void>
}) {
  const { profile, view, onOpen, onChange } = props
  const { name, builtIn, isDefault, inForce, options, usedBy } = profile
  const isEditable = can('configure')
  const editable = options.kind === 'xmldsig' ? { ...profile, options } : null
  const remove = async () => {
    const question = {
      title: say(`Xóa mẫu ký ${name}?`, `Delete the profile ${name}?`),
      body: say('Yêu cầu nêu tên mẫu này sẽ bị từ chối.', 'Requests that name it will be refused.'),
      action: say('Xóa mẫu ký', 'Delete it'),
      danger: true,
    }
    if (!(await confirmAction(question))) return
    try {
      await call('DELETE', `/admin/profiles/${name}`, { headers: { 'If-Match': view.revision } })
      toast(say('Đã xóa mẫu ký', 'Profile deleted'))
    } catch (error) {
      toastError(toApiError(error))
    }
    await onChange()
  }
  return (
    <Card
      title={name}
      actions={
        <>
          {builtIn && <Badge tone="quiet">{say('Có sẵn', 'Built in')}</Badge>}
          {isDefault && <Badge tone="info">{say('Mặc định', 'Default')}</Badge>}
          {!inForce && <Badge tone="warn">{say('Chờ khởi động lại', 'Waits for a restart')}</Badge>}
        </>
      }
    >
      <Facts
        facts={[
          ...placeFacts(options),
          [
            say('Thuật toán băm', 'Digest'),
            options.digest === 'auto' ? say('theo chữ ký số', 'as the certificate') : options.digest.toUpperCase(),
          ],
          [say('Mã số thuế lấy từ', 'Tax code from'), 'taxCodePath' in options ? options.taxCodePath : null],
          [say('Cơ sở dữ liệu dùng', 'Used by'), usedBy.join(', ')],
        ]}
      />
      <div class="actions">
        {isEditable && editable && !builtIn && (
          <Button small icon="edit" onClick={() => onOpen({ profile: editable, isNew: false })}>
            {say('Sửa', 'Edit')}
          </Button>
        )}
        {isEditable && editable && (
          <Button small icon="copy" onClick={() => onOpen({ profile: editable, isNew: true })}>
            {say('Tạo mẫu mới từ mẫu này', 'New profile from this one')}
          </Button>
        )}
        {isEditable && !builtIn && (
          <Button small kind="quiet" icon="trash" onClick={remove}>
            {say('Xóa', 'Delete')}
          </Button>
        )}
      </div>
    </Card>
  )
}

function placeFacts(options: ProfileOptions): (readonly [string, string])[] {
  if (options.kind !== 'xmldsig') return [[say('Loại chữ ký', 'Kind'), options.kind]]
  return [
    [say('Ký', 'Signs'), signedPart(options.signs)],
    [say('Chữ ký đặt tại', 'Signature goes into'), options.placedIn ?? say('phần tử gốc', 'the root element')],
  ]
}

function signedPart(signs: XmlProfileOptions['signs']): string {
  if ('path' in signs) return signs.path
  return 'id' in signs ? `Id = ${signs.id}` : say('cả chứng từ', 'the whole document')
}
