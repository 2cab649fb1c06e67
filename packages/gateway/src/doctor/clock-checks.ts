/** Whether this host's clock is right, as far as others can tell: the history, the databases, the disk's host. */
import type { Bilingual } from '@congky/shared'
import { type Finding, fail, good, warn } from './finding.ts'

export interface ClockFacts {
  readonly now: Date
  /** Time of the newest history record; null when there is none. */
  readonly newestRecordAt: Date | null
  /** How far each database's clock is ahead of ours, in milliseconds. */
  readonly databases: readonly { readonly source: string; readonly offsetMs: number }[]
  /** The same of the machine whose disk holds the state; null when it could not be asked. */
  readonly diskOffsetMs: number | null
}

/** What a network call, a busy host and a slow disk explain by themselves, in milliseconds. */
const UNREMARKABLE_MS = 5_000
/** Signing times that are wrong by more than this are remarked on by customs' checks. [our own choice] */
const GRAVE_MS = 300_000

export function checkClock({ now, newestRecordAt, databases, diskOffsetMs }: ClockFacts): readonly Finding[] {
  const backMs = newestRecordAt === null ? 0 : newestRecordAt.getTime() - now.getTime()
  const findings = [
    ...(backMs > UNREMARKABLE_MS ? [setBack(backMs)] : []),
    ...databases.flatMap(({ source, offsetMs }) =>
      compare(`clock:${source}`, offsetMs, {
        en: `the database of ${source}`,
        vi: `cơ sở dữ liệu của ${source}`,
      }),
    ),
    ...(diskOffsetMs === null ? [] : compare('clock:disk', diskOffsetMs, DISK)),
  ]
  if (findings.length > 0) return findings
  return [
    good('clock', { en: 'The clock agrees with what else tells the time', vi: 'Đồng hồ khớp với các nguồn khác' }),
  ]
}

function setBack(backMs: number): Finding {
  return fail(
    'clock:history',
    {
      en: `The newest history record is ${duration(backMs).en} in the future`,
      vi: `Bản ghi lịch sử mới nhất ở tương lai ${duration(backMs).vi}`,
    },
    { why: WHY, next: SET_CLOCK },
  )
}

function compare(check: string, offsetMs: number, other: Bilingual): readonly Finding[] {
  const farMs = Math.abs(offsetMs)
  if (farMs <= UNREMARKABLE_MS) return []
  const ahead = offsetMs > 0
  const what = {
    en: `The clock of this host is ${duration(farMs).en} ${ahead ? 'behind' : 'ahead of'} ${other.en}`,
    vi: `Đồng hồ máy này ${ahead ? 'chậm' : 'nhanh'} ${duration(farMs).vi} so với ${other.vi}`,
  }
  return [(farMs > GRAVE_MS ? fail : warn)(check, what, { why: WHY, next: SET_CLOCK })]
}

/** In the largest unit that fits. */
function duration(ms: number): Bilingual {
  const seconds = Math.round(ms / 1_000)
  if (seconds < 120) return { en: `${seconds} s`, vi: `${seconds} giây` }
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return { en: `${minutes} min`, vi: `${minutes} phút` }
  const hours = Math.round(minutes / 60)
  return hours < 48
    ? { en: `${hours} h`, vi: `${hours} giờ` }
    : { en: `${Math.round(hours / 24)} days`, vi: `${Math.round(hours / 24)} ngày` }
}

const DISK = { en: 'the machine whose disk holds the state', vi: 'máy chứa ổ đĩa trạng thái' }
const WHY = {
  en: 'Signing times and the validity of certificates are taken from it.',
  vi: 'Thời điểm ký và hiệu lực chữ ký số lấy theo đồng hồ này.',
}
const SET_CLOCK = {
  en: 'Let the system set its clock: timedatectl set-ntp true (Linux), w32tm /resync (Windows).',
  vi: 'Để hệ thống tự chỉnh giờ: timedatectl set-ntp true (Linux), w32tm /resync (Windows).',
}
