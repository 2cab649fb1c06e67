/** The parts of the settings that are plain forms over the configuration; the gateway says which fields they have. */
import type { SettingsGroup } from '@congky/shared'
import { Card, Facts } from '../../design/layout.tsx'
import { status } from '../../live.ts'
import { say } from '../../text.ts'
import { SettingsForm, type SettingsSource } from './settings-form.tsx'

type Props = { readonly source: SettingsSource }

export function SigningSettings({ source }: Props) {
  return <Groups part="signing" source={source} />
}

export function LimitSettings({ source }: Props) {
  return <Groups part="limits" source={source} />
}

export function ConnectionSettings({ source }: Props) {
  const { tls, file } = source.view
  return (
    <>
      <Groups part="connection" source={source} />
      <Card title={say('Chỉ sửa trên máy chủ', 'Changed on the host only')}>
        <Facts
          facts={[
            [say('Đang chạy tại', 'Running at'), status.value?.listen.url],
            ['TLS', TLS_WORDS()[tls.mode]],
            [say('Chứng chỉ', 'Certificate'), tls.certFile],
          ]}
        />
        <p class="dim">
          {say(
            'TLS, thư viện token và thư mục trạng thái được sửa trong tệp này, trên máy chủ:',
            'TLS, token libraries and the state folder are changed in this file, on the host:',
          )}{' '}
          <code>{file}</code>
        </p>
      </Card>
    </>
  )
}

const TLS_WORDS = () => ({
  auto: say('Có mã hóa, chứng chỉ do cổng ký tự tạo', 'Encrypted, with a certificate of its own'),
  files: say('Có mã hóa, chứng chỉ của bạn', 'Encrypted, with your certificate'),
  off: say('Không mã hóa, chỉ dùng trên máy này', 'Not encrypted, on this machine only'),
})

function Groups({ part, source }: Props & { readonly part: SettingsGroup['part'] }) {
  return (
    <>
      {source.view.groups
        .filter((group) => group.part === part)
        .map((group) => (
          <SettingsForm key={group.title.en} group={group} source={source} />
        ))}
    </>
  )
}
