/**
 * Installs what a fresh clone on a fresh machine lacks, so that `npm run demo` and `npm test` need nothing
 * but Node and the network: npm packages, the compiler that builds the native ones, and Debian packages.
 * With everything in place it looks at a few files and asks no network.
 *
 * Run alone: node scripts/ensure.mjs [demo|bench|test]
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheEnv, hasApt, install, missing, needs } from './debian.mjs'
import { npm } from './npm.mjs'
import { reportFailure, run, StepFailed, step } from './progress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What each purpose uses, the npm packages aside. */
const purposes = {
  build: [],
  demo: ['softhsm', 'xmlsec1', 'curl'],
  bench: ['softhsm', 'xmlsec1', 'curl', 'xmlsec-library', 'postgresql'],
  test: ['softhsm', 'xmlsec1', 'curl', 'postgresql', 'mariadb', 'java', 'systemd', 'nginx', 'chromium'],
}

/**
 * @param {keyof typeof purposes} purpose
 * @returns {Promise<{ env: NodeJS.ProcessEnv, absent: readonly string[] }>} The environment for what is
 * started next, and what could not be had (a purpose that cannot do without it says so itself).
 * @throws {StepFailed} Node is too old, or the npm packages cannot be installed.
 */
export async function ensure(purpose) {
  checkNode()
  if (npmPackagesAreStale()) await installNpmPackages()
  const wanted = purposes[purpose]
  const lacking = missing(wanted)
  if (lacking.length > 0) {
    if (hasApt()) await install(lacking).catch(reportFailure)
    else tellWhatToInstall(lacking)
  }
  return { env: { ...process.env, ...cacheEnv(wanted) }, absent: missing(wanted) }
}

/** @param {readonly string[]} lacking */
function tellWhatToInstall(lacking) {
  console.log(`Cần cài thêm / please install: ${lacking.flatMap((name) => needs[name].packages).join(', ')}`)
  if (lacking.includes('softhsm')) {
    console.log('Không có SoftHSM thì bản trình diễn dùng token mô phỏng / without SoftHSM the demo uses a soft signer')
  }
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new StepFailed(`Node ${process.versions.node} is too old: congky needs 20.19 or later (https://nodejs.org).`)
}

/**
 * Whether node_modules is missing or made from another package-lock.json. A younger file alone proves
 * nothing, because git writes files when it likes; so then the contents decide.
 */
function npmPackagesAreStale() {
  const [lock, installed] = [join(root, 'package-lock.json'), join(root, 'node_modules/.package-lock.json')]
  if (!existsSync(installed)) return true
  if (statSync(lock).mtimeMs <= statSync(installed).mtimeMs) return false
  const versions = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8')).packages
  const here = versions(installed)
  return Object.entries(versions(lock)).some(([path, wanted]) => {
    const isOurs = !path.startsWith('node_modules/') || wanted.link
    return !isOurs && !(wanted.optional && !here[path]) && here[path]?.version !== wanted.version
  })
}

async function installNpmPackages() {
  // Two native packages are compiled: pkcs11js always, better-sqlite3 where its built binary cannot be fetched.
  if (missing(['compiler']).length > 0 && hasApt()) await install(['compiler']).catch(reportFailure)
  const [command, args] = npm(['ci', '--no-audit', '--no-fund', '--loglevel=http', '--foreground-scripts'])
  await step('npm ci (2–4 phút lần đầu / minutes the first time)', (say) =>
    run(command, args, {
      cwd: root,
      say,
      env: { ...process.env, ...cacheEnv(['compiler']), ...nodeHeaders() },
    }),
  )
}

/** Where Node's own header files came along with it, node-gyp need not download them. */
function nodeHeaders() {
  const prefix = dirname(dirname(process.execPath))
  const header = join(prefix, 'include/node/node_version.h')
  if (!existsSync(header)) return {}
  const text = readFileSync(header, 'utf8')
  const part = (/** @type {string} */ name) => new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(text)?.[1]
  const version = ['MAJOR', 'MINOR', 'PATCH'].map(part).join('.')
  return version === process.versions.node ? { npm_config_nodedir: prefix } : {}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const purpose = /** @type {keyof typeof purposes} */ (process.argv[2] ?? 'test')
  try {
    if (!Object.hasOwn(purposes, purpose))
      throw new StepFailed(`Usage: node scripts/ensure.mjs [${Object.keys(purposes).join('|')}]`)
    const started = Date.now()
    const { absent } = await ensure(purpose)
    console.log(
      absent.length === 0
        ? `Everything for ${purpose} is here (${Date.now() - started} ms).`
        : `Not to be had here: ${absent.join(', ')}.`,
    )
    if (absent.length > 0) process.exitCode = 1
  } catch (error) {
    reportFailure(error)
    process.exitCode = 1
  }
}
