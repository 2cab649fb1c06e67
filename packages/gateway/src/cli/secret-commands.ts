import { CongkyError } from '@congky/shared'
import type { Command } from 'commander'
import { didYouMean } from '../config/did-you-mean.ts'
import { isSecretName } from '../config/secrets.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'

export function addSecretCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(
    program,
    'secret',
    'Mật khẩu cơ sở dữ liệu, lưu mã hóa; không bao giờ hiện lại.',
    'Database passwords, stored encrypted and never shown again.',
    cli,
  )
  const name = say('tên mật khẩu, như ghi ở passwordSecret', 'name of the secret, as in passwordSecret')

  const set = group
    .command('set')
    .description(say('Nhập hoặc thay một mật khẩu.', 'Sets or replaces a password.'))
    .argument('<name>', name)
    .option('--value-stdin', say('đọc mật khẩu từ stdin', 'read the password from stdin'))
    .action((secret: string, options: { valueStdin?: boolean }) => setSecret(cli, secret, options.valueStdin === true))
  addExample(set, cli, 'secret set ecus-hai-phong', 'secret set ecus-hai-phong --value-stdin < mat-khau.txt')

  const list = group
    .command('list')
    .description(
      say('Các mật khẩu cần có, và đã nhập hay chưa.', 'The passwords that are needed, and whether they are set.'),
    )
    .action(() => listSecrets(cli))
  addExample(list, cli, 'secret list')

  const remove = group
    .command('remove')
    .description(say('Xóa một mật khẩu.', 'Removes a password.'))
    .argument('<name>', name)
    .action((secret: string) => {
      const { config } = cli.loadConfig()
      if (!cli.openSecrets(config.stateDir).remove(secret)) throw new CongkyError('ERR_SECRET_MISSING', { secret })
      cli.result({ removed: secret }, () => [cli.ok(say(`Đã xóa mật khẩu ${secret}`, `Removed the secret ${secret}`))])
    })
  addExample(remove, cli, 'secret remove ecus-hai-phong')
}

async function setSecret(cli: Cli, name: string, fromStdin: boolean): Promise<void> {
  const { say } = cli
  const { config } = cli.loadConfig()
  const needed = neededSecrets(config)
  if (!isSecretName(name)) {
    const detail = {
      en: 'A secret is named with letters without accents, digits, dots, dashes and underscores',
      vi: 'Tên mật khẩu chỉ gồm chữ cái không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới',
    }
    throw new CongkyError('ERR_USAGE', { detail })
  }
  const value = await cli.secret(say(`Mật khẩu cho ${name}: `, `Password for ${name}: `), '--value-stdin', fromStdin)
  try {
    cli.openSecrets(config.stateDir).set(name, value.toString('utf8'))
  } finally {
    value.fill(0)
  }
  cli.result({ set: name, usedBy: needed.get(name) ?? [] }, () => [
    cli.ok(say(`Đã lưu mật khẩu ${name}`, `Stored the secret ${name}`)),
  ])
  if (!needed.has(name)) {
    const near = didYouMean(name, [...needed.keys()])
    cli.note(
      cli.warning(
        say(
          `Chưa nguồn nào dùng tên này${near === null ? '' : `; có phải là ${near}?`}`,
          `No source uses this name yet${near === null ? '' : `; did you mean ${near}?`}`,
        ),
      ),
    )
  }
}

interface SecretRow {
  readonly name: string
  readonly from: 'file' | 'credential' | null
  readonly usedBy: readonly string[]
}

function listSecrets(cli: Cli): void {
  const { say } = cli
  const { config } = cli.loadConfig()
  const needed = neededSecrets(config)
  const secrets = cli.openSecrets(config.stateDir)
  const names = new Set([...needed.keys(), ...secrets.list()])
  const rows = [...names]
    .sort()
    .map((name): SecretRow => ({ name, from: secrets.whereIs(name), usedBy: needed.get(name) ?? [] }))
  const state = ({ from }: SecretRow) => {
    if (from === null) return say('chưa nhập', 'not set')
    return from === 'file' ? say('đã nhập', 'set') : say('do systemd cấp', 'given by systemd')
  }
  cli.result(rows, () => {
    if (rows.length === 0) return [say('Không nguồn nào cần mật khẩu.', 'No source needs a password.')]
    return cli.table<SecretRow>(
      [
        { title: say('TÊN', 'NAME'), value: (row) => row.name },
        {
          title: say('TÌNH TRẠNG', 'STATE'),
          value: state,
          paint: (text, row, paint) => (row.from === null ? paint.red(text) : paint.green(text)),
        },
        { title: say('NGUỒN DÙNG', 'USED BY'), value: (row) => row.usedBy.join(', ') || '–', shrinks: true },
      ],
      rows,
    )
  })
}

/** Secrets that the configuration names, with the sources that use each. */
function neededSecrets(config: GatewayConfig): Map<string, string[]> {
  const needed = new Map<string, string[]>()
  for (const { name, connection } of config.sources) {
    if (connection.passwordSecret === null) continue
    needed.set(connection.passwordSecret, [...(needed.get(connection.passwordSecret) ?? []), name])
  }
  return needed
}
