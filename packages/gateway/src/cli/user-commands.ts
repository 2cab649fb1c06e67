/** `congky user`: who may administrate over the network. On the host itself no account is needed. */
import { type AccountView, CongkyError, ROLES, type Role, type SessionView } from '@congky/shared'
import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'
import { printable } from './output/display-width.ts'

interface AddOptions {
  readonly role: string
  readonly displayName?: string
  readonly passwordStdin?: boolean
}

export function addUserCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(
    program,
    'user',
    'Tài khoản quản trị qua mạng, vai trò và phiên đăng nhập.',
    'Accounts for administration over the network, their roles and sessions.',
    cli,
  )
  const name = say('tên tài khoản', 'name of the account')
  const fromStdin = say('đọc mật khẩu từ stdin', 'read the password from stdin')

  const add = group
    .command('add')
    .description(say('Thêm một tài khoản.', 'Adds an account.'))
    .argument('<name>', name)
    .requiredOption('--role <role>', roleWords(cli))
    .option('--display-name <text>', say('họ tên để hiển thị', 'name to show'))
    .option('--password-stdin', fromStdin)
    .action((user: string, options: AddOptions) => addUser(cli, user, options))
  addExample(
    add,
    cli,
    'user add lan --role admin --display-name "Nguyễn Thị Lan"',
    'user add minh --role auditor --password-stdin < mat-khau.txt',
  )

  const list = group
    .command('list')
    .description(say('Các tài khoản và vai trò.', 'The accounts and their roles.'))
    .action(async () => {
      const views = await cli.daemon().call<AccountView[]>('GET', '/users')
      cli.result(views, () => accountTable(views, cli))
    })
  addExample(list, cli, 'user list')

  const setRole = group
    .command('set-role')
    .description(
      say('Đổi vai trò, có hiệu lực ngay cả với phiên đang mở.', 'Changes the role, at once in open sessions too.'),
    )
    .argument('<name>', name)
    .argument('<role>', roleWords(cli))
    .action((user: string, role: string) =>
      change(cli, user, 'role', { role: readRole(role) }, [`Đã đổi vai trò thành ${role}`, `The role is now ${role}`]),
    )
  addExample(setRole, cli, 'user set-role minh approver')

  const disable = group
    .command('disable')
    .description(say('Khóa tài khoản và kết thúc mọi phiên của nó.', 'Disables an account and ends its sessions.'))
    .argument('<name>', name)
    .action((user: string) => change(cli, user, 'disable', {}, ['Đã khóa tài khoản', 'The account is disabled']))
  addExample(disable, cli, 'user disable minh')

  const enable = group
    .command('enable')
    .description(say('Mở lại tài khoản đã khóa.', 'Enables a disabled account again.'))
    .argument('<name>', name)
    .action((user: string) => change(cli, user, 'enable', {}, ['Đã mở lại tài khoản', 'The account is enabled']))
  addExample(enable, cli, 'user enable minh')

  const reset = group
    .command('reset-password')
    .description(say('Đặt mật khẩu mới và kết thúc mọi phiên.', 'Sets a new password and ends all sessions.'))
    .argument('<name>', name)
    .option('--password-stdin', fromStdin)
    .action(async (user: string, options: { passwordStdin?: boolean }) => {
      const password = await readPassword(cli, user, options.passwordStdin === true)
      await change(cli, user, 'password', { password }, ['Đã đặt mật khẩu mới', 'The new password is set'])
    })
  addExample(reset, cli, 'user reset-password lan', 'user reset-password lan --password-stdin < mat-khau.txt')
  addSessionCommands(group, cli, name)
}

function addSessionCommands(group: Command, cli: Cli, name: string): void {
  const { say } = cli
  const sessions = group
    .command('sessions')
    .description(say('Các phiên đang đăng nhập của một tài khoản.', 'Where an account is logged in.'))
    .argument('<name>', name)
    .action(async (user: string) => {
      const views = await cli.daemon().call<SessionView[]>('GET', `/users/${encodeURIComponent(user)}/sessions`)
      cli.result(views, () => sessionTable(views, cli))
    })
  addExample(sessions, cli, 'user sessions lan')

  const signOut = group
    .command('sign-out')
    .description(
      say('Kết thúc mọi phiên của một tài khoản, ngay lập tức.', 'Ends every session of an account, at once.'),
    )
    .argument('<name>', name)
    .action(async (user: string) => {
      const path = `/users/${encodeURIComponent(user)}/sessions`
      const result = await cli.daemon().call<{ ended: number }>('DELETE', path)
      cli.result(result, () => [
        cli.ok(
          say(
            `Đã kết thúc ${result.ended} phiên của ${printable(user)}`,
            `Ended ${result.ended} sessions of ${printable(user)}`,
          ),
        ),
      ])
    })
  addExample(signOut, cli, 'user sign-out lan')
}

async function addUser(cli: Cli, name: string, options: AddOptions): Promise<void> {
  const { say } = cli
  const role = readRole(options.role)
  const password = await readPassword(cli, name, options.passwordStdin === true)
  const displayName = options.displayName === undefined ? {} : { displayName: options.displayName }
  const view = await cli.daemon().call<AccountView>('POST', '/users', { name, role, password, ...displayName })
  cli.result(view, () => [
    cli.ok(
      say(`Đã thêm tài khoản ${view.name}, vai trò ${role}`, `Added the account ${view.name} with the role ${role}`),
    ),
  ])
}

async function change(cli: Cli, name: string, what: string, body: object, [vi, en]: readonly [string, string]) {
  const view = await cli.daemon().call<AccountView>('POST', `/users/${encodeURIComponent(name)}/${what}`, body)
  cli.result(view, () => [cli.ok(`${printable(view.name)}: ${cli.say(vi, en)}`)])
}

/** Typed twice on a terminal, since nobody sees it. @throws {CongkyError} ERR_USAGE */
async function readPassword(cli: Cli, name: string, fromStdin: boolean): Promise<string> {
  const { say } = cli
  const ask = (vi: string, en: string) =>
    cli.secret(`${say(vi, en)} ${printable(name)}: `, '--password-stdin', fromStdin)
  const first = await ask('Mật khẩu mới cho', 'New password for')
  const second = fromStdin ? first : await ask('Nhập lại mật khẩu cho', 'The same again for')
  try {
    if (!first.equals(second)) throw usage('The two passwords differ', 'Hai lần nhập không giống nhau')
    return first.toString('utf8')
  } finally {
    first.fill(0)
    second.fill(0)
  }
}

function readRole(value: string): Role {
  const role = ROLES.find((known) => known === value)
  const known = ROLES.join(', ')
  if (role === undefined)
    throw usage(`There is no role ${value}; one of: ${known}`, `Không có vai trò ${value}; chọn: ${known}`)
  return role
}

function roleWords(cli: Cli): string {
  return cli.say(
    'admin (quản trị), approver (người duyệt) hoặc auditor (kiểm tra, chỉ xem)',
    'admin, approver or auditor (sees, changes nothing)',
  )
}

function accountTable(views: readonly AccountView[], cli: Cli): string[] {
  const { say } = cli
  if (views.length === 0) {
    return [
      say('Chưa có tài khoản nào; trên máy chủ này không cần.', 'There are no accounts; on this host none is needed.'),
      cli.next(say('congky user add <tên> --role admin', 'congky user add <name> --role admin')),
    ]
  }
  return cli.table<AccountView>(
    [
      { title: say('TÀI KHOẢN', 'ACCOUNT'), value: (view) => view.name },
      { title: say('HỌ TÊN', 'NAME'), value: (view) => view.displayName, shrinks: true },
      { title: say('VAI TRÒ', 'ROLE'), value: (view) => view.role },
      {
        title: say('TÌNH TRẠNG', 'STATE'),
        value: (view) => (view.disabledAt === null ? say('hoạt động', 'active') : say('đã khóa', 'disabled')),
        paint: (text, view, paint) => (view.disabledAt === null ? paint.green(text) : paint.dim(text)),
      },
      { title: say('ĐĂNG NHẬP CUỐI', 'LAST LOGIN'), value: (view) => cli.time(view.lastLoginAt) },
    ],
    views,
  )
}

function sessionTable(views: readonly SessionView[], cli: Cli): string[] {
  const { say } = cli
  if (views.length === 0) return [say('Không có phiên nào đang mở.', 'There is no open session.')]
  return cli.table<SessionView>(
    [
      { title: say('TỪ MÁY', 'FROM'), value: (view) => view.origin },
      { title: say('BẮT ĐẦU', 'SINCE'), value: (view) => cli.time(view.createdAt) },
      { title: say('LẦN CUỐI', 'LAST SEEN'), value: (view) => cli.time(view.lastSeenAt) },
      { title: say('HẾT HẠN', 'ENDS'), value: (view) => cli.time(view.expiresAt) },
      { title: say('TRÌNH DUYỆT', 'BROWSER'), value: (view) => printable(view.userAgent), shrinks: true },
    ],
    views,
  )
}

function usage(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_USAGE', { detail: { en, vi } })
}
