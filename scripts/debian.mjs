/**
 * Programs that Debian and its kin have as packages: which are missing here, and how they come. As root
 * apt installs them. Else apt only downloads them (and checks their signatures), and they are unpacked into
 * a cache folder, which changes nothing of the system; processes find them through `cacheEnv`.
 *
 * CONGKY_ENSURE=cache takes the second way even as root, and even for what the system has.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { run, StepFailed, step } from './progress.mjs'

const triple = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu', arm: 'arm-linux-gnueabihf' }[process.arch] ?? '-'
const folders = ['usr/bin', 'usr/sbin', 'usr/local/bin', 'bin', 'sbin']

/**
 * What can be needed. It is there when each of its programs and one of its files are; `*` in a path stands
 * for any one folder.
 *
 * @typedef {{ packages: readonly string[], programs?: readonly string[], files?: readonly string[] }} Need
 * @type {Record<string, Need>}
 */
export const needs = {
  softhsm: {
    packages: ['softhsm2'],
    files: [
      'usr/lib/softhsm/libsofthsm2.so',
      `usr/lib/${triple}/softhsm/libsofthsm2.so`,
      'usr/local/lib/softhsm/libsofthsm2.so',
      'opt/homebrew/lib/softhsm/libsofthsm2.so',
    ],
  },
  xmlsec1: { packages: ['xmlsec1', 'libxmlsec1-openssl'], programs: ['xmlsec1'] },
  // The library itself, for a yardstick that is built with it.
  'xmlsec-library': {
    packages: ['libxmlsec1-dev', 'libxmlsec1-openssl', 'pkg-config', 'gcc', 'libc6-dev'],
    files: ['usr/include/xmlsec1/xmlsec/xmlsec.h'],
  },
  curl: { packages: ['curl'], programs: ['curl'] },
  postgresql: { packages: ['postgresql'], files: ['usr/lib/postgresql/*/bin/initdb'] },
  // The server without its service: nothing starts, now or at the next boot.
  mariadb: { packages: ['mariadb-server-core', 'mariadb-client-core'], programs: ['mariadbd', 'mariadb-install-db'] },
  java: { packages: ['default-jdk-headless'], programs: ['javac'], files: ['usr/lib/jvm/default-java/bin/javac'] },
  // For its programs alone: nothing here starts or stops a service. Python listens where Node cannot.
  systemd: { packages: ['systemd', 'python3'], programs: ['systemd-notify', 'systemd-analyze', 'python3'] },
  // For its program alone, as above.
  nginx: { packages: ['nginx'], programs: ['nginx'] },
  // Its wrapper in usr/bin looks for itself below the root of the system; the program in its folder does not.
  chromium: { packages: ['chromium', 'fonts-dejavu-core'], files: ['usr/lib/chromium/chromium'] },
  compiler: { packages: ['g++', 'make', 'python3'], programs: ['g++', 'make', 'python3'] },
}

const forceCache = process.env.CONGKY_ENSURE === 'cache'

/** Which of these are neither on the system nor in the cache. @param {readonly string[]} names */
export function missing(names) {
  return names.filter((name) => !(onSystem(name) || inCache(name)))
}

/** @param {string} name */
function onSystem(name) {
  if (forceCache) return false
  const { programs = [], files = [] } = needs[name]
  const path = (process.env.PATH ?? '').split(delimiter)
  const hasProgram = (/** @type {string} */ program) =>
    [...path, ...folders.map((folder) => `/${folder}`)].some((folder) => existsSync(join(folder, program)))
  const programsThere = programs.length > 0 && programs.every(hasProgram)
  return programsThere || find('/', files) !== null
}

/** @param {string} name */
const inCache = (name) => existsSync(join(cacheFolder(), 'done', name))

/** The first of these files below a root. @param {string} root @param {readonly string[]} patterns */
function find(root, patterns) {
  for (const pattern of patterns) {
    const [before, after] = pattern.split('/*/')
    const candidates =
      after === undefined ? [pattern] : list(join(root, before)).map((folder) => `${before}/${folder}/${after}`)
    const found = candidates.map((path) => join(root, path)).find((path) => existsSync(path))
    if (found) return found
  }
  return null
}

/** @param {string} folder */
const list = (folder) => (existsSync(folder) ? readdirSync(folder) : [])

export const hasApt = () => existsSync('/usr/bin/apt-get')

/** Brings what is missing. @param {readonly string[]} names @throws {StepFailed} */
export async function install(names) {
  const packages = names.flatMap((name) => needs[name].packages)
  if (process.getuid?.() === 0 && !forceCache) await installAsRoot(packages)
  else await installIntoCache(names, packages)
}

const quiet = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' }

/** @param {readonly string[]} packages */
async function installAsRoot(packages) {
  await step(`apt-get install ${packages.join(' ')}`, (say) =>
    withoutStartingServices(async () => {
      // A stale list is still worth a try, so a failed update does not end the matter.
      await apt(['update'], say).catch(() => {})
      await apt(['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...packages], say)
    }),
  )
}

/**
 * A server's package starts its service unless /usr/sbin/policy-rc.d forbids it (Debian's invoke-rc.d and
 * deb-systemd-invoke ask it). Ours is there only meanwhile, also when someone presses Ctrl-C.
 *
 * @param {() => Promise<void>} work
 */
async function withoutStartingServices(work) {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return work()
  const remove = () => rmSync(policy, { force: true })
  const interrupted = () => {
    remove()
    process.exit(130)
  }
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  try {
    await work()
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
    remove()
  }
}

/** apt-get; waits up to five minutes for another apt to finish. @param {readonly string[]} args @param {(text: string) => void} say @param {string} [cwd] */
async function apt(args, say, cwd) {
  const until = Date.now() + 300_000
  for (;;) {
    try {
      return await run('apt-get', ['-q', ...args], { env: quiet, say, cwd })
    } catch (error) {
      const locked = error instanceof StepFailed && /Could not get lock|Unable to (acquire|lock)/.test(error.output)
      if (!locked || Date.now() > until) throw error
      say('another apt is running; waiting for it')
      await sleep(2000)
    }
  }
}

/** A folder per release and processor: after an upgrade of the system the old libraries would not fit. */
function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  const field = (/** @type {string} */ name) => new RegExp(`^${name}="?([^"\n]*)`, 'm').exec(release)?.[1] ?? 'unknown'
  return join(base, 'congky', 'debian', `${field('ID')}-${field('VERSION_ID')}-${process.arch}`)
}

/** Where the unpacked programs are: a folder like `/`. */
const cacheRoot = () => join(cacheFolder(), 'root')

/** @param {readonly string[]} names @param {readonly string[]} packages */
async function installIntoCache(names, packages) {
  const folder = cacheFolder()
  const state = join(folder, 'apt')
  const downloads = join(folder, 'downloads')
  for (const path of [join(state, 'lists/partial'), join(state, 'cache/archives/partial'), downloads, cacheRoot()]) {
    mkdirSync(path, { recursive: true })
  }
  // Lists and downloads of our own: only root may write the system's.
  const settings = [`Dir::State::lists=${state}/lists`, `Dir::Cache=${state}/cache`, 'APT::Sandbox::User=root']
  if (forceCache) settings.push('Dir::State::status=/dev/null')
  const options = settings.flatMap((setting) => ['-o', setting])

  const wanted = await step('apt-get update', async (say) => {
    await apt([...options, 'update'], say)
    // The plan of a simulated installation: exactly what the system lacks, dependencies included.
    const plan = await apt([...options, '--simulate', 'install', '--no-install-recommends', ...packages], say)
    const added = [...plan.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+)/gm)].map(([, name, version]) => ({
      name,
      version,
    }))
    return added.filter(({ name }) => !belongsToBase(name))
  })
  await step(`apt-get download ${packages.join(' ')} (+${wanted.length - packages.length})`, async (say) => {
    await apt([...options, 'download', ...wanted.map(({ name, version }) => `${name}=${version}`)], say, downloads)
    for (const file of list(downloads)) {
      say(file)
      await run('dpkg', ['-x', join(downloads, file), cacheRoot()])
    }
  })
  mendSymlinks(cacheRoot())
  if (names.includes('compiler')) linkSystemLibraries(cacheRoot())
  mkdirSync(join(folder, 'done'), { recursive: true })
  for (const name of names) writeFileSync(join(folder, 'done', name), `${needs[name].packages.join(' ')}\n`)
  for (const path of [downloads, state]) rmSync(path, { recursive: true })
}

/** What every Debian has: a second copy found first by LD_LIBRARY_PATH could upset any program. @param {string} name */
function belongsToBase(name) {
  return /^(libc6|libc-bin|libgcc-s1|libstdc\+\+6|gcc-\d+-base|base-files|dpkg|perl-base)$/.test(name)
}

/** Absolute links (`/etc/java…`) would leave the cache: they become relative. @param {string} root */
function mendSymlinks(root) {
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue
    const link = join(entry.parentPath ?? entry.path, entry.name)
    const target = readlinkSync(link)
    const inside = join(root, target)
    if (!target.startsWith('/') || inside === link || !exists(inside)) continue
    rmSync(link)
    symlinkSync(relative(dirname(link), inside), link)
  }
}

/** True also for a link that points nowhere. @param {string} path */
const exists = (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/**
 * The compiler looks for libraries below the cache only (`--sysroot`); the ones that came with the system
 * are linked there.
 *
 * @param {string} root
 */
function linkSystemLibraries(root) {
  for (const folder of [`lib/${triple}`, `usr/lib/${triple}`, 'lib64']) {
    mkdirSync(join(root, folder), { recursive: true })
    for (const file of list(join('/', folder)).filter((name) => /\.so(\.|$)/.test(name))) {
      if (!exists(join(root, folder, file))) symlinkSync(join('/', folder, file), join(root, folder, file))
    }
  }
}

/** What processes need in their environment to find these programs where the cache holds them. @param {readonly string[]} names */
export function cacheEnv(names) {
  const cached = names.filter((name) => !onSystem(name) && inCache(name))
  if (cached.length === 0) return {}
  const root = cacheRoot()
  const prepend = (/** @type {string} */ name, /** @type {readonly string[]} */ paths) =>
    [...paths.map((path) => join(root, path)), ...(process.env[name] ? [process.env[name]] : [])].join(delimiter)
  const module = cached.includes('softhsm') ? find(root, needs.softhsm.files ?? []) : null
  // Whoever builds with a library from the cache takes the compiler from there as well where the system has none.
  const builds = cached.includes('xmlsec-library')
  const hasCompiler = cached.includes('compiler') || (builds && !onSystem('compiler') && inCache('compiler'))
  return {
    PATH: prepend('PATH', [...folders, 'usr/lib/jvm/default-java/bin']),
    LD_LIBRARY_PATH: prepend('LD_LIBRARY_PATH', [`usr/lib/${triple}`, `lib/${triple}`]),
    CONGKY_TEST_PREFIX: root,
    ...(module && { CONGKY_SOFTHSM_MODULE: module }),
    ...(hasCompiler && { CC: `gcc --sysroot=${root}`, CXX: `g++ --sysroot=${root}` }),
    ...(builds && {
      PKG_CONFIG_PATH: prepend('PKG_CONFIG_PATH', [`usr/lib/${triple}/pkgconfig`, 'usr/share/pkgconfig']),
      CPATH: prepend('CPATH', ['usr/include/xmlsec1', 'usr/include/libxml2', 'usr/include', `usr/include/${triple}`]),
      LIBRARY_PATH: prepend('LIBRARY_PATH', [`usr/lib/${triple}`]),
    }),
  }
}
