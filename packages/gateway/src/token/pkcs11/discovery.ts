/**
 * `congky tokens scan`: which PKCS#11 libraries are on this host, whether they load, and which tokens they
 * show. Every library is loaded in a process of its own with a time limit, and no PIN is ever asked for.
 */
import { existsSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Certificate } from '../../domain/certificate.ts'
import { probeLibrary } from './driver-host.ts'
import type { Environment } from './driver-process.ts'
import { candidateModules } from './known-modules.ts'
import type { LibraryInfo } from './messages.ts'
import { TokenFacts } from './token-facts.ts'

export interface ScanOptions {
  /** Libraries to look at in any case. */
  readonly modules: readonly string[]
  /** Libraries not to touch, under whatever name they stand: looking at them could disturb those who use them. */
  readonly except?: readonly string[]
  /** Also look at the known places of this platform; those that hold no file are left out of the answer. */
  readonly alsoKnown: boolean
  /** For loading one library, and again for listing its tokens. */
  readonly timeoutMs: number
  /** Called before each library. */
  readonly onProgress?: (progress: ScanProgress) => void
  /** Default: this process's environment. */
  readonly environment?: Environment
}

export interface ScanProgress {
  readonly path: string
  /** Libraries done so far. */
  readonly done: number
  readonly total: number
}

export interface ScannedLibrary {
  readonly path: string
  /** What the library says of itself; null when it did not load. */
  readonly library: LibraryInfo | null
  /** Why it did not load or list its tokens, else null. */
  readonly problem: string | null
  readonly tokens: readonly ScannedToken[]
}

export interface ScannedToken {
  readonly serial: string
  readonly label: string
  readonly model: string
  readonly manufacturer: string
  readonly pinFlag: 'ok' | 'count-low' | 'final-try' | 'locked'
  readonly certificates: readonly Certificate[]
}

/** Looks at one library after the other: bad drivers disturb each other less that way. */
export async function scanForTokens(options: ScanOptions): Promise<readonly ScannedLibrary[]> {
  const environment = options.environment ?? process.env
  const known = options.alsoKnown ? candidateModules(process.platform, environment) : []
  const inUse = new Set((options.except ?? []).map(fileOf))
  const found = withoutRepetition([...options.modules, ...known.filter((path) => existsSync(path))])
  const paths = found.filter((path) => !inUse.has(fileOf(path)))
  const answer: ScannedLibrary[] = []
  for (const [done, path] of paths.entries()) {
    options.onProgress?.({ path, done, total: paths.length })
    answer.push(await scanLibrary(path, options.timeoutMs, environment))
  }
  return answer
}

/** One library often stands under several names. */
function withoutRepetition(paths: readonly string[]): readonly string[] {
  const byFile = new Map<string, string>()
  for (const path of paths) {
    const file = fileOf(path)
    if (!byFile.has(file)) byFile.set(file, path)
  }
  return [...byFile.values()]
}

function fileOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

async function scanLibrary(path: string, timeoutMs: number, environment: Environment): Promise<ScannedLibrary> {
  try {
    const { library, tokens } = await probeLibrary(resolve(path), timeoutMs, environment)
    return { path, library, problem: null, tokens: tokens.map((found) => new TokenFacts(path, found).shown) }
  } catch (error) {
    return { path, library: null, problem: error instanceof Error ? error.message : String(error), tokens: [] }
  }
}
