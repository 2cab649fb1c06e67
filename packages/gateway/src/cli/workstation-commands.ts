import { CongkyError, decodePairingCode, type PairingCodeView, type WorkstationView } from '@congky/shared'
import type { Command } from 'commander'
import { isLoopback } from '../config/loopback.ts'
import { overlapWords, parseExpires, parseOverlapHours } from './access-term.ts'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'
import { printable } from './output/display-width.ts'
import { workstationTable } from './workstation-table.ts'

interface AddOptions {
  readonly all?: boolean
  readonly enterprise?: readonly string[]
  readonly url?: string
  readonly expires?: string
}

export function addWorkstationCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(
    program,
    'workstation',
    'Máy trạm được gửi chứng từ.',
    'Workstations that may send documents.',
    cli,
  )

  const add = group
    .command('add')
    .description(
      say('Thêm máy trạm và tạo mã ghép nối dùng một lần.', 'Adds a workstation and makes a one-time pairing code.'),
    )
    .argument('<name>', say('tên máy trạm', 'name of the workstation'))
    .option('--enterprise <tax-code...>', say('doanh nghiệp mà máy được gửi chứng từ', 'enterprises it may sign for'))
    .option('--all', say('được gửi cho mọi doanh nghiệp', 'it may sign for every enterprise'))
    .option('--url <url>', say('địa chỉ cổng ký nhìn từ máy trạm', 'address of the gateway as the workstation sees it'))
    .option(
      '--expires <term>',
      say(
        'khóa truy cập dùng được bao nhiêu ngày (90), đến hết ngày nào (2027-01-31), hay mãi mãi (never)',
        'how many days its access keys live (90), the last day of its access (2027-01-31), or never',
      ),
    )
    .action((name: string, options: AddOptions) => addOne(cli, name, options))
  addExample(
    add,
    cli,
    'workstation add ke-toan-1 --enterprise 0101300842 0301519977',
    'workstation add phong-khai-bao --all',
    'workstation add thuc-tap --all --expires 2027-01-31',
  )

  const rotate = group
    .command('rotate')
    .description(
      say(
        'Tạo mã ghép nối mới để đổi khóa truy cập; khóa cũ còn dùng được thêm một thời gian.',
        'Makes a new pairing code to replace the access key; the old key works on for a while.',
      ),
    )
    .argument('<name>', say('tên hoặc mã máy trạm', 'name or id of the workstation'))
    .option(
      '--overlap <time>',
      say('khóa cũ còn dùng được bao lâu sau khi ghép nối lại', 'how long the old key works after the new pairing'),
      '7d',
    )
    .option('--url <url>', say('địa chỉ cổng ký nhìn từ máy trạm', 'address of the gateway as the workstation sees it'))
    .action(async (name: string, options: { readonly overlap: string; readonly url?: string }) => {
      const { overlap, ...more } = options
      const overlapHours = parseOverlapHours(overlap)
      const body = { overlapHours, ...more }
      const path = `/workstations/${encodeURIComponent(name)}/rotation`
      const code = await cli.daemon().call<PairingCodeView>('POST', path, body)
      const words = overlapWords(overlapHours)
      const [vi, en] =
        overlapHours === 0
          ? ['hết dùng được ngay khi ghép nối', 'ends with the pairing']
          : [`dùng được thêm ${words.vi} sau khi ghép nối`, `works for ${words.en} after the pairing`]
      const title = say(
        `Mã mới cho máy trạm ${printable(name)}; khóa cũ ${vi}. Trên máy đó, chạy:`,
        `A new code for the workstation ${printable(name)}; its old key ${en}. There, run:`,
      )
      showCode(cli, code, title, '--force ')
    })
  addExample(rotate, cli, 'workstation rotate ke-toan-1', 'workstation rotate ke-toan-1 --overlap 0')

  const list = group
    .command('list')
    .description(say('Các máy trạm và quyền của chúng.', 'The workstations and what they may do.'))
    .action(async () => {
      const views = await cli.daemon().call<WorkstationView[]>('GET', '/workstations')
      cli.result(views, () => workstationTable(views, cli))
    })
  addExample(list, cli, 'workstation list')

  const revoke = group
    .command('revoke')
    .description(
      say(
        'Thu hồi mọi khóa truy cập của một máy trạm, có hiệu lực ngay.',
        'Takes every access key of a workstation back, at once.',
      ),
    )
    .argument('<name>', say('tên hoặc mã máy trạm', 'name or id of the workstation'))
    .action(async (name: string) => {
      const view = await cli.daemon().call<WorkstationView>('DELETE', `/workstations/${encodeURIComponent(name)}`)
      cli.result(view, () => [cli.ok(say(`Đã thu hồi máy trạm ${name}`, `Revoked the workstation ${name}`))])
    })
  addExample(revoke, cli, 'workstation revoke ke-toan-1')
}

async function addOne(cli: Cli, name: string, options: AddOptions): Promise<void> {
  const { say } = cli
  if ((options.all === true) === (options.enterprise !== undefined)) {
    const detail = {
      en: 'Say for whom it may sign: --enterprise <tax-code…>, or --all',
      vi: 'Cần cho biết máy được gửi cho doanh nghiệp nào: --enterprise <mã số thuế…>, hoặc --all',
    }
    throw new CongkyError('ERR_USAGE', { detail })
  }
  const added = await cli.daemon().call<PairingCodeView>('POST', '/workstations', {
    ...(options.expires === undefined ? {} : parseExpires(options.expires)),
    name,
    enterprises: options.enterprise ?? 'all',
    ...(options.url === undefined ? {} : { url: options.url }),
  })
  const title = say(
    `Đã thêm máy trạm ${printable(name)}. Trên máy đó, chạy:`,
    `Added the workstation ${printable(name)}. There, run:`,
  )
  showCode(cli, added, title, '')
}

/** @param flags What `congky-client pair` needs besides the code. */
function showCode(cli: Cli, { code, ...more }: PairingCodeView, title: string, flags: string): void {
  const { say } = cli
  cli.result({ ...more, code }, () => [
    cli.ok(title),
    '',
    `  ${cli.paint.cyan(`congky-client pair ${flags}${code}`)}`,
    '',
    say(
      `Mã dùng được một lần, đến ${cli.time(more.expiresAt)}. Ai có mã này có thể gửi chứng từ, hãy giữ kín.`,
      `The code works once, until ${cli.time(more.expiresAt)}. Whoever has it may send documents: keep it to yourself.`,
    ),
  ])
  const { hostname } = new URL(decodePairingCode(code).url)
  if (!isLoopback(hostname)) return
  const remark = say(
    'Cổng ký chỉ nghe trên chính máy này; để máy khác gọi được, đặt listen.host: 0.0.0.0 rồi tạo lại mã.',
    'The gateway listens on this host only; for others set listen.host: 0.0.0.0 and make the code anew.',
  )
  cli.note(cli.warning(remark))
}
