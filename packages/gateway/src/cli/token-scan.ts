/** `congky tokens scan`: looks for libraries and tokens without the daemon, and writes down what it found. */
import { basename } from 'node:path'
import { CongkyError } from '@congky/shared'
import { addModule } from '../config/config-edits.ts'
import { editConfig } from '../config/edit.ts'
import { moduleName } from '../config/module-name.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { ScannedLibrary } from '../token/pkcs11/discovery.ts'
import { certificateLine } from './certificate-line.ts'
import type { Cli } from './cli.ts'
import { printable } from './output/display-width.ts'
import { pinWarning } from './token-words.ts'

export interface ScanWishes {
  readonly add?: boolean
  readonly module?: readonly string[]
  /** Seconds, as typed. */
  readonly timeout: string
}

export async function scanTokens(cli: Cli, wishes: ScanWishes): Promise<void> {
  const timeoutMs = Number(wishes.timeout) * 1000
  if (!(timeoutMs > 0)) {
    const detail = { en: '--timeout takes a number of seconds', vi: '--timeout cần một số giây' }
    throw new CongkyError('ERR_USAGE', { detail })
  }
  const config = configIfAny(cli, wishes.add === true)
  const { scanForTokens } = await import('../token/pkcs11/discovery.ts')
  const progress = cli.progress(cli.say('Đang tìm', 'Looking'))
  const libraries = await scanForTokens({
    modules: [...(wishes.module ?? []), ...(config?.modules.map(({ path }) => path) ?? [])],
    alsoKnown: true,
    timeoutMs,
    onProgress: ({ path, done, total }) => progress.update(done, total, basename(path)),
  }).finally(() => progress.end())
  const added = wishes.add && config ? addFound(cli, libraries, config) : []
  cli.result({ libraries: libraries.map(toJson), added }, () => [
    ...libraries.flatMap((library) => libraryLines(library, cli)),
    ...closingLines(libraries, added, config, cli),
  ])
}

/** Scanning needs no configuration; adding to one does. */
function configIfAny(cli: Cli, isNeeded: boolean): GatewayConfig | null {
  try {
    return cli.loadConfig().config
  } catch (error) {
    if (!isNeeded && error instanceof CongkyError && error.code === 'ERR_CONFIG_NOT_FOUND') return null
    throw error
  }
}

/** @returns Names of the modules that were written into the configuration. */
function addFound(cli: Cli, libraries: readonly ScannedLibrary[], config: GatewayConfig): string[] {
  const known = new Set(config.modules.map(({ path }) => path))
  const found = libraries.filter(({ path, tokens }) => tokens.length > 0 && !known.has(path))
  const names = config.modules.map(({ name }) => name)
  const added = found.map(({ path }) => {
    const name = moduleName(path, names)
    names.push(name)
    return { name, path }
  })
  if (added.length > 0) {
    editConfig(cli.configFile, (document) => {
      for (const module of added) addModule(document, module)
    })
  }
  return added.map(({ name }) => name)
}

function libraryLines({ path, problem, tokens }: ScannedLibrary, cli: Cli): string[] {
  const { say, paint } = cli
  if (problem !== null) return [cli.bad(paint.bold(path)), `    ${printable(problem)}`]
  if (tokens.length === 0)
    return [`${paint.dim('○')} ${path}  ${paint.dim(say('không có token nào', 'shows no token'))}`]
  return [
    cli.ok(paint.bold(path)),
    ...tokens.flatMap((token) => {
      const warning = pinWarning(token, cli)
      const device = [token.manufacturer, token.model].map(printable).filter(Boolean).join(' ')
      return [
        `    ${paint.bold(printable(token.label))}  ${say('số sê-ri', 'serial')} ${printable(token.serial)}  ${paint.dim(device)}`,
        ...(warning === null ? [] : [`      ${paint.red(warning)}`]),
        ...token.certificates.map((certificate) => `      ${certificateLine(certificate, cli)}`),
        ...(token.certificates.length === 0
          ? [`      ${paint.dim(say('không thấy chữ ký số nào', 'no certificate to be seen'))}`]
          : []),
      ]
    }),
  ]
}

function closingLines(
  libraries: readonly ScannedLibrary[],
  added: readonly string[],
  config: GatewayConfig | null,
  cli: Cli,
): string[] {
  const { say } = cli
  if (libraries.length === 0) {
    return [
      say('Không thấy thư viện PKCS#11 nào trên máy này.', 'No PKCS#11 library was found on this host.'),
      cli.next(
        say(
          'Cài trình điều khiển của USB token, hoặc chỉ đường dẫn: congky tokens scan --module <tệp>',
          'Install the driver of the token, or name its library: congky tokens scan --module <file>',
        ),
      ),
    ]
  }
  if (added.length > 0) {
    const names = added.join(', ')
    return ['', cli.ok(say(`Đã ghi vào cấu hình: ${names}`, `Written into the configuration: ${names}`))]
  }
  const known = new Set(config?.modules.map(({ path }) => path) ?? [])
  const hasNew = libraries.some(({ path, tokens }) => tokens.length > 0 && !known.has(path))
  if (!hasNew) return []
  return [
    '',
    cli.next(
      say(
        'Ghi các thư viện có token vào cấu hình: congky tokens scan --add',
        'Write the libraries with tokens into the configuration: congky tokens scan --add',
      ),
    ),
  ]
}

/** Plain data: the certificate's bytes are left out, its thumbprint names it. */
function toJson({ path, problem, library, tokens }: ScannedLibrary) {
  return {
    path,
    problem,
    library,
    tokens: tokens.map((token) => ({
      ...token,
      certificates: token.certificates.map(({ subject, serial, thumbprint, taxCode, notAfter }) => ({
        ...{ subject, serial, thumbprint, taxCode },
        notAfter: notAfter.toISOString(),
      })),
    })),
  }
}
