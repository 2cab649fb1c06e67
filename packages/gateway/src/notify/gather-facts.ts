/**
 * What a person should know of the gateway now, out of its status. Pure. The texts hold names that the office
 * gave, tax codes and counts: no subjects of certificates, no server's own words, since messages leave the house.
 */
import type { GatewayStatus } from '@congky/shared'
import type { Fact, Facts } from '../domain/notification.ts'
import { approvalFacts, type WaitingApprovals } from './approval-facts.ts'
import { heldFacts } from './held-facts.ts'
import { certificateFacts, tokenFacts, unknownTokens } from './token-facts.ts'

const DAY_MS = 86_400_000

export interface FactsInput {
  readonly status: GatewayStatus
  readonly waiting: WaitingApprovals
  readonly now: Date
  readonly settleMs: number
  readonly backupDays: number
  /** IANA name, for dates. */
  readonly timeZone: string
  /** When a gateway that ended without being stopped had been started, if the one before this one did. ISO 8601. */
  readonly brokenRun: string | null
}

export function gatherFacts(input: FactsInput): Facts {
  const { status } = input
  const items = [
    ...diskFacts(status),
    ...historyFacts(status),
    ...gatewayFacts(input),
    ...approvalFacts(input),
    ...heldFacts(input),
    ...tokenFacts(input),
    ...certificateFacts(input),
    ...sourceFacts(input),
    ...backupFacts(input),
  ]
  const resting = status.sources.filter(({ state }) => state === 'starting' || state === 'paused')
  return { items, unknown: [...unknownTokens(status), ...resting.map(({ name }) => `source:${name}:`)] }
}

function diskFacts({ storeErrorCode }: GatewayStatus): readonly Fact[] {
  if (storeErrorCode === null) return []
  return [
    {
      ...{ key: `disk:${storeErrorCode}`, topic: 'disk', level: 'urgent', kind: 'state', stage: 0, settleMs: 0 },
      vi: 'Ổ đĩa của cổng ký đã đầy hoặc không ghi được, nên không nhận và không ký',
      en: 'The disk of the gateway is full or cannot be written, so nothing is accepted or signed',
      next: {
        vi: 'Giải phóng dung lượng; cổng ký sẽ tự chạy tiếp.',
        en: 'Free some space; the gateway goes on by itself.',
      },
      page: '',
    },
  ]
}

function historyFacts({ history }: GatewayStatus): readonly Fact[] {
  if (history.damage === null) return []
  return [
    {
      ...{ key: 'history:damaged', topic: 'history', level: 'urgent', kind: 'state', stage: 0, settleMs: 0 },
      vi: 'Lịch sử ký đã bị sửa hoặc bị hỏng',
      en: 'The history of signatures was changed or is damaged',
      next: {
        vi: 'Cất giữ ổ đĩa như hiện trạng, xem chi tiết: congky history verify',
        en: 'Keep the disk as it is, and see what is wrong: congky history verify',
      },
      page: 'history',
    },
  ]
}

function gatewayFacts({ brokenRun, timeZone }: FactsInput): readonly Fact[] {
  if (brokenRun === null) return []
  const started = new Date(brokenRun)
  const at = (locale: string) => started.toLocaleString(locale, { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return [
    {
      ...{
        key: `gateway:ended:${brokenRun}`,
        topic: 'gateway',
        level: 'warning',
        kind: 'event',
        stage: 0,
        settleMs: 0,
      },
      vi: `Cổng ký (chạy từ ${at('vi-VN')}) đã dừng đột ngột và vừa khởi động lại; các token cần được mở khóa lại`,
      en: `The gateway (running since ${at('en-GB')}) had ended without being stopped, and was started again; its tokens need their PINs`,
      next: {
        vi: 'Mở khóa token. Nếu không phải do mất điện, hãy xem nhật ký của cổng ký.',
        en: 'Unlock the tokens. Unless the power failed, look into the log of the gateway.',
      },
      page: 'tokens',
    },
  ]
}

function sourceFacts({ status, settleMs }: FactsInput): readonly Fact[] {
  return status.sources
    .filter(({ state }) => state === 'unavailable')
    .map(({ name, errorCode }) => ({
      ...{ key: `source:${name}:${errorCode ?? 'unavailable'}`, topic: 'sources', level: 'warning', kind: 'state' },
      ...{ stage: 0, settleMs: settleMs * 2, page: 'sources' },
      vi: `Không lấy được yêu cầu từ cơ sở dữ liệu ${name} (mã ${errorCode ?? '?'})`,
      en: `No requests can be taken from the database ${name} (code ${errorCode ?? '?'})`,
      next: {
        vi: `Cổng ký tự thử lại. Kiểm tra máy chủ, mạng và đăng nhập: congky source test ${name}`,
        en: `The gateway tries again by itself. Check server, network and login: congky source test ${name}`,
      },
    }))
}

/** Told once for each period that passes without a backup. */
function backupFacts({ status, now, backupDays }: FactsInput): readonly Fact[] {
  const { lastBackupAt } = status
  const days = lastBackupAt === null ? null : Math.floor((now.getTime() - Date.parse(lastBackupAt)) / DAY_MS)
  if (days !== null && days <= backupDays) return []
  const what =
    days === null
      ? { vi: 'Cổng ký chưa từng được sao lưu', en: 'The gateway was never backed up' }
      : { vi: `Bản sao lưu gần nhất đã cách đây ${days} ngày`, en: `The last backup is ${days} days old` }
  return [
    {
      ...{ key: 'backup:old', topic: 'backup', level: 'info', kind: 'deadline', ...what, page: 'settings/backup' },
      stage: days === null ? 0 : Math.floor(days / backupDays),
      // Whoever has just set a gateway up makes the first backup without being told.
      settleMs: days === null ? DAY_MS : 0,
      next: {
        vi: 'Sao lưu rồi cất tệp ở máy khác: congky backup <tệp>',
        en: 'Back it up and keep the file on another machine: congky backup <file>',
      },
    },
  ]
}
