/**
 * How people meet the keys of the configuration: in which order, with which words, and what they are asked before a
 * change that hurts. It goes along with the settings, so that a page for them is no second list of keys.
 */
import { type Bilingual, profileWords, type SettingField, type SettingsGroup } from '@congky/shared'
import { QUESTIONS } from './settings-questions.ts'

const both = (vi: string, en: string): Bilingual => ({ vi, en })
const days = both('ngày', 'days')
const requests = both('yêu cầu', 'requests')

const count = (key: string, unit: Bilingual, label: Bilingual, hint: Bilingual): SettingField => ({
  ...{ key, kind: 'number', unit, label, hint },
})

const ANSWERS = [
  { value: 'allow', label: both('Cho ký', 'Sign') },
  { value: 'warn', label: both('Ký và ghi cảnh báo vào lịch sử', 'Sign, with a warning in the history') },
  { value: 'deny', label: both('Từ chối', 'Refuse') },
]

/** @param profiles Names of the signature profiles that there are. */
export function settingsGroups(profiles: readonly string[]): readonly SettingsGroup[] {
  return [startGroup(profiles), policyGroup, retentionGroup, limitsGroup, listenGroup, consoleGroup]
}

const startGroup = (profiles: readonly string[]): SettingsGroup => ({
  part: 'signing',
  title: both('Khi khởi động', 'At start'),
  lead: null,
  fields: [
    {
      ...{ key: 'autoStart', kind: 'flag' },
      label: both('Tự ký khi khởi động', 'Sign when the gateway starts'),
      hint: both(
        'Tắt: sau mỗi lần khởi động, cổng ký chờ người bấm Bắt đầu.',
        'Off: after each start the gateway waits until somebody presses Start.',
      ),
    },
    {
      ...{ key: 'defaultProfile', kind: 'choice' },
      choices: profiles.map((name) => ({ value: name, label: profileLabel(name) })),
      label: both('Mẫu ký mặc định', 'Default profile'),
      hint: both('Dùng cho yêu cầu không nêu mẫu ký.', 'For requests that name none.'),
    },
  ],
})

const policyGroup: SettingsGroup = {
  part: 'signing',
  title: both('Mã số thuế và chữ ký số', 'Tax codes and certificates'),
  lead: both(
    'Điều gì xảy ra khi chữ ký số mang mã số thuế khác với chứng từ.',
    'What happens when a certificate carries another tax code than the document.',
  ),
  fields: [
    {
      ...{ key: 'taxCodePolicy.ownCertificate', kind: 'choice', choices: ANSWERS, ask: QUESTIONS.mixUp },
      label: both('Chữ ký số riêng của doanh nghiệp', "An enterprise's own certificate"),
      hint: both('Khác mã thường là gán nhầm chữ ký số.', 'Another tax code mostly means a wrong binding.'),
    },
    {
      ...{ key: 'taxCodePolicy.defaultCertificate', kind: 'choice', choices: ANSWERS },
      label: both('Chữ ký số mặc định', 'A default certificate'),
      hint: both('Đại lý ký thay khách hàng: cho ký.', 'An agent signs for its clients: sign.'),
    },
    {
      ...{ key: 'taxCodePolicy.branchUsesParent', kind: 'flag' },
      label: both('Chi nhánh dùng chữ ký số của công ty mẹ', "A branch uses its head company's certificate"),
      hint: both('Khi chi nhánh không có chữ ký số riêng.', 'Where it has none of its own.'),
    },
  ],
}

const retentionGroup: SettingsGroup = {
  part: 'limits',
  title: both('Lưu chứng từ', 'Keeping documents'),
  lead: null,
  fields: [
    {
      ...{ key: 'retention.documentDays', kind: 'number', unit: days, ask: QUESTIONS.deleteOlder },
      label: both('Giữ nội dung chứng từ', 'Keep documents for'),
      hint: both(
        'Sau đó nội dung bị xóa; lịch sử ký vẫn còn mãi.',
        'After that their content is deleted; the history stays for ever.',
      ),
    },
  ],
}

const limitsGroup: SettingsGroup = {
  part: 'limits',
  title: both('Giới hạn', 'Limits'),
  lead: both(
    'Giữ cho một máy trạm hay một lỗi không làm nghẽn cả cổng ký. Để trống một ô là dùng mặc định.',
    'They keep one workstation, or one mistake, from taking everything. An empty field means the default.',
  ),
  fields: [
    {
      ...count(
        'limits.documentBytesMax',
        both('MB', 'MB'),
        both('Chứng từ lớn nhất', 'Largest document'),
        both('Lớn hơn thì bị từ chối.', 'A larger one is refused.'),
      ),
      scale: 1_048_576,
    },
    count(
      'limits.waitingJobsMax',
      requests,
      both('Hàng đợi của cổng ký', 'Waiting in the gateway'),
      both('Đầy thì yêu cầu mới phải gửi lại sau.', 'When it is full, new ones have to come again.'),
    ),
    count(
      'limits.waitingJobsPerWorkstationMax',
      requests,
      both('Hàng đợi của một máy trạm', 'Waiting for one workstation'),
      both('Phần của mỗi máy trong hàng đợi.', 'The share of each in the queue.'),
    ),
    count(
      'limits.laneQueueMax',
      both('chứng từ', 'documents'),
      both('Hàng đợi của một token', 'Waiting for one token'),
      both('Token ký lần lượt từng chứng từ.', 'A token signs one after the other.'),
    ),
    count(
      'limits.attemptsMax',
      both('lần', 'times'),
      both('Số lần thử ký', 'Attempts'),
      both('Sau đó yêu cầu chờ người xử lý.', 'After that a request waits for a person.'),
    ),
    count(
      'limits.requestsPerMinutePerWorkstation',
      both('lần/phút', 'a minute'),
      both('Lượt gọi của một máy trạm', 'Calls of one workstation'),
      both('Gọi nhanh hơn thì phải chờ.', 'Faster ones have to wait.'),
    ),
    count(
      'limits.connectionsPerWorkstationMax',
      both('kết nối', 'connections'),
      both('Kết nối cùng lúc của một máy trạm', 'Connections of one workstation'),
      both('WebSocket và lượt gọi đang mở.', 'Open WebSockets and calls.'),
    ),
    count(
      'limits.accessKeyDays',
      days,
      both('Hạn của khóa truy cập', 'Life of an access key'),
      both(
        'Máy trạm tự gia hạn khi còn hoạt động. 0: không hết hạn.',
        'A workstation that works renews it. 0: for ever.',
      ),
    ),
  ],
}

const listenGroup: SettingsGroup = {
  part: 'connection',
  title: both('Địa chỉ của cổng ký', 'Address of the gateway'),
  lead: both('Nơi máy trạm và trình duyệt gọi đến.', 'Where workstations and browsers call.'),
  fields: [
    {
      ...{ key: 'listen.host', kind: 'text', label: both('Địa chỉ', 'Address'), ask: QUESTIONS.moveAway },
      hint: both(
        '127.0.0.1: chỉ máy này. 0.0.0.0: mọi máy trong mạng, luôn mã hóa.',
        '127.0.0.1: this machine only. 0.0.0.0: the whole network, always encrypted.',
      ),
    },
    {
      ...{ key: 'listen.port', kind: 'number', label: both('Cổng', 'Port'), ask: QUESTIONS.moveAway },
      hint: both('Từ 1 đến 65535.', '1 to 65535.'),
    },
  ],
}

const consoleGroup: SettingsGroup = {
  part: 'connection',
  title: both('Trình duyệt và phiên làm việc', 'Browsers and sessions'),
  lead: null,
  fields: [
    {
      ...{ key: 'console.pinEntry', kind: 'flag', ask: QUESTIONS.pinEntry },
      label: both('Cho nhập mã PIN từ trình duyệt', 'PINs may be typed in a browser'),
      hint: both('Tắt: chỉ mở khóa token trên máy chủ.', 'Off: tokens are unlocked on the host only.'),
    },
    count(
      'console.sessionIdleMinutes',
      both('phút', 'minutes'),
      both('Tự đăng xuất khi không dùng', 'Log out when idle for'),
      both('Từ 5 phút đến 24 giờ.', '5 minutes to 24 hours.'),
    ),
    count(
      'console.sessionHours',
      both('giờ', 'hours'),
      both('Phiên làm việc dài nhất', 'Longest session'),
      both('Sau đó phải đăng nhập lại.', 'After that one logs in again.'),
    ),
    {
      ...{ key: 'console.hosts', kind: 'list', ask: QUESTIONS.dropHost },
      label: both('Tên khác của cổng ký', 'Other names of the gateway'),
      hint: both(
        'Mỗi dòng một tên hay địa chỉ mà người dùng gõ, ngoài tên và địa chỉ của máy chủ.',
        'One a line, beside the names and addresses of the host itself.',
      ),
    },
    {
      ...{ key: 'console.origins', kind: 'list' },
      label: both('Trang web được gửi chứng từ', 'Pages that may send documents'),
      hint: both(
        'Mỗi dòng một nguồn, như https://khai-bao.example. Trang đó vẫn cần khóa truy cập.',
        'One a line, such as https://khai-bao.example. They still need an access key.',
      ),
    },
  ],
}

/** A built-in profile by what it is for, since a name alone says little. */
function profileLabel(name: string): Bilingual {
  const title = Object.hasOwn(profileWords, name) ? profileWords[name]?.title : undefined
  return title ? both(`${name}: ${title.vi}`, `${name}: ${title.en}`) : both(name, name)
}
