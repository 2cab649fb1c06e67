/**
 * Who else may read or write what the gateway lives on. Looked at before anything of it is used: whoever can write
 * the configuration decides which library is loaded, and so runs as the gateway; whoever can read the keys is the
 * gateway to everybody else.
 *
 *     configuration file        others may write, or it is a stranger's: refused. Its content cannot be trusted,
 *                               so nothing is mended.
 *     its folder                any user may write (without the sticky bit): refused, the file can be exchanged
 *     state folder              a stranger's, or writable and not ours to mend: refused. Open and ours: 0700
 *     files in it               open and ours: 0600, and said. Open and not ours: refused when writable, else told
 *     TLS key elsewhere         told, not mended: it may be shared with other programs by a group on purpose
 *     PKCS#11 libraries         others may write: told; the token's vendor installed them so
 *
 * Ours is what belongs to the user of this process; root is trusted besides. On Windows access lists stand in the
 * place of all this, and they are not read here.
 */
import { chmodSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Bilingual, CongkyError } from '@congky/shared'
import type { GatewayConfig } from '../domain/gateway-config.ts'

export interface ModeFinding {
  readonly path: string
  /** mended: it was closed just now. open: somebody should close it. refused: the gateway must not start. */
  readonly verdict: 'mended' | 'open' | 'refused'
  readonly text: Bilingual
  /** What closes it. */
  readonly command: string
}

export interface PathFacts {
  /** Permission bits, with the sticky bit (0o1777). */
  readonly mode: number
  readonly uid: number
  readonly isFolder: boolean
}

/** What the check asks of the system; handed in, so that every case can be tested. */
export interface ModeSystem {
  readonly platform: NodeJS.Platform
  readonly uid: number
  /** null: there is no such path. */
  facts(path: string): PathFacts | null
  /** Names in a folder. */
  list(folder: string): readonly string[]
  chmod(path: string, mode: number): void
}

export interface ModeCheck {
  readonly configFile: string
  readonly config: Pick<GatewayConfig, 'stateDir' | 'tls' | 'modules'>
  /** Whether what is ours is closed; otherwise it is only reported. */
  readonly mends: boolean
}

const FOLDER_MODE = 0o700
const FILE_MODE = 0o600
const ANYONE = 0o077
const WRITABLE = 0o022
const STICKY = 0o1000

/** Nothing on Windows: there the access list of the folder decides. */
export function checkFileModes(check: ModeCheck, system: ModeSystem = thisSystem): readonly ModeFinding[] {
  if (system.platform === 'win32') return []
  const { configFile, config } = check
  const { certFile: _, keyFile } = config.tls
  return [
    ...checkConfigFile(resolve(configFile), system),
    ...checkState(config.stateDir, check.mends, system),
    ...(keyFile === null ? [] : checkTlsKey(keyFile, system)),
    ...config.modules.flatMap(({ path }) => checkLibrary(path, system)),
  ]
}

/** @returns What was mended or should be. @throws {CongkyError} ERR_FILE_MODE with the first that is refused. */
export function secureFiles(check: Omit<ModeCheck, 'mends'>, system: ModeSystem = thisSystem): readonly ModeFinding[] {
  const findings = checkFileModes({ ...check, mends: true }, system)
  const refused = findings.find(({ verdict }) => verdict === 'refused')
  if (refused) throw new CongkyError('ERR_FILE_MODE', { detail: refused.text, command: refused.command })
  return findings
}

function checkConfigFile(path: string, system: ModeSystem): readonly ModeFinding[] {
  const folder = dirname(path)
  const around = system.facts(folder)
  const anyoneExchangesIt = around !== null && (around.mode & 0o002) !== 0 && (around.mode & STICKY) === 0
  return [
    ...judge(path, system, (facts) => {
      if (isStrange(facts, system)) return refuse(path, foreign(path, facts), `chown root ${quoted(path)}`)
      if ((facts.mode & WRITABLE) === 0) return null
      return refuse(path, writable(path, facts), `chmod go-w ${quoted(path)}`)
    }),
    ...(anyoneExchangesIt ? [refuse(folder, writable(folder, around), `chmod go-w ${quoted(folder)}`)] : []),
  ]
}

function checkState(stateDir: string, mends: boolean, system: ModeSystem): readonly ModeFinding[] {
  const folder = judge(stateDir, system, (facts) => {
    if (isStrange(facts, system))
      return refuse(stateDir, foreign(stateDir, facts), `chown -R ${system.uid} ${quoted(stateDir)}`)
    return closeOrRefuse(stateDir, facts, mends, system)
  })
  if (system.facts(stateDir) === null || folder.some(({ verdict }) => verdict === 'refused')) return folder
  const files = system
    .list(stateDir)
    // A socket's mode is set where it is made; what begins with a dot is work in progress; the lock holds nothing.
    .filter((name) => !name.startsWith('.') && !name.endsWith('.sock') && !name.startsWith('lock.sqlite'))
    .map((name) => join(stateDir, name))
  return [
    ...folder,
    ...files.flatMap((path) => judge(path, system, (facts) => closeOrRefuse(path, facts, mends, system))),
  ]
}

function checkTlsKey(path: string, system: ModeSystem): readonly ModeFinding[] {
  return judge(path, system, (facts) => {
    if ((facts.mode & (WRITABLE | 0o007)) === 0) return null
    return { path, verdict: 'open', text: readable(path, facts), command: `chmod o=,g-w ${quoted(path)}` }
  })
}

function checkLibrary(path: string, system: ModeSystem): readonly ModeFinding[] {
  return judge(path, system, (facts) => {
    if ((facts.mode & WRITABLE) === 0) return null
    return { path, verdict: 'open', text: writable(path, facts), command: `chmod go-w ${quoted(path)}` }
  })
}

function closeOrRefuse(path: string, facts: PathFacts, mends: boolean, system: ModeSystem): ModeFinding | null {
  if ((facts.mode & ANYONE) === 0) return null
  const mode = facts.isFolder ? FOLDER_MODE : FILE_MODE
  const command = `chmod ${mode.toString(8)} ${quoted(path)}`
  const isOurs = facts.uid === system.uid || system.uid === 0
  if (isOurs && mends) {
    system.chmod(path, mode)
    return { path, verdict: 'mended', text: wasOpen(path, facts), command }
  }
  if (!isOurs && (facts.mode & WRITABLE) !== 0) return refuse(path, writable(path, facts), command)
  return { path, verdict: 'open', text: readable(path, facts), command }
}

function judge(
  path: string,
  system: ModeSystem,
  look: (facts: PathFacts) => ModeFinding | null,
): readonly ModeFinding[] {
  const facts = system.facts(path)
  const finding = facts === null ? null : look(facts)
  return finding === null ? [] : [finding]
}

/** Root may run anybody's gateway, as when an admin looks after one that has a user of its own. */
function isStrange({ uid }: PathFacts, system: ModeSystem): boolean {
  return uid !== 0 && uid !== system.uid && system.uid !== 0
}

function refuse(path: string, text: Bilingual, command: string): ModeFinding {
  return { path, verdict: 'refused', text, command }
}

/** For a shell, where a path is more than one word. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}

function octal({ mode }: PathFacts): string {
  return (mode & 0o777).toString(8).padStart(4, '0')
}

function writable(path: string, facts: PathFacts): Bilingual {
  return {
    en: `other users may write ${path} (mode ${octal(facts)})`,
    vi: `người dùng khác ghi được ${path} (quyền ${octal(facts)})`,
  }
}

function readable(path: string, facts: PathFacts): Bilingual {
  return {
    en: `other users have access to ${path} (mode ${octal(facts)})`,
    vi: `người dùng khác truy cập được ${path} (quyền ${octal(facts)})`,
  }
}

function wasOpen(path: string, facts: PathFacts): Bilingual {
  return {
    en: `${path} stood open to other users (mode ${octal(facts)}) and was closed; if it did so for long, set its secrets anew`,
    vi: `${path} đã mở cho người dùng khác (quyền ${octal(facts)}), nay đã đóng lại; nếu đã mở lâu, hãy thay các bí mật trong đó`,
  }
}

function foreign(path: string, { uid }: PathFacts): Bilingual {
  return {
    en: `${path} belongs to another user (uid ${uid})`,
    vi: `${path} thuộc về người dùng khác (uid ${uid})`,
  }
}

const thisSystem: ModeSystem = {
  platform: process.platform,
  uid: process.getuid?.() ?? 0,
  facts(path) {
    const stat = statSync(path, { throwIfNoEntry: false })
    return stat === undefined ? null : { mode: stat.mode & 0o1777, uid: stat.uid, isFolder: stat.isDirectory() }
  },
  list: (folder) => readdirSync(folder),
  chmod: chmodSync,
}
