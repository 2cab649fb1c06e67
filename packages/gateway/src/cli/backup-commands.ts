import { resolve } from 'node:path'
import { CongkyError } from '@congky/shared'
import type { Command } from 'commander'
import type { BackupMade } from '../backup/make-backup.ts'
import type { Restored } from '../backup/restore-backup.ts'
import { PASSPHRASE_LENGTH_MIN } from '../domain/backup-job.ts'
import type { Cli } from './cli.ts'
import { addExample } from './command-help.ts'
import { fileError } from './file-error.ts'

interface BackupOptions {
  readonly verify?: boolean
  readonly force?: boolean
  readonly passphraseStdin?: boolean
}

export function addBackupCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const fromStdin = say('đọc mật khẩu sao lưu từ stdin', 'read the passphrase from stdin')
  const backup = program
    .command('backup')
    .description(
      say(
        'Sao lưu cổng ký, kể cả khi đang chạy, vào một tệp mã hóa bằng mật khẩu. Không có mã PIN nào trong đó.',
        'Backs the gateway up, also while it runs, into one file encrypted under a passphrase. No PIN is in it.',
      ),
    )
    .argument('<file>', say('tệp sao lưu', 'file of the backup'))
    .option('--verify', say('đọc lại toàn bộ một bản sao lưu đã có', 'read a backup that exists back whole'))
    .option('--force', say('thay tệp đã có', 'replace a file that is there'))
    .option('--passphrase-stdin', fromStdin)
    .action((file: string, options: BackupOptions) =>
      options.verify === true ? verifyOne(cli, file, options) : backUp(cli, file, options),
    )
  addExample(backup, cli, 'backup /mnt/usb/congky-22-11.backup', 'backup --verify /mnt/usb/congky-22-11.backup')

  const restore = program
    .command('restore')
    .description(
      say(
        'Khôi phục cổng ký từ bản sao lưu. Cổng ký khôi phục chỉ ký sau khi quản trị xác nhận.',
        'Restores a gateway from a backup. It signs nothing before an admin confirms.',
      ),
    )
    .argument('<file>', say('tệp sao lưu', 'file of the backup'))
    .option(
      '--replace',
      say(
        'thay cổng ký đang có ở đây; bản cũ được giữ lại bên cạnh',
        'replace the gateway that is here; the old one is kept aside',
      ),
    )
    .option('--passphrase-stdin', fromStdin)
    .action((file: string, options: { replace?: boolean; passphraseStdin?: boolean }) => restoreOne(cli, file, options))
  addExample(restore, cli, 'restore /mnt/usb/congky-22-11.backup --config /etc/congky/congky.yaml')
}

async function backUp(cli: Cli, file: string, options: BackupOptions): Promise<void> {
  const { makeBackup } = await import('../backup/make-backup.ts')
  const { say } = cli
  const { config } = cli.loadConfig()
  const passphrase = await newPassphrase(cli, options.passphraseStdin === true)
  const progress = cli.progress(say('Đang sao lưu', 'Backing up'))
  try {
    const made = await makeBackup({
      ...{
        configFile: cli.configFile,
        config,
        target: file,
        passphrase,
        overwrite: options.force === true,
        staysThere: true,
      },
      onProgress: (done, total) => progress.update(megabytes(done), megabytes(total), 'MB'),
    })
    progress.end()
    cli.result(toBackupView(made), () => madeLines(made, cli))
  } catch (error) {
    throw asFileError(file, error)
  } finally {
    progress.end()
    passphrase.fill(0)
  }
}

function toBackupView({ file, bytes, manifest, entries }: BackupMade) {
  const { createdAt, historyRecords, historyDamage } = manifest
  return { file, bytes, createdAt, historyRecords, historyDamage, entries }
}

function madeLines({ file, bytes, manifest }: BackupMade, cli: Cli): string[] {
  const { say } = cli
  const records = cli.number(manifest.historyRecords)
  return [
    cli.ok(say(`Đã sao lưu vào ${file}`, `Backed up to ${file}`)),
    `  ${say(`${cli.number(megabytes(bytes))} MB, ${records} bản ghi lịch sử`, `${cli.number(megabytes(bytes))} MB, ${records} history records`)}`,
    ...(manifest.historyDamage === null
      ? []
      : [
          cli.warning(
            say(
              'Lịch sử trong bản sao lưu bị hỏng từ trước: xem congky history verify',
              'The history in it was damaged before: see congky history verify',
            ),
          ),
        ]),
    cli.next(
      say(
        `Đọc lại để chắc chắn: congky backup --verify ${file}`,
        `Read it back to be sure: congky backup --verify ${file}`,
      ),
    ),
    say(
      'Cất tệp ở máy khác, và cất mật khẩu ở nơi khác với tệp: mất mật khẩu là mất bản sao lưu.',
      'Keep the file on another machine, and the passphrase elsewhere: without it the backup is lost.',
    ),
  ]
}

async function verifyOne(cli: Cli, file: string, options: BackupOptions): Promise<void> {
  const { verifyBackup } = await import('../backup/read-backup.ts')
  const { say } = cli
  const passphrase = await knownPassphrase(cli, options.passphraseStdin === true)
  const progress = cli.progress(say('Đang đọc', 'Reading'))
  try {
    const { manifest, entries } = await verifyBackup(file, passphrase, (done, total) =>
      progress.update(megabytes(done), megabytes(total), 'MB'),
    )
    progress.end()
    cli.result({ file, ...manifest, entries }, () => [
      cli.ok(say('Đọc lại được toàn bộ bản sao lưu.', 'The whole backup can be read back.')),
      ...cli.pairs([
        [say('Tạo lúc', 'Made at'), cli.time(manifest.createdAt)],
        [say('Trên máy', 'On'), manifest.host],
        [
          say('Lịch sử', 'History'),
          say(`${cli.number(manifest.historyRecords)} bản ghi`, `${cli.number(manifest.historyRecords)} records`),
        ],
        [say('Bản ghi cuối', 'Newest record'), manifest.historyHead],
        [say('Tệp', 'Files'), entries.map(({ name }) => name).join(', ')],
      ]),
    ])
  } catch (error) {
    throw asFileError(file, error)
  } finally {
    progress.end()
    passphrase.fill(0)
  }
}

async function restoreOne(
  cli: Cli,
  file: string,
  options: { readonly replace?: boolean; readonly passphraseStdin?: boolean },
): Promise<void> {
  const { restoreBackup } = await import('../backup/restore-backup.ts')
  const { say } = cli
  const passphrase = await knownPassphrase(cli, options.passphraseStdin === true)
  const progress = cli.progress(say('Đang khôi phục', 'Restoring'))
  try {
    const restored = await restoreBackup({
      ...{ file, passphrase, configFile: cli.configFile, replace: options.replace === true },
      onProgress: (done, total) => progress.update(megabytes(done), megabytes(total), 'MB'),
    })
    progress.end()
    cli.result(restored, () => restoredLines(restored, cli))
  } catch (error) {
    throw asFileError(file, error)
  } finally {
    progress.end()
    passphrase.fill(0)
  }
}

function restoredLines({ configFile, stateDir, manifest, keptAside }: Restored, cli: Cli): string[] {
  const { say } = cli
  return [
    cli.ok(
      say(
        `Đã khôi phục bản sao lưu lúc ${cli.time(manifest.createdAt)}`,
        `Restored the backup of ${cli.time(manifest.createdAt)}`,
      ),
    ),
    `  ${say('Cấu hình', 'Configuration')}: ${configFile}`,
    `  ${say('Trạng thái', 'State')}: ${stateDir}`,
    ...keptAside.map((path) => `  ${say('Bản cũ được giữ ở', 'What was there is kept in')} ${path}`),
    cli.warning(
      say(
        'Cổng ký này chưa ký gì cho đến khi bạn xác nhận: cổng ký cũ phải đã dừng hẳn, vì cả hai giữ cùng công việc.',
        'This gateway signs nothing until you confirm: the original must be gone for good, because both hold the same work.',
      ),
    ),
    cli.warning(
      say(
        `Máy trạm đã thu hồi và tài khoản đã khóa sau ${cli.time(manifest.createdAt)} lại có hiệu lực: hãy thu hồi và khóa lại (congky workstation revoke, congky user disable).`,
        `Workstations revoked and accounts disabled after ${cli.time(manifest.createdAt)} are back: end them again (congky workstation revoke, congky user disable).`,
      ),
    ),
    cli.next(cli.commandFor('start')),
    cli.next(cli.commandFor('unlock')),
    cli.next(cli.commandFor('resume --confirm-restore')),
  ]
}

/** A new passphrase is typed twice, since a slip would show only when the backup is needed. */
async function newPassphrase(cli: Cli, fromStdin: boolean): Promise<Buffer> {
  const { say } = cli
  const first = await askPassphrase(cli, say('Mật khẩu sao lưu: ', 'Passphrase of the backup: '), fromStdin)
  if ([...first.toString('utf8')].length < PASSPHRASE_LENGTH_MIN) {
    throw usage(
      `A passphrase needs at least ${PASSPHRASE_LENGTH_MIN} characters; four words are good`,
      `Mật khẩu sao lưu cần ít nhất ${PASSPHRASE_LENGTH_MIN} ký tự; nên dùng bốn từ`,
    )
  }
  if (fromStdin) return first
  const second = await askPassphrase(cli, say('Nhập lại: ', 'Once more: '), false)
  const isSame = first.equals(second)
  second.fill(0)
  if (!isSame) throw usage('The two passphrases are not the same', 'Hai lần nhập không giống nhau')
  return first
}

function knownPassphrase(cli: Cli, fromStdin: boolean): Promise<Buffer> {
  return askPassphrase(cli, cli.say('Mật khẩu sao lưu: ', 'Passphrase of the backup: '), fromStdin)
}

function askPassphrase(cli: Cli, question: string, fromStdin: boolean): Promise<Buffer> {
  return cli.secret(question, '--passphrase-stdin', fromStdin)
}

/** What the system refused, with the file that it was about. */
function asFileError(file: string, error: unknown): unknown {
  if (error instanceof CongkyError || !(error instanceof Error && 'syscall' in error)) return error
  const path = 'path' in error && typeof error.path === 'string' ? error.path : file
  return fileError(resolve(path), error)
}

function usage(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_USAGE', { detail: { en, vi } })
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000)
}
