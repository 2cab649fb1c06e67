/** Everything that is set up once and looked at now and then; one part at a time, each with an address of its own. */
import type { SettingsView } from '@congky/shared'
import type { FunctionComponent } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Empty, Loaded, Notice, PageHead } from '../../design/layout.tsx'
import { useResource } from '../../resource.ts'
import { href, route } from '../../router.ts'
import { can } from '../../session.ts'
import { say, sayOf } from '../../text.ts'
import { AboutSettings } from './about-settings.tsx'
import { ApprovalSettings } from './approval-settings.tsx'
import { BackupSettings } from './backup-settings.tsx'
import { ConnectionSettings, LimitSettings, SigningSettings } from './config-settings.tsx'
import { LogSettings } from './log-settings.tsx'
import { NotificationSettings } from './notification-settings.tsx'
import { OrganizationSettings } from './organization-settings.tsx'
import { ProfileSettings } from './profile-settings.tsx'
import { ProxySettings } from './proxy-settings.tsx'
import type { SettingsSource } from './settings-form.tsx'
import { UserSettings } from './user-settings.tsx'
import './settings.css'

interface Part {
  readonly path: string
  readonly title: () => string
  readonly isSeen: () => boolean
  readonly Content: FunctionComponent
}

const always = () => true
const parts: readonly Part[] = [
  {
    path: 'organization',
    title: () => say('Đơn vị', 'Organization'),
    isSeen: always,
    Content: OrganizationSettings,
  },
  { path: 'signing', title: () => say('Ký số', 'Signing'), isSeen: always, Content: withSettings(SigningSettings) },
  { path: 'limits', title: () => say('Giới hạn', 'Limits'), isSeen: always, Content: withSettings(LimitSettings) },
  {
    path: 'connection',
    title: () => say('Kết nối', 'Connection'),
    isSeen: always,
    Content: withSettings(ConnectionSettings),
  },
  { path: 'proxy', title: () => say('Kết nối ra ngoài', 'Outgoing'), isSeen: always, Content: ProxySettings },
  {
    path: 'notifications',
    title: () => say('Thông báo', 'Notifications'),
    isSeen: always,
    Content: NotificationSettings,
  },
  { path: 'profiles', title: () => say('Mẫu ký', 'Profiles'), isSeen: always, Content: ProfileSettings },
  { path: 'approvals', title: () => say('Duyệt trình ký', 'Approvals'), isSeen: always, Content: ApprovalSettings },
  { path: 'users', title: () => say('Người dùng', 'Users'), isSeen: () => can('see-access'), Content: UserSettings },
  { path: 'backup', title: () => say('Sao lưu', 'Backup'), isSeen: () => can('back-up'), Content: BackupSettings },
  { path: 'log', title: () => say('Nhật ký', 'Log'), isSeen: always, Content: LogSettings },
  { path: 'about', title: () => say('Thông tin', 'About'), isSeen: always, Content: AboutSettings },
]

export function SettingsPage() {
  const wanted = route.value.segments[1] ?? 'organization'
  const seen = parts.filter(({ isSeen }) => isSeen())
  const current = seen.find(({ path }) => path === wanted)
  const tabs = useRef<HTMLElement>(null)
  useEffect(() => {
    tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [wanted])
  return (
    <>
      <PageHead title={say('Cài đặt', 'Settings')} />
      <nav class="tabs" ref={tabs} aria-label={say('Phần của cài đặt', 'Parts of the settings')}>
        {seen.map((part) => (
          <a key={part.path} href={href(`/settings/${part.path}`)} aria-current={part === current ? 'page' : undefined}>
            {part.title()}
          </a>
        ))}
      </nav>
      {current ? (
        <current.Content key={current.path} />
      ) : (
        <Empty icon="lock" title={say('Bạn không xem được phần này', 'You may not see this part')} />
      )}
    </>
  )
}

/** A part that edits keys of the configuration: gets them, and tells what is the matter with the file as a whole. */
function withSettings(Content: FunctionComponent<{ readonly source: SettingsSource }>): FunctionComponent {
  return function SettingsOfFile() {
    const resource = useResource((signal) => call<SettingsView>('GET', '/admin/settings', { signal }), [])
    const [newer, setNewer] = useState<SettingsView | null>(null)
    // An answer to a change is newer than what was loaded when the part opened.
    useEffect(() => setNewer(null), [resource.data])
    const reload = async () => {
      const view = await call<SettingsView>('GET', '/admin/settings')
      setNewer(view)
      return view
    }
    return (
      <Loaded of={resource}>
        {(loaded) => {
          const view = newer ?? loaded
          return (
            <div class="stack settings-column">
              <FileNotices view={view} />
              <Content source={{ view, reload, take: setNewer }} />
            </div>
          )
        }}
      </Loaded>
    )
  }
}

function FileNotices({ view }: { readonly view: SettingsView }) {
  const { problems, needsRestart, file, groups } = view
  if (problems.length > 0) {
    return (
      <Notice tone="bad" title={say('Tệp cấu hình đang có lỗi', 'The configuration file is not valid')}>
        <p>
          {say(
            'Cổng ký vẫn chạy với cấu hình cũ. Sửa tệp trên máy chủ rồi mới thay đổi được ở đây:',
            'The gateway goes on with what it had. Correct the file on the host before anything can be changed here:',
          )}{' '}
          <code>{file}</code>
        </p>
        <ul>
          {problems.map(({ field, line, text }) => (
            <li key={`${line} ${field}`}>
              {say('dòng', 'line')} {line}: <code>{field}</code> {sayOf(text)}
            </li>
          ))}
        </ul>
      </Notice>
    )
  }
  if (needsRestart.length === 0) return null
  return (
    <Notice tone="warn" title={say('Cần khởi động lại cổng ký', 'The gateway has to be restarted')}>
      {say(
        'Thay đổi đã lưu, có hiệu lực sau khi khởi động lại dịch vụ cổng ký trên máy chủ (sau đó nhập lại mã PIN các token):',
        'The change is saved and takes effect once the service is restarted on the host (PINs are typed again after it):',
      )}{' '}
      {needsRestart.flatMap((key) => namesOf(key, groups)).join(', ')}
    </Notice>
  )
}

/** What people call the settings at or below a key; the key itself where they do not meet it here. */
function namesOf(key: string, groups: SettingsView['groups']): readonly string[] {
  const fields = groups.flatMap((group) => group.fields)
  const names = fields.filter((field) => field.key === key || field.key.startsWith(`${key}.`))
  return names.length === 0 ? [NAMES()[key] ?? key] : names.map(({ label }) => sayOf(label))
}

const NAMES = (): Readonly<Record<string, string>> => ({
  profiles: say('Mẫu ký', 'Profiles'),
  modules: say('Thư viện token', 'Token libraries'),
  stateDir: say('Thư mục trạng thái', 'State folder'),
  tls: 'TLS',
})
