/** The parts of the settings that are plain forms over the configuration. */
import type { ProfilesView } from '@congky/shared'
import { call } from '../../api.ts'
import type { Question } from '../../design/dialog.tsx'
import { Card, Facts } from '../../design/layout.tsx'
import { status } from '../../live.ts'
import { useResource } from '../../resource.ts'
import { say } from '../../text.ts'
import type { Setting, Value } from './setting.ts'
import { SettingsForm, type SettingsSource } from './settings-form.tsx'

type Props = { readonly source: SettingsSource }

export function SigningSettings({ source }: Props) {
  const profiles = useResource((signal) => call<ProfilesView>('GET', '/admin/profiles', { signal }), [])
  const names = profiles.data?.profiles.map(({ name }) => name) ?? [source.view.settings.defaultProfile]
  return (
    <>
      <SettingsForm title={say('Khi khởi động', 'At start')} settings={startSettings(names)} source={source} />
      <SettingsForm
        title={say('Mã số thuế và chữ ký số', 'Tax codes and certificates')}
        lead={say(
          'Điều gì xảy ra khi chữ ký số mang mã số thuế khác với chứng từ.',
          'What happens when a certificate carries another tax code than the document.',
        )}
        settings={policySettings()}
        source={source}
      />
    </>
  )
}

function startSettings(profiles: readonly string[]): readonly Setting[] {
  return [
    {
      ...{ key: 'autoStart', kind: 'flag' },
      label: say('Tự ký khi khởi động', 'Sign when the gateway starts'),
      hint: say(
        'Tắt: sau mỗi lần khởi động, cổng ký chờ người bấm Bắt đầu.',
        'Off: after each start the gateway waits until somebody presses Start.',
      ),
    },
    {
      ...{ key: 'defaultProfile', kind: 'choice', choices: profiles.map((name) => ({ value: name, label: name })) },
      label: say('Mẫu ký mặc định', 'Default profile'),
      hint: say('Dùng cho yêu cầu không nêu mẫu ký.', 'For requests that name none.'),
    },
  ]
}

function policySettings(): readonly Setting[] {
  const choices = [
    { value: 'allow', label: say('Cho ký', 'Sign') },
    { value: 'warn', label: say('Ký và ghi cảnh báo vào lịch sử', 'Sign, with a warning in the history') },
    { value: 'deny', label: say('Từ chối', 'Refuse') },
  ]
  return [
    {
      ...{ key: 'taxCodePolicy.ownCertificate', kind: 'choice', choices },
      label: say('Chữ ký số riêng của doanh nghiệp', "An enterprise's own certificate"),
      hint: say('Khác mã thường là gán nhầm chữ ký số.', 'Another tax code mostly means a wrong binding.'),
      ask: (next) => (next === 'allow' ? mixUpQuestion() : null),
    },
    {
      ...{ key: 'taxCodePolicy.defaultCertificate', kind: 'choice', choices },
      label: say('Chữ ký số mặc định', 'A default certificate'),
      hint: say('Đại lý ký thay khách hàng: cho ký.', 'An agent signs for its clients: sign.'),
    },
    {
      ...{ key: 'taxCodePolicy.branchUsesParent', kind: 'flag' },
      label: say('Chi nhánh dùng chữ ký số của công ty mẹ', "A branch uses its head company's certificate"),
      hint: say('Khi chi nhánh không có chữ ký số riêng.', 'Where it has none of its own.'),
    },
  ]
}

const mixUpQuestion = (): Question => ({
  title: say('Cho ký dù khác mã số thuế?', 'Sign although the tax codes differ?'),
  body: say(
    'Nếu chữ ký số bị gán nhầm, chứng từ của doanh nghiệp này sẽ được ký bằng chữ ký của doanh nghiệp khác mà không ai được báo.',
    "Should a certificate be bound by mistake, documents are signed with somebody else's certificate, and nobody is told.",
  ),
  action: say('Cho ký', 'Sign'),
  danger: true,
})

export function LimitSettings({ source }: Props) {
  return (
    <>
      <SettingsForm title={say('Lưu chứng từ', 'Keeping documents')} settings={retentionSettings()} source={source} />
      <SettingsForm
        title={say('Giới hạn', 'Limits')}
        lead={say(
          'Giữ cho một máy trạm hay một lỗi không làm nghẽn cả cổng ký. Để trống một ô là dùng mặc định.',
          'They keep one workstation, or one mistake, from taking everything. An empty field means the default.',
        )}
        settings={limitSettings()}
        source={source}
      />
    </>
  )
}

function retentionSettings(): readonly Setting[] {
  return [
    {
      ...{ key: 'retention.documentDays', kind: 'number', unit: say('ngày', 'days') },
      label: say('Giữ nội dung chứng từ', 'Keep documents for'),
      hint: say(
        'Sau đó nội dung bị xóa; lịch sử ký vẫn còn mãi.',
        'After that their content is deleted; the history stays for ever.',
      ),
      ask: (next, before) => (Number(next) < Number(before) ? deleteQuestion(next) : null),
    },
  ]
}

const deleteQuestion = (days: Value): Question => ({
  title: say('Xóa bớt chứng từ cũ?', 'Delete older documents?'),
  body: say(
    `Nội dung các chứng từ cũ hơn ${days} ngày sẽ bị xóa khỏi cổng ký và không lấy lại được. Lịch sử ký vẫn còn.`,
    `Documents older than ${days} days are deleted from the gateway for good. The history stays.`,
  ),
  action: say('Lưu và xóa', 'Save and delete'),
  danger: true,
})

function limitSettings(): readonly Setting[] {
  const requests = say('yêu cầu', 'requests')
  const number = (key: string, unit: string, label: string, hint: string): Setting => ({
    ...{ key: `limits.${key}`, kind: 'number', unit, label, hint },
  })
  return [
    {
      ...{ key: 'limits.documentBytesMax', kind: 'number', unit: 'MB', scale: 1_048_576 },
      label: say('Chứng từ lớn nhất', 'Largest document'),
      hint: say('Lớn hơn thì bị từ chối.', 'A larger one is refused.'),
    },
    number(
      'waitingJobsMax',
      requests,
      say('Hàng đợi của cổng ký', 'Waiting in the gateway'),
      say('Đầy thì yêu cầu mới phải gửi lại sau.', 'When it is full, new ones have to come again.'),
    ),
    number(
      'waitingJobsPerWorkstationMax',
      requests,
      say('Hàng đợi của một máy trạm', 'Waiting for one workstation'),
      say('Phần của mỗi máy trong hàng đợi.', 'The share of each in the queue.'),
    ),
    number(
      'laneQueueMax',
      say('chứng từ', 'documents'),
      say('Hàng đợi của một token', 'Waiting for one token'),
      say('Token ký lần lượt từng chứng từ.', 'A token signs one after the other.'),
    ),
    number(
      'attemptsMax',
      say('lần', 'times'),
      say('Số lần thử ký', 'Attempts'),
      say('Sau đó yêu cầu chờ người xử lý.', 'After that a request waits for a person.'),
    ),
    number(
      'requestsPerMinutePerWorkstation',
      say('lần/phút', 'a minute'),
      say('Lượt gọi của một máy trạm', 'Calls of one workstation'),
      say('Gọi nhanh hơn thì phải chờ.', 'Faster ones have to wait.'),
    ),
    number(
      'connectionsPerWorkstationMax',
      say('kết nối', 'connections'),
      say('Kết nối cùng lúc của một máy trạm', 'Connections of one workstation'),
      say('WebSocket và lượt gọi đang mở.', 'Open WebSockets and calls.'),
    ),
    number(
      'accessKeyDays',
      say('ngày', 'days'),
      say('Hạn của khóa truy cập', 'Life of an access key'),
      say(
        'Máy trạm tự gia hạn khi còn hoạt động. 0: không hết hạn.',
        'A workstation that works renews it. 0: for ever.',
      ),
    ),
  ]
}

export function ConnectionSettings({ source }: Props) {
  const { tls } = source.view
  const listen = status.value?.listen
  return (
    <>
      <SettingsForm
        title={say('Địa chỉ của cổng ký', 'Address of the gateway')}
        lead={say('Nơi máy trạm và trình duyệt gọi đến.', 'Where workstations and browsers call.')}
        settings={listenSettings()}
        source={source}
      >
        <Facts
          facts={[
            [say('Đang chạy tại', 'Running at'), listen?.url],
            ['TLS', TLS_WORDS()[tls.mode]],
            [say('Chứng chỉ', 'Certificate'), tls.certFile],
          ]}
        />
      </SettingsForm>
      <SettingsForm
        title={say('Trình duyệt và phiên làm việc', 'Browsers and sessions')}
        settings={consoleSettings(source.view.settings.console.hosts)}
        source={source}
      />
      <Card title={say('Chỉ sửa trên máy chủ', 'Changed on the host only')}>
        <p class="dim">
          {say(
            'TLS, thư viện token và thư mục trạng thái được sửa trong tệp này, trên máy chủ:',
            'TLS, token libraries and the state folder are changed in this file, on the host:',
          )}{' '}
          <code>{source.view.file}</code>
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

function listenSettings(): readonly Setting[] {
  const question = (): Question => ({
    title: say('Đổi địa chỉ của cổng ký?', 'Change the address of the gateway?'),
    body: say(
      'Sau lần khởi động lại tới, máy trạm và trình duyệt phải dùng địa chỉ mới; nếu không tới được địa chỉ đó, chỉ sửa lại được trên máy chủ.',
      'After the next restart workstations and browsers have to use the new address. If they cannot reach it, it can be mended on the host only.',
    ),
    action: say('Đổi địa chỉ', 'Change it'),
    danger: true,
  })
  return [
    {
      ...{ key: 'listen.host', kind: 'text', label: say('Địa chỉ', 'Address'), ask: question },
      hint: say(
        '127.0.0.1: chỉ máy này. 0.0.0.0: mọi máy trong mạng, luôn mã hóa.',
        '127.0.0.1: this machine only. 0.0.0.0: the whole network, always encrypted.',
      ),
    },
    {
      ...{ key: 'listen.port', kind: 'number', unit: '', label: say('Cổng', 'Port'), ask: question },
      hint: say('Từ 1 đến 65535.', '1 to 65535.'),
    },
  ]
}

function consoleSettings(hostsBefore: readonly string[]): readonly Setting[] {
  const here = location.hostname
  return [
    {
      ...{ key: 'console.pinEntry', kind: 'flag' },
      label: say('Cho nhập mã PIN từ trình duyệt', 'PINs may be typed in a browser'),
      hint: say('Tắt: chỉ mở khóa token trên máy chủ.', 'Off: tokens are unlocked on the host only.'),
      ask: (next) => (next === true ? pinQuestion() : null),
    },
    {
      ...{ key: 'console.sessionIdleMinutes', kind: 'number', unit: say('phút', 'minutes') },
      label: say('Tự đăng xuất khi không dùng', 'Log out when idle for'),
      hint: say('Từ 5 phút đến 24 giờ.', '5 minutes to 24 hours.'),
    },
    {
      ...{ key: 'console.sessionHours', kind: 'number', unit: say('giờ', 'hours') },
      label: say('Phiên làm việc dài nhất', 'Longest session'),
      hint: say('Sau đó phải đăng nhập lại.', 'After that one logs in again.'),
    },
    {
      ...{ key: 'console.hosts', kind: 'list' },
      label: say('Tên khác của cổng ký', 'Other names of the gateway'),
      hint: say(
        'Mỗi dòng một tên hay địa chỉ mà người dùng gõ, ngoài tên và địa chỉ của máy chủ.',
        'One a line, beside the names and addresses of the host itself.',
      ),
      ask: (next) =>
        hostsBefore.includes(here) && Array.isArray(next) && !next.includes(here) ? ownNameQuestion(here) : null,
    },
    {
      ...{ key: 'console.origins', kind: 'list' },
      label: say('Trang web được gửi chứng từ', 'Pages that may send documents'),
      hint: say(
        'Mỗi dòng một nguồn, như https://khai-bao.example. Trang đó vẫn cần khóa truy cập.',
        'One a line, such as https://khai-bao.example. They still need an access key.',
      ),
    },
  ]
}

const pinQuestion = (): Question => ({
  title: say('Cho nhập mã PIN từ trình duyệt?', 'Let PINs be typed in browsers?'),
  body: say(
    'Mã PIN của token sẽ đi qua máy của quản trị viên. Ai chiếm được máy hay trình duyệt đó có thể đọc mã PIN và ký thay. Chỉ bật khi các máy ấy an toàn như máy chủ cổng ký.',
    'PINs then pass through the machines of admins. Whoever takes over such a machine or its browser can read them and sign. Only for machines as safe as the host itself.',
  ),
  action: say('Cho phép', 'Allow'),
  danger: true,
})

const ownNameQuestion = (host: string): Question => ({
  title: say(`Bỏ tên ${host}?`, `Remove the name ${host}?`),
  body: say(
    'Bạn đang dùng chính tên này. Sau khi lưu, trang sẽ không gọi được cổng ký bằng tên đó nữa.',
    'It is the name that you use right now. Once saved, this page does not reach the gateway by it any more.',
  ),
  action: say('Bỏ tên này', 'Remove it'),
  danger: true,
})
