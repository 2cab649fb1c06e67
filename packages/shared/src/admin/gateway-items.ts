/** What the gateway itself, its databases and the documents that are held want of a person. */
import type { NeedItem, Urgency } from './needs-you.ts'
import type { GatewayStatus, NoticeTopic } from './status-view.ts'

const DAY_MS = 86_400_000
/** As `congky doctor` has it. */
const BACKUP_DAYS_MAX = 7

export function gatewayItems(status: GatewayStatus, now: number): NeedItem[] {
  return [...noticeItems(status), ...sourceItems(status), ...approvalItems(status), ...backupItems(status, now)]
}

/** Where a code of a held document is mended: the beginning of its code, and the page. */
const PAGES: readonly (readonly [string, string])[] = [
  ['ERR_TOKEN', 'tokens'],
  ['ERR_PIN', 'tokens'],
  ['ERR_KEY', 'tokens'],
  ['ERR_SIGNATURE', 'tokens'],
  ['ERR_MECHANISM', 'tokens'],
  ['ERR_CERTIFICATE', 'tokens'],
  ['ERR_SOURCE', 'sources'],
]

/** The catalogue of errors names commands of the host; whoever reads this has pages. */
const NEXT: Readonly<Record<string, NeedItem['next']>> = {
  ERR_TOKEN_LOCKED: {
    vi: 'Nhập mã PIN của token này; chứng từ đang chờ sẽ tự được ký.',
    en: 'Type the PIN of this token; what waits is then signed by itself.',
  },
  ERR_PIN_REFUSED: {
    vi: 'Nhập lại đúng mã PIN của token này; chứng từ đang chờ sẽ tự được ký.',
    en: 'Type the right PIN of this token; what waits is then signed by itself.',
  },
  ERR_PIN_TRIES_LOW: {
    vi: 'Hỏi người giữ token đúng mã PIN rồi nhập: nhập sai nữa có thể khóa hẳn token.',
    en: 'Ask its holder for the right PIN, then type it: another wrong one may block the token.',
  },
  ERR_RESTORED_REQUEST: {
    vi: 'Hỏi lại người gửi xem đã được ký chưa; nếu chưa, bấm Ký lại ở trang Lịch sử ký.',
    en: 'Ask who sent it whether it was signed; if not, try it again on the page of the history.',
  },
  ERR_INTERNAL: {
    vi: 'Báo lỗi kèm nhật ký của cổng ký; rồi bấm Ký lại ở trang Lịch sử ký.',
    en: "Report it with the gateway's log; then try it again on the page of the history.",
  },
}

/** Documents that are held, by their reason. */
export function heldItems({ held }: GatewayStatus): NeedItem[] {
  return held.map(({ errorCode, count, message, messageVi, next, nextVi }) => ({
    key: `held:${errorCode}:${message}`,
    urgency: 'waits',
    title: { vi: `${count} chứng từ đang chờ`, en: `${count} document${count === 1 ? ' waits' : 's wait'}` },
    why: { vi: messageVi ?? message, en: message },
    next: NEXT[errorCode] ?? { vi: nextVi ?? next ?? '', en: next ?? '' },
    page: PAGES.find(([beginning]) => errorCode.startsWith(beginning))?.[1] ?? 'history',
    count,
  }))
}

function approvalItems({ jobs }: GatewayStatus): NeedItem[] {
  const count = jobs['awaiting-approval']
  if (count === 0) return []
  return [
    {
      ...{ key: 'approval', urgency: 'waits', page: 'approvals', count },
      title: { vi: `${count} chứng từ chờ duyệt`, en: `${count} document${count === 1 ? '' : 's'} to approve` },
      next: {
        vi: 'Người duyệt xem, rồi duyệt hoặc trả lại.',
        en: 'An approver reads them, then approves or returns them.',
      },
    },
  ]
}

function sourceItems({ sources, jobs }: GatewayStatus): NeedItem[] {
  const isNew = Object.values(jobs).every((count) => count === 0)
  if (sources.length === 0 && isNew) return [NO_SENDER]
  return sources
    .filter(({ state, error }) => state === 'unavailable' || error !== null)
    .map(({ name, error }) => ({
      ...{ key: `source:${name}`, urgency: 'waits', page: 'sources' },
      title: {
        vi: `Không kết nối được cơ sở dữ liệu “${name}”`,
        en: `The database “${name}” cannot be reached`,
      },
      ...(error === null ? {} : { why: { vi: reasonOf(error.vi), en: reasonOf(error.en) } }),
      next: {
        vi: 'Kiểm tra máy chủ, mạng và mật khẩu, rồi bấm Kiểm tra kết nối ở trang Cơ sở dữ liệu.',
        en: 'Look at its server, the network and the password, then test it on the page of databases.',
      },
    }))
}

/** What follows the name, where the title has said the rest: “Không kết nối được cơ sở dữ liệu “a”: không có …”. */
function reasonOf(text: string): string {
  const reason = /^[^”]*”[^”:]*: (.+)$/s.exec(text)?.[1]
  return reason === undefined ? text : reason.charAt(0).toUpperCase() + reason.slice(1)
}

const NO_SENDER: NeedItem = {
  ...{ key: 'sources:none', urgency: 'soon', page: 'sources' },
  title: { vi: 'Chưa có nơi nào gửi chứng từ đến', en: 'Nobody sends documents yet' },
  next: {
    vi: 'Thêm cơ sở dữ liệu của phần mềm khai báo, hoặc thêm máy trạm.',
    en: "Add the declaration program's database, or a workstation.",
  },
}

function backupItems({ lastBackupAt, jobs }: GatewayStatus, now: number): NeedItem[] {
  const days = lastBackupAt === null ? null : Math.floor((now - Date.parse(lastBackupAt)) / DAY_MS)
  if (days === null ? jobs.signed === 0 : days <= BACKUP_DAYS_MAX) return []
  return [
    {
      ...{ key: 'backup', urgency: 'soon', page: 'settings' },
      title:
        days === null
          ? { vi: 'Chưa từng sao lưu', en: 'No backup was ever made' }
          : { vi: `Sao lưu lần cuối cách đây ${days} ngày`, en: `The last backup is ${days} days old` },
      next: { vi: 'Sao lưu, rồi cất tệp ở máy khác.', en: 'Make a backup, and keep the file on another machine.' },
    },
  ]
}

interface NoticeWords {
  readonly urgency: Urgency
  readonly page: string
  readonly next: NeedItem['next']
}

const NOTICES: Readonly<Record<NoticeTopic, NoticeWords>> = {
  restored: {
    ...{ urgency: 'stops-all', page: 'settings' },
    next: {
      vi: 'Khi cổng ký cũ đã dừng hẳn, chạy trên máy này: congky resume --confirm-restore',
      en: 'Once the original is gone for good, run on this host: congky resume --confirm-restore',
    },
  },
  store: {
    ...{ urgency: 'stops-all', page: 'settings' },
    next: {
      vi: 'Giải phóng chỗ trên ổ đĩa của cổng ký; cổng ký tự ký tiếp.',
      en: "Make room on the gateway's disk; it goes on by itself.",
    },
  },
  history: {
    ...{ urgency: 'waits', page: 'history' },
    next: {
      vi: 'Kiểm tra lịch sử ở trang Lịch sử ký và báo người quản trị.',
      en: 'Verify the history on its page, and tell whoever is responsible for it.',
    },
  },
  files: {
    ...{ urgency: 'soon', page: 'settings' },
    next: { vi: 'Báo người quản trị máy cổng ký.', en: "Tell the admin of the gateway's host." },
  },
  config: {
    ...{ urgency: 'waits', page: 'settings' },
    next: {
      vi: 'Sửa tệp cấu hình; đến khi đó cổng ký vẫn dùng cấu hình trước.',
      en: 'Mend the configuration file; until then the one before stays in force.',
    },
  },
  restart: {
    ...{ urgency: 'soon', page: 'settings' },
    next: { vi: 'Khởi động lại cổng ký lúc vắng việc.', en: 'Restart the gateway at a quiet time.' },
  },
  'access-key': {
    ...{ urgency: 'soon', page: 'workstations' },
    next: { vi: 'Đổi khóa ở trang Máy trạm.', en: 'Rotate the key on the page of workstations.' },
  },
  notifications: {
    ...{ urgency: 'soon', page: 'settings/notifications' },
    next: {
      vi: 'Xem lý do và gửi thử ở Cài đặt, Thông báo; việc ký không bị ảnh hưởng.',
      en: 'See why and send a test in Settings, Notifications; signing is not affected.',
    },
  },
}

function noticeItems({ notices }: GatewayStatus): NeedItem[] {
  return notices.map(({ vi, en, topic }) => ({
    key: topic === 'restored' || topic === 'store' ? topic : `notice:${en}`,
    title: { vi: firstLine(vi), en: firstLine(en) },
    ...NOTICES[topic],
  }))
}

/** What follows tells the next step in words for the host's command line. */
function firstLine(text: string): string {
  return text.split('\n')[0] ?? text
}
