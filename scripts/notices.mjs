/**
 * Writes down our licence and the packages that the gateway runs with, and theirs, for the console's page about the
 * program: what package-lock.json says of everything that is not for development only, and what the console's own
 * bundle is made of.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** @param {string} root Folder of the repository. */
export function writeNotices(root) {
  const read = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8')
  const { packages } = JSON.parse(read('package-lock.json'))
  const consoleFile = 'packages/console/package.json'
  const { dependencies = {}, devDependencies = {} } = existsSync(join(root, consoleFile))
    ? JSON.parse(read(consoleFile))
    : {}
  const bundled = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => BUNDLED.includes(name))
  const listed = Object.entries(packages)
    .map(([path, entry]) => ({ name: path.split('node_modules/').at(-1) ?? '', path, entry }))
    .filter(({ name, path, entry }) => {
      const isRuntime = path.startsWith('node_modules/') && !entry.dev && !entry.link && !entry.devOptional
      return !name.startsWith('@types/') && (isRuntime || bundled.includes(name))
    })
    .map(({ name, entry }) => ({ name, version: entry.version, licence: entry.license ?? '?' }))
  const unique = [...new Map(listed.map((one) => [`${one.name} ${one.version}`, one])).values()]
  const notices = {
    licence: { name: 'MIT', text: read('LICENSE') },
    packages: unique.sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
  writeFileSync(join(root, 'packages/gateway/dist/notices.json'), JSON.stringify(notices))
}

/** What ends up in the script that browsers load. */
const BUNDLED = ['preact', '@preact/signals', '@preact/signals-core', 'uqr']
