import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const SOURCES = fileURLToPath(new URL('../../test/fault-module/', import.meta.url))
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/congky-fault-module/', import.meta.url))

/**
 * Builds the fault module with the system's C compiler, once for each state of its sources. Two processes may
 * do so at once: each writes a file of its own and renames it.
 *
 * @returns Path of the library.
 * @throws {Error} No compiler, or it does not like the sources: its own words.
 */
export async function buildFaultModule(): Promise<string> {
  const names = readdirSync(SOURCES).filter((name) => /\.[ch]$/.test(name))
  const files = names.sort().map((name) => join(SOURCES, name))
  const headers = join(dirname(createRequire(import.meta.url).resolve('pkcs11js')), 'includes', 'pkcs11')
  const args = [
    ...['-shared', '-fPIC', '-O1', '-std=c11', '-D_GNU_SOURCE', '-fvisibility=hidden'],
    ...['-Wall', '-Wextra', '-Werror', '-isystem', headers],
  ]
  const hash = createHash('sha256').update(args.join(' '))
  for (const file of files) hash.update(readFileSync(file))
  const library = join(CACHE, `${hash.digest('hex').slice(0, 16)}.so`)
  if (existsSync(library)) return library
  await mkdir(CACHE, { recursive: true })
  const unfinished = `${library}.${process.pid}`
  const sources = files.filter((file) => file.endsWith('.c'))
  await promisify(execFile)('cc', [...args, '-o', unfinished, ...sources, '-ldl', '-lpthread'])
  await rename(unfinished, library)
  return library
}
