/**
 * Completes package-lock.json with the builds for other systems that a package lists as optional. A
 * registry mirror that lacks them makes `npm install` leave them out, and then `npm ci` refuses the file,
 * on every machine. Run after `npm install`; `--check` only tells.
 *
 * The entries come without a checksum: it is not known where the package cannot be fetched.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const lock = JSON.parse(readFileSync(file, 'utf8'))
const platform =
  /-(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-([a-z0-9]+?)(?:-(gnu|musl|\w+))?$/

/** @type {Record<string, object>} */
const added = {}
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const known = lock.packages[`node_modules/${name}`] ?? lock.packages[`${path}/node_modules/${name}`]
    if (known) continue
    const [, os, cpu, abi] = platform.exec(name) ?? []
    if (!os || !/^\d/.test(version)) throw new Error(`${path} wants ${name} ${version}: add it to the lock by hand`)
    const libc = { gnu: ['glibc'], musl: ['musl'] }[abi ?? '']
    added[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(entry.dev && { dev: true }),
      ...(libc && { libc }),
      optional: true,
      os: [os],
    }
  }
}

const names = Object.keys(added)
if (names.length === 0) console.log('package-lock.json is complete')
else if (process.argv.includes('--check')) {
  console.error(`package-lock.json lacks ${names.length} optional packages: node scripts/complete-lock.mjs`)
  process.exitCode = 1
} else {
  const [root, ...rest] = Object.entries({ ...lock.packages, ...added })
  lock.packages = Object.fromEntries([root, ...rest.sort(([a], [b]) => a.localeCompare(b, 'en'))])
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`package-lock.json: added ${names.length} optional packages`)
}
