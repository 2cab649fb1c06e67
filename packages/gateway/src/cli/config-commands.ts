import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { checkConfig, readConfigText } from '../config/load.ts'
import { customsCertificateFiles } from '../domain/exchange-config.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'
import { printable } from './output/display-width.ts'

export function addConfigCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(program, 'config', 'Tệp cấu hình.', 'The configuration file.', cli)
  const command = group
    .command('check')
    .description(
      say('Kiểm tra tệp cấu hình và nêu mọi chỗ sai.', 'Checks the configuration file and tells every problem.'),
    )
    .action(() => {
      const file = cli.configFile
      const { config, problems, warnings } = checkConfig(readConfigText(file), file)
      const missing = config === null ? [] : missingOnThisHost(config, cli)
      if (problems.length > 0) cli.markFailed()
      const place = ({ line, column, field }: (typeof warnings)[number]) =>
        `${file}:${line}:${column}${field === '' ? '' : ` ${cli.paint.bold(field)}`}`
      cli.result({ file, valid: problems.length === 0, problems, warnings, missing }, () => [
        ...problems.map((problem) => cli.bad(`${place(problem)}: ${printable(problem.text[cli.language])}`)),
        ...warnings.map((warning) => cli.warning(`${place(warning)}: ${printable(warning.text[cli.language])}`)),
        ...missing.map(({ message }) => cli.warning(message)),
        config === null
          ? say(`${problems.length} chỗ cần sửa`, `${problems.length} to correct`)
          : cli.ok(say(`${file} hợp lệ: ${summary(config, cli)}`, `${file} is valid: ${summary(config, cli)}`)),
      ])
    })
  addExample(command, cli, 'config check')
}

function summary({ modules, sources, enterprises }: GatewayConfig, { say }: Cli): string {
  const one = (count: number, vi: string, en: string) =>
    say(`${count} ${vi}`, `${count} ${count === 1 ? en : `${en}s`}`)
  return [
    one(modules.length, 'thư viện token', 'token library').replace('librarys', 'libraries'),
    one(sources.length, 'nguồn', 'source'),
    one(enterprises.length, 'doanh nghiệp', 'enterprise'),
  ].join(', ')
}

interface Missing {
  readonly what: 'library' | 'file' | 'secret'
  readonly name: string
  readonly message: string
}

/** What the file speaks of and this host does not have: no fault of the file, and nothing would work. */
function missingOnThisHost(config: GatewayConfig, cli: Cli): Missing[] {
  const { say } = cli
  const secrets = cli.openSecrets(config.stateDir)
  const databases = [...config.sources, ...(config.exchange?.database ? [config.exchange.database] : [])]
  const known = new Set(databases.flatMap(({ connection }) => connection.passwordSecret ?? []))
  const libraries = config.modules
    .filter(({ path }) => !existsSync(path))
    .map(({ name, path }): Missing => {
      const message = say(
        `Thư viện ${name} không có trên máy này: ${path}`,
        `The library ${name} is not on this host: ${path}`,
      )
      return { what: 'library', name, message }
    })
  const customs = [...customsCertificateFiles(config.exchange), config.exchange?.send?.caFile ?? null]
  const files = [config.tls.certFile, config.tls.keyFile, ...config.trust.authorities, ...customs]
    .filter((path) => path !== null)
    .filter((path) => !existsSync(path))
    .map(
      (path): Missing => ({
        what: 'file',
        name: path,
        message: say(`Không có tệp ${path}`, `There is no file ${path}`),
      }),
    )
  const unset = [...known]
    .filter((name) => secrets.whereIs(name) === null)
    .map((name): Missing => {
      const message = say(
        `Chưa nhập mật khẩu: congky secret set ${name}`,
        `A password is not set: congky secret set ${name}`,
      )
      return { what: 'secret', name, message }
    })
  return [...libraries, ...files, ...unset]
}
