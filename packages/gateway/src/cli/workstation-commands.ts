import { CongkyError, decodePairingCode } from '@congky/shared'
import type { Command } from 'commander'
import { isLoopback } from '../config/loopback.ts'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'
import { printable } from './output/display-width.ts'

/** One workstation as the daemon tells it. */
interface WorkstationView {
  readonly id: string
  readonly name: string
  readonly enterprises: 'all' | readonly string[]
  readonly createdAt: string
  readonly pairedAt: string | null
  readonly lastSeenAt: string | null
  /** Until when its pairing code works. */
  readonly expiresAt: string | null
  readonly revokedAt: string | null
}

interface AddOptions {
  readonly all?: boolean
  readonly enterprise?: readonly string[]
  readonly url?: string
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
    .action((name: string, options: AddOptions) => addOne(cli, name, options))
  addExample(
    add,
    cli,
    'workstation add ke-toan-1 --enterprise 0101300842 0301519977',
    'workstation add phong-khai-bao --all',
  )

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
        'Thu hồi khóa truy cập của một máy trạm, có hiệu lực ngay.',
        'Takes the access key of a workstation back, at once.',
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
  const added = await cli.daemon().call<{ id: string; code: string; expiresAt: string }>('POST', '/workstations', {
    name,
    enterprises: options.enterprise ?? 'all',
    ...(options.url === undefined ? {} : { url: options.url }),
  })
  cli.result(added, () => [
    cli.ok(
      say(
        `Đã thêm máy trạm ${printable(name)}. Trên máy đó, chạy:`,
        `Added the workstation ${printable(name)}. There, run:`,
      ),
    ),
    '',
    `  ${cli.paint.cyan(`congky-client pair ${added.code}`)}`,
    '',
    say(
      `Mã dùng được một lần, đến ${cli.time(added.expiresAt)}. Ai có mã này có thể gửi chứng từ, hãy giữ kín.`,
      `The code works once, until ${cli.time(added.expiresAt)}. Whoever has it may send documents: keep it to yourself.`,
    ),
  ])
  const { hostname } = new URL(decodePairingCode(added.code).url)
  if (!isLoopback(hostname)) return
  const remark = say(
    'Cổng ký chỉ nghe trên chính máy này; để máy khác gọi được, đặt listen.host: 0.0.0.0 rồi tạo lại mã.',
    'The gateway listens on this host only; for others set listen.host: 0.0.0.0 and make the code anew.',
  )
  cli.note(cli.warning(remark))
}

function workstationTable(views: readonly WorkstationView[], cli: Cli): string[] {
  const { say } = cli
  if (views.length === 0) {
    return [
      say('Chưa có máy trạm nào.', 'There are no workstations.'),
      cli.next(say('congky workstation add <tên> --all', 'congky workstation add <name> --all')),
    ]
  }
  const state = (view: WorkstationView) => {
    if (view.revokedAt !== null) return say('đã thu hồi', 'revoked')
    if (view.pairedAt !== null) return say('đã ghép nối', 'paired')
    const isExpired = view.expiresAt !== null && Date.parse(view.expiresAt) < Date.now()
    return isExpired ? say('mã hết hạn', 'code expired') : say('chờ ghép nối', 'waits for pairing')
  }
  return cli.table<WorkstationView>(
    [
      { title: say('MÁY TRẠM', 'WORKSTATION'), value: (view) => view.name },
      {
        title: say('TÌNH TRẠNG', 'STATE'),
        value: state,
        paint: (text, view, paint) =>
          view.revokedAt !== null ? paint.dim(text) : view.pairedAt !== null ? paint.green(text) : paint.yellow(text),
      },
      {
        title: say('DOANH NGHIỆP', 'ENTERPRISES'),
        value: (view) => (view.enterprises === 'all' ? say('tất cả', 'all') : view.enterprises.join(', ')),
        shrinks: true,
      },
      { title: say('LẦN CUỐI', 'LAST SEEN'), value: (view) => cli.time(view.lastSeenAt) },
    ],
    views,
  )
}
