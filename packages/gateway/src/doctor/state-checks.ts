/** What the gateway lives on: files and their rights, the history's end, backups, who else holds the folder. */
import type { Bilingual } from '@congky/shared'
import type { ModeFinding } from '../config/file-modes.ts'
import { parseRecord, type SealedRecord } from '../domain/history-record.ts'
import { sha256Hex } from '../domain/request.ts'
import { type Finding, fail, good, same, skipped, warn } from './finding.ts'

const DAY_MS = 86_400_000
const BACKUP_DAYS_MAX = 7

export function checkModes(platform: NodeJS.Platform, findings: readonly ModeFinding[]): readonly Finding[] {
  if (platform === 'win32') {
    return [
      skipped('file-modes', {
        en: 'Rights of files are not checked on Windows: see that only its own account may open the folder',
        vi: 'Chưa kiểm tra quyền tệp trên Windows: hãy bảo đảm chỉ tài khoản của cổng ký mở được thư mục',
      }),
    ]
  }
  if (findings.length === 0) {
    return [
      good('file-modes', { en: 'Nobody else can open its files', vi: 'Người khác không mở được các tệp của cổng ký' }),
    ]
  }
  return findings.map(({ verdict, path, text, command }) =>
    (verdict === 'refused' ? fail : warn)(`file-modes:${path}`, capital(text), {
      why: verdict === 'refused' ? REFUSED : OPEN,
      next: same(command),
    }),
  )
}

const REFUSED = {
  en: 'Who can write it decides what the gateway loads and signs, so it does not start.',
  vi: 'Ai ghi được tệp này sẽ quyết định cổng ký nạp gì, ký gì, nên cổng ký không khởi động.',
}
const OPEN = {
  en: 'Others on this host could read or change what is in it.',
  vi: 'Người khác trên máy này có thể đọc hoặc sửa nội dung.',
}

function capital({ en, vi }: Bilingual): Bilingual {
  const first = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
  return { en: first(en), vi: first(vi) }
}

export function checkBackup(lastBackupAt: Date | null, hasState: boolean, now: Date): readonly Finding[] {
  if (!hasState) return []
  const advice = {
    why: {
      en: 'If the disk breaks, the history of signatures and all that is set up here is gone.',
      vi: 'Nếu hỏng ổ đĩa, lịch sử ký và mọi thiết lập sẽ mất.',
    },
    next: {
      en: 'congky backup <file>, then keep the file on another machine',
      vi: 'congky backup <tệp>, rồi cất tệp ở máy khác',
    },
  }
  if (lastBackupAt === null) {
    return [warn('backup', { en: 'No backup was ever made', vi: 'Chưa từng sao lưu' }, advice)]
  }
  const days = Math.floor((now.getTime() - lastBackupAt.getTime()) / DAY_MS)
  const what =
    days === 0
      ? { en: 'Last backup today', vi: 'Sao lưu lần cuối hôm nay' }
      : { en: `Last backup ${days} day${days === 1 ? '' : 's'} ago`, vi: `Sao lưu lần cuối cách đây ${days} ngày` }
  return [days > BACKUP_DAYS_MAX ? warn('backup', what, advice) : good('backup', what)]
}

/** @param newestFirst Some records from the end of the chain. */
export function checkHistoryTail(newestFirst: readonly SealedRecord[]): readonly Finding[] {
  if (newestFirst.length === 0) return []
  const faulty = newestFirst.find((record, at) => !isLinked(record, newestFirst[at + 1] ?? null))
  if (faulty === undefined) {
    const count = newestFirst.length
    return [
      good('history', {
        en: `The last ${count} history records are whole`,
        vi: `${count} bản ghi lịch sử cuối nguyên vẹn`,
      }),
    ]
  }
  const seq = parseRecord(faulty.text)?.seq ?? '?'
  return [
    fail(
      'history',
      { en: `History record ${seq} is torn or was changed`, vi: `Bản ghi lịch sử số ${seq} bị hỏng hoặc đã bị sửa` },
      {
        why: {
          en: 'The history is the proof of who signed what.',
          vi: 'Lịch sử là bằng chứng ai đã ký gì.',
        },
        next: same('congky history verify'),
      },
    ),
  ]
}

function isLinked(record: SealedRecord, before: SealedRecord | null): boolean {
  const parsed = parseRecord(record.text)
  if (parsed === null || sha256Hex(Buffer.from(record.text)) !== record.hash) return false
  return before === null || parsed.prev === before.hash
}

/** @param answers Whether a daemon answers on the local socket. */
export function checkDaemon(answers: boolean, isStateInUse: boolean): Finding {
  if (answers) return good('daemon', { en: 'The gateway is running', vi: 'Cổng ký đang chạy' })
  if (!isStateInUse) {
    const what = { en: 'The gateway is not running', vi: 'Cổng ký chưa chạy' }
    return warn('daemon', what, { why: { en: 'Nothing is signed.', vi: 'Chưa ký gì.' }, next: same('congky start') })
  }
  return fail(
    'daemon',
    {
      en: 'Another process holds the state folder and does not answer',
      vi: 'Một tiến trình khác đang giữ thư mục trạng thái và không trả lời',
    },
    {
      why: {
        en: 'It is another gateway, or this one hangs; a second one cannot start.',
        vi: 'Đó là cổng ký khác, hoặc cổng ký này bị treo; không chạy thêm được.',
      },
      next: {
        en: 'Find it with: ps aux | grep congky; stop it, then start again.',
        vi: 'Tìm bằng: ps aux | grep congky; dừng tiến trình đó rồi chạy lại.',
      },
    },
  )
}

export function checkRestored(isLocked: boolean): readonly Finding[] {
  if (!isLocked) return []
  return [
    fail(
      'restored',
      { en: 'This gateway came out of a backup and waits', vi: 'Cổng ký này khôi phục từ bản sao lưu và đang chờ' },
      {
        why: {
          en: 'The original may still run, and both must not sign.',
          vi: 'Cổng ký cũ có thể vẫn chạy; không được để cả hai cùng ký.',
        },
        next: same('congky resume --confirm-restore'),
      },
    ),
  ]
}
