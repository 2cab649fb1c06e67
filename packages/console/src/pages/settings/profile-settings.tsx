/** Signature profiles: one's own, and those that come with the gateway. */
import type { ProfilesView, ProfileView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { Badge, Card, Facts, Loaded } from '../../design/layout.tsx'
import { toast, toastError } from '../../design/toast.tsx'
import { profileTitle } from '../../parts/profile-title.ts'
import { toApiError, useResource } from '../../resource.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { ProfileDialog } from './profile-dialog.tsx'
import { aboutWords, kindWords, profileFacts } from './profile-facts.ts'

/** What the dialog is about: one that is there, or a new one made after another. */
interface Opened {
  readonly profile: ProfileView
  readonly isNew: boolean
}

export function ProfileSettings() {
  const profiles = useResource((signal) => call<ProfilesView>('GET', '/admin/profiles', { signal }), [])
  const [opened, setOpened] = useState<Opened | null>(null)
  return (
    <div class="stack settings-column">
      <p class="dim">
        {say(
          'Mẫu ký nói phần nào của chứng từ được ký, chữ ký đặt ở đâu và có hình thức gì. Phần mềm khai báo chọn mẫu theo tên. Chỉ tạo mẫu riêng khi nơi nhận đòi hỏi khác các mẫu có sẵn.',
          'A profile says which part of a document is signed, where the signature goes and what it looks like. Declaration software chooses it by name. Make your own only where a receiver wants it otherwise than the built-in ones have it.',
        )}
      </p>
      <Loaded of={profiles}>
        {(view) => (
          <>
            <ProfileList view={view} onOpen={setOpened} onChange={profiles.reload} />
            {opened && (
              <ProfileDialog
                {...opened}
                models={modelsOf(view)}
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

interface ListProps {
  readonly view: ProfilesView
  readonly onOpen: (opened: Opened) => void
  readonly onChange: () => Promise<void>
}

function ProfileList(props: ListProps) {
  const { view, onOpen } = props
  const [builtIn, own] = [true, false].map((wanted) => view.profiles.filter((each) => each.builtIn === wanted))
  const [first] = builtIn ?? []
  return (
    <>
      <div class="actions">
        {can('configure') && first && (
          <Button icon="plus" onClick={() => onOpen({ profile: first, isNew: true })}>
            {say('Tạo mẫu ký', 'New profile')}
          </Button>
        )}
      </div>
      {(own ?? []).map((profile) => (
        <Profile key={profile.name} {...{ ...props, profile }} />
      ))}
      <h2>{say('Mẫu có sẵn', 'Built in')}</h2>
      {(builtIn ?? []).map((profile) => (
        <Profile key={profile.name} {...{ ...props, profile }} />
      ))}
    </>
  )
}

/** The first profile of each kind: a new one of that kind begins as it. */
function modelsOf({ profiles }: ProfilesView): readonly ProfileView['options'][] {
  const options = profiles.map((profile) => profile.options)
  return options.filter((each, at) => options.findIndex(({ kind }) => kind === each.kind) === at)
}

function Profile(props: ListProps & { readonly profile: ProfileView }) {
  const { profile, view, onOpen, onChange } = props
  const { name, builtIn, isDefault, inForce, options, usedBy } = profile
  const isEditable = can('configure')
  const about = aboutWords(name)
  const makeDefault = async () => {
    try {
      await call('PATCH', '/admin/settings', {
        body: { defaultProfile: name },
        headers: { 'If-Match': view.revision },
      })
      toast(say('Đã đặt làm mẫu mặc định', 'It is the default now'))
    } catch (error) {
      toastError(toApiError(error))
    }
    await onChange()
  }
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
      title={profileTitle(name)}
      actions={
        <>
          {isDefault && <Badge tone="info">{say('Mặc định', 'Default')}</Badge>}
          {!inForce && <Badge tone="warn">{say('Chờ khởi động lại', 'Waits for a restart')}</Badge>}
        </>
      }
    >
      {about && <p>{about}</p>}
      <Facts
        facts={[
          [say('Tên trong phần mềm', 'Name in software'), <code key="name">{name}</code>],
          [say('Loại chữ ký', 'Kind'), kindWords(options.kind)],
          [say('Cơ sở dữ liệu dùng', 'Used by'), usedBy.join(', ')],
        ]}
      />
      <details>
        <summary>{say('Chi tiết kỹ thuật', 'Technical details')}</summary>
        <Facts facts={profileFacts(options)} />
      </details>
      <div class="actions">
        {isEditable && !builtIn && (
          <Button small icon="edit" onClick={() => onOpen({ profile, isNew: false })}>
            {say('Sửa', 'Edit')}
          </Button>
        )}
        {isEditable && !isDefault && (
          <Button small onClick={makeDefault}>
            {say('Đặt làm mặc định', 'Make it the default')}
          </Button>
        )}
        {isEditable && (
          <Button small icon="copy" onClick={() => onOpen({ profile, isNew: true })}>
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
