/** `congky approvals delegate`, `delegations` and `take-back`: rights that approvers lend each other. */
import { CongkyError, type DelegationList, type DelegationView } from '@congky/shared'
import type { Command } from 'commander'
import { askProof, type DecideOptions } from './approval-decide.ts'
import type { Cli } from './cli.ts'
import { addExample } from './command-help.ts'

interface DelegateOptions extends DecideOptions {
  readonly from?: string
  readonly until: string
}

export function addDelegationCommands(group: Command, cli: Cli): void {
  const { say } = cli
  const delegate = group
    .command('delegate')
    .description(say('Ủy quyền duyệt cho người khác trong một thời gian.', 'Lends the right to approve for a time.'))
    .argument('<to>', say('tài khoản người nhận ủy quyền', 'account of who takes it'))
    .requiredOption('--as <account>', say('tài khoản người ủy quyền', 'account of who lends it'))
    .option('--from <time>', say('từ khi nào (mặc định: ngay bây giờ)', 'from when on (default: now)'))
    .requiredOption('--until <time>', say('đến khi nào', 'until when'))
    .option('--password-stdin', say('đọc mật khẩu từ stdin', 'read the password from stdin'))
    .action((to: string, options: DelegateOptions) => lendRight(cli, to, options))
  addExample(delegate, cli, 'approvals delegate pho-giam-doc --as giam-doc --until "2026-12-05 18:00"')

  const list = group
    .command('delegations')
    .description(say('Ai đã ủy quyền duyệt cho ai.', 'Who lent the right to approve to whom.'))
    .action(async () => {
      const { delegations } = await cli.daemon().call<DelegationList>('GET', '/delegations')
      cli.result(delegations, () => delegationTable(delegations, cli))
    })
  addExample(list, cli, 'approvals delegations')

  const takeBack = group
    .command('take-back')
    .description(say('Thu hồi một ủy quyền.', 'Takes a lent right back.'))
    .argument('<id>', say('mã ủy quyền', 'id of the delegation'))
    .action(async (id: string) => {
      const view = await cli.daemon().call<DelegationView>('DELETE', `/delegations/${encodeURIComponent(id)}`)
      cli.result(view, () => [cli.ok(say('Đã thu hồi ủy quyền', 'The right is taken back'))])
    })
  addExample(takeBack, cli, 'approvals take-back 0198c7d2-5f6e-7c31-b7aa-2f0c6a4d1e90')
}

async function lendRight(cli: Cli, to: string, options: DelegateOptions): Promise<void> {
  const startsAt = options.from === undefined ? new Date() : readTime(options.from, '--from')
  const endsAt = readTime(options.until, '--until')
  const proof = await askProof(cli, options)
  const view = await cli.daemon().call<DelegationView>('POST', '/delegations', { to, startsAt, endsAt, proof })
  cli.result(view, () => [
    cli.ok(
      cli.say(
        `${view.fromName} ủy quyền duyệt cho ${view.toName} đến ${cli.time(view.endsAt)}`,
        `${view.fromName} lends the right to approve to ${view.toName} until ${cli.time(view.endsAt)}`,
      ),
    ),
  ])
}

/** A time of this host: `2026-12-05`, `2026-12-05 18:00`, or with an offset. @throws {CongkyError} ERR_USAGE */
function readTime(written: string, option: string): Date {
  const known = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(Z|[+-]\d\d:\d\d)?)?$/.exec(written.trim())
  const [, day = '', time = '00:00', offset = ''] = known ?? []
  const at = new Date(`${day}T${time}${offset}`)
  if (!Number.isNaN(at.getTime())) return at
  const detail = {
    en: `${option} takes a time such as "2026-12-05 18:00"`,
    vi: `${option} cần thời điểm, ví dụ "2026-12-05 18:00"`,
  }
  throw new CongkyError('ERR_USAGE', { detail })
}

function delegationTable(delegations: readonly DelegationView[], cli: Cli): string[] {
  const { say } = cli
  if (delegations.length === 0) return [say('Chưa có ủy quyền nào.', 'No right is lent.')]
  return cli.table<DelegationView>(
    [
      { title: say('MÃ', 'ID'), value: ({ id }) => id },
      { title: say('CỦA', 'OF'), value: ({ fromName }) => fromName, shrinks: true },
      { title: say('CHO', 'TO'), value: ({ toName }) => toName, shrinks: true },
      { title: say('TỪ', 'FROM'), value: ({ startsAt }) => cli.time(startsAt) },
      { title: say('ĐẾN', 'UNTIL'), value: ({ endsAt }) => cli.time(endsAt) },
      { title: say('TÌNH TRẠNG', 'STATE'), value: (one) => stateText(one, cli) },
    ],
    delegations,
  )
}

function stateText({ revokedAt, isActive, endsAt }: DelegationView, { say }: Cli): string {
  if (revokedAt !== null) return say('đã thu hồi', 'taken back')
  if (isActive) return say('đang có hiệu lực', 'in force')
  return new Date(endsAt) > new Date() ? say('chưa bắt đầu', 'not begun') : say('đã hết hạn', 'over')
}
