/**
 * SoftHSM as a drawer of USB tokens: makes tokens with keys and certificates in a folder, and takes single
 * tokens out and in again by moving their directories, which is what un- and re-plugging look like to a
 * process that loads the library afterwards.
 *
 * SoftHSM reads SOFTHSM2_CONF once per process, so everything that touches a token here runs in a
 * short-lived process of its own, and the caller starts what it tests with `env`.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type NewKey, type ProvisionRequest, provision, toProvisionedKey } from './softhsm-provision.ts'

const knownPaths = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
]

/** Path of the SoftHSM library on this machine, or null. CONGKY_SOFTHSM_MODULE goes first. */
export function findSoftHsmModule(): string | null {
  const named = process.env.CONGKY_SOFTHSM_MODULE
  return [...(named ? [named] : []), ...knownPaths].find((path) => existsSync(path)) ?? null
}

export interface NewToken {
  readonly label: string
  readonly pin: string
  /** PIN of the security officer. Default: `so-` and the PIN. */
  readonly soPin?: string
  readonly keys: readonly NewKey[]
}

/** The tokens of a drawer: where their files lie, and which is which. */
export interface DrawerContents {
  readonly folder: string
  readonly tokens: readonly { readonly label: string; readonly serial: string; readonly directory: string }[]
}

export interface SoftHsmOptions {
  readonly modulePath?: string
  /**
   * Makes a copy of the library that takes its configuration from HOME instead of SOFTHSM2_CONF, so that one
   * environment serves two libraries with different tokens, as two vendors' libraries would be.
   */
  readonly ownLibrary?: boolean
  /** What is in the drawer from the beginning: a copy of another one's tokens. */
  readonly contents?: DrawerContents
  /** The only mechanisms offered, by name and comma. Default: all. (A list of exceptions has no effect in 2.6.1.) */
  readonly mechanisms?: string
}

export class SoftHsm {
  /** Path of the library. */
  readonly modulePath: string
  /** What the environment of every process that loads the library must hold. */
  readonly env: Readonly<Record<string, string>>
  readonly #tokensFolder: string
  readonly #awayFolder: string
  readonly #directoryByLabel = new Map<string, string>()
  readonly #serialByLabel = new Map<string, string>()

  private constructor(modulePath: string, env: Readonly<Record<string, string>>, folder: string) {
    this.modulePath = modulePath
    this.env = env
    this.#tokensFolder = join(folder, 'tokens')
    this.#awayFolder = join(folder, 'away')
  }

  /**
   * Writes the configuration of an empty drawer into the folder, which is made when missing.
   *
   * @throws {Error} No SoftHSM on this machine.
   */
  static async create(folder: string, options: SoftHsmOptions = {}): Promise<SoftHsm> {
    const found = options.modulePath ?? findSoftHsmModule()
    if (found === null) {
      throw new Error('SoftHSM was not found: install softhsm2, or name libsofthsm2 in CONGKY_SOFTHSM_MODULE')
    }
    const configuration = join(folder, '.config', 'softhsm2', 'softhsm2.conf')
    await mkdir(dirname(configuration), { recursive: true })
    const hsm = options.ownLibrary
      ? new SoftHsm(await copyLibrary(found, folder), { HOME: folder }, folder)
      : new SoftHsm(found, { SOFTHSM2_CONF: configuration }, folder)
    await mkdir(hsm.#tokensFolder, { recursive: true })
    await mkdir(hsm.#awayFolder, { recursive: true })
    const lines = [
      `directories.tokendir = ${hsm.#tokensFolder}`,
      'objectstore.backend = file',
      'log.level = ERROR',
      'slots.removable = true',
      `slots.mechanisms = ${options.mechanisms ?? 'ALL'}`,
    ]
    await writeFile(configuration, `${lines.join('\n')}\n`)
    if (options.contents) await hsm.#copy(options.contents)
    return hsm
  }

  get contents(): DrawerContents {
    const tokens = [...this.#directoryByLabel].map(([label, directory]) => {
      return { label, directory, serial: this.#known(this.#serialByLabel, label) }
    })
    return { folder: this.#tokensFolder, tokens }
  }

  async #copy({ folder, tokens }: DrawerContents): Promise<void> {
    await cp(folder, this.#tokensFolder, { recursive: true })
    for (const { label, serial, directory } of tokens) {
      this.#serialByLabel.set(label, serial)
      this.#directoryByLabel.set(label, directory)
    }
  }

  /** Makes a token with its keys and certificates. The label is what later calls know it by. */
  async addToken(token: NewToken): Promise<{ readonly label: string; readonly serial: string }> {
    if (this.#directoryByLabel.has(token.label)) throw new Error(`there is a token ${token.label} already`)
    const before = new Set(await readdir(this.#tokensFolder))
    const serial = await this.#inOwnProcess({
      serial: null,
      label: token.label,
      pin: token.pin,
      soPin: token.soPin ?? `so-${token.pin}`,
      newPin: null,
      keys: token.keys.map(toProvisionedKey),
    })
    this.#serialByLabel.set(token.label, serial)
    const directory = (await readdir(this.#tokensFolder)).find((name) => !before.has(name))
    if (directory === undefined) throw new Error(`SoftHSM made no directory for token ${token.label}`)
    this.#directoryByLabel.set(token.label, directory)
    return { label: token.label, serial }
  }

  /** Puts more keys on a token, as when a certificate is renewed. Give them an `id` of their own. */
  async addKeys(label: string, pin: string, keys: readonly NewKey[]): Promise<void> {
    const serial = this.#known(this.#serialByLabel, label)
    const provisioned = keys.map(toProvisionedKey)
    await this.#inOwnProcess({ serial, label, pin, soPin: '', newPin: null, keys: provisioned })
  }

  async changePin(label: string, pin: string, newPin: string): Promise<void> {
    const serial = this.#known(this.#serialByLabel, label)
    await this.#inOwnProcess({ serial, label, pin, soPin: '', newPin, keys: [] })
  }

  /** Directory of a token's files while it is plugged in. */
  directoryOf(label: string): string {
    return join(this.#tokensFolder, this.#known(this.#directoryByLabel, label))
  }

  /** Unplugs a token. */
  async moveAway(label: string): Promise<void> {
    const directory = this.#known(this.#directoryByLabel, label)
    await rename(join(this.#tokensFolder, directory), join(this.#awayFolder, directory))
  }

  /** Plugs a token in again. */
  async bringBack(label: string): Promise<void> {
    const directory = this.#known(this.#directoryByLabel, label)
    await rename(join(this.#awayFolder, directory), join(this.#tokensFolder, directory))
  }

  #known(byLabel: ReadonlyMap<string, string>, label: string): string {
    const value = byLabel.get(label)
    if (value === undefined) throw new Error(`there is no token ${label}`)
    return value
  }

  async #inOwnProcess(request: ProvisionRequest): Promise<string> {
    const pkcs11jsPath = createRequire(import.meta.url).resolve('pkcs11js')
    const program = `
      const chunks = []
      process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
        const provision = ${provision.toString()}
        const request = JSON.parse(Buffer.concat(chunks).toString('utf8'))
        process.stdout.write(provision(require(${JSON.stringify(pkcs11jsPath)}), request))
      })`
    const child = spawn(process.execPath, ['-e', program], { env: { ...process.env, ...this.env } })
    child.stdin.end(JSON.stringify({ ...request, modulePath: this.modulePath }))
    const exited = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited])
    if (exitCode !== 0) throw new Error(`making the token ${request.label} failed:\n${stderr}`)
    return stdout
  }
}

/** The name is as long as the one it replaces, and nobody sets it: the library looks in HOME next. */
async function copyLibrary(path: string, folder: string): Promise<string> {
  const library = await readFile(path)
  const at = library.indexOf('SOFTHSM2_CONF\0')
  if (at < 0) throw new Error(`${path} does not read SOFTHSM2_CONF`)
  library.write('SOFTHSM2_NONE', at, 'latin1')
  const copy = join(folder, 'libsofthsm2-copy.so')
  await writeFile(copy, library)
  return copy
}
