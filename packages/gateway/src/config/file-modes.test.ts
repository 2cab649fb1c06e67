import { describe, expect, test } from 'vitest'
import { checkFileModes, type ModeSystem, type PathFacts, secureFiles } from './file-modes.ts'

const OURS = 1000
const ROOT = 0
const STRANGER = 1001
const config = {
  stateDir: '/var/lib/congky',
  tls: { mode: 'files', certFile: '/etc/ssl/c.pem', keyFile: '/etc/ssl/k.pem' },
  modules: [{ name: 'm', path: '/usr/lib/m.so', tokens: [], callTimeoutMs: 1, sharedProcess: false }],
} as const
const check = { configFile: '/etc/congky/congky.yaml', config }

/** A host where all is well, but for what a test says. */
function host(changes: Readonly<Record<string, Partial<PathFacts>>>, uid = OURS, platform: NodeJS.Platform = 'linux') {
  const chmods: string[] = []
  const paths: Record<string, Omit<PathFacts, 'isFolder'> & { readonly isFolder?: boolean }> = {
    '/etc/congky': { mode: 0o755, uid: ROOT },
    '/etc/congky/congky.yaml': { mode: 0o640, uid: ROOT },
    '/var/lib/congky': { mode: 0o700, uid: OURS, isFolder: true },
    '/var/lib/congky/secrets.key': { mode: 0o600, uid: OURS },
    '/var/lib/congky/congky.sqlite': { mode: 0o600, uid: OURS },
    '/etc/ssl/k.pem': { mode: 0o640, uid: ROOT },
    '/usr/lib/m.so': { mode: 0o644, uid: ROOT },
  }
  for (const [path, change] of Object.entries(changes)) paths[path] = { mode: 0, uid: OURS, ...paths[path], ...change }
  const system: ModeSystem = {
    platform,
    uid,
    facts: (path) => (paths[path] ? { isFolder: false, ...paths[path] } : null),
    list: (folder) =>
      Object.keys(paths)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1)),
    chmod: (path, mode) => void chmods.push(`${mode.toString(8)} ${path}`),
  }
  return { system, chmods }
}
const verdicts = (changes: Parameters<typeof host>[0], uid?: number) =>
  checkFileModes({ ...check, mends: true }, host(changes, uid).system).map(({ verdict, path }) => `${verdict} ${path}`)

test('a host where all is well has no findings', () => {
  expect(verdicts({})).toEqual([])
})

describe('a configuration whose content cannot be trusted is refused, with the command that helps', () => {
  test.each([
    ['others may write it', { '/etc/congky/congky.yaml': { mode: 0o666 } }],
    ['its group may write it', { '/etc/congky/congky.yaml': { mode: 0o660 } }],
    ['it is a stranger’s', { '/etc/congky/congky.yaml': { uid: STRANGER } }],
    ['anyone may exchange it', { '/etc/congky': { mode: 0o777 } }],
  ])('%s', (_, changes) => {
    const { system, chmods } = host(changes)
    expect(() => secureFiles(check, system)).toThrow(expect.objectContaining({ code: 'ERR_FILE_MODE' }))
    expect(chmods).toEqual([])
  })
  test('the text names the file and what to type, in both languages', () => {
    const [finding] = checkFileModes(
      { ...check, mends: true },
      host({ '/etc/congky/congky.yaml': { mode: 0o666 } }).system,
    )
    expect(finding).toMatchObject({ command: 'chmod go-w /etc/congky/congky.yaml' })
    expect(finding?.text.en).toContain('congky.yaml (mode 0666)')
    expect(finding?.text.vi).toContain('congky.yaml (quyền 0666)')
  })
  test('a shared folder with the sticky bit is none of that', () => {
    expect(verdicts({ '/etc/congky': { mode: 0o1777 } })).toEqual([])
  })
})

describe('the state folder', () => {
  test('is closed where it is ours, and so are its files', () => {
    const { system, chmods } = host({
      '/var/lib/congky': { mode: 0o755 },
      '/var/lib/congky/secrets.key': { mode: 0o644 },
      '/var/lib/congky/history-key.pem': { mode: 0o640 },
      '/var/lib/congky/some folder': { mode: 0o755, isFolder: true },
      '/var/lib/congky/congky.sock': { mode: 0o777 },
    })
    expect(secureFiles(check, system).map(({ verdict }) => verdict)).toEqual(['mended', 'mended', 'mended', 'mended'])
    expect(chmods).toEqual([
      '700 /var/lib/congky',
      '600 /var/lib/congky/secrets.key',
      '600 /var/lib/congky/history-key.pem',
      '700 /var/lib/congky/some folder',
    ])
  })
  test('is only reported on where nothing is to be mended', () => {
    const { system, chmods } = host({ '/var/lib/congky': { mode: 0o755 } })
    expect(checkFileModes({ ...check, mends: false }, system)).toMatchObject([{ verdict: 'open' }])
    expect(chmods).toEqual([])
  })
  test('of a stranger is refused; root may look after another’s', () => {
    expect(verdicts({ '/var/lib/congky': { uid: STRANGER } })).toEqual(['refused /var/lib/congky'])
    expect(verdicts({ '/var/lib/congky': { uid: STRANGER } }, ROOT)).toEqual([])
  })
  test('with a file of root that others may write is refused, one that they may read is told', () => {
    const file = '/var/lib/congky/tls.pem'
    expect(verdicts({ [file]: { mode: 0o666, uid: ROOT } })).toEqual([`refused ${file}`])
    expect(verdicts({ [file]: { mode: 0o644, uid: ROOT } })).toEqual([`open ${file}`])
  })
})

test('a TLS key elsewhere and a library are told and left as they are', () => {
  const changes = { '/etc/ssl/k.pem': { mode: 0o644 }, '/usr/lib/m.so': { mode: 0o666 } }
  const { system, chmods } = host(changes)
  expect(secureFiles(check, system).map(({ verdict, path }) => `${verdict} ${path}`)).toEqual([
    'open /etc/ssl/k.pem',
    'open /usr/lib/m.so',
  ])
  expect(chmods).toEqual([])
})

test('a command can be typed as it stands', () => {
  const [finding] = checkFileModes(
    { configFile: "/srv/đại lý's/congky.yaml", config, mends: false },
    host({ "/srv/đại lý's/congky.yaml": { mode: 0o666 } }).system,
  )
  expect(finding?.command).toBe(String.raw`chmod go-w '/srv/đại lý'\''s/congky.yaml'`)
})

test('on Windows nothing is looked at', () => {
  const { system } = host({ '/etc/congky/congky.yaml': { mode: 0o666 } }, OURS, 'win32')
  expect(secureFiles(check, system)).toEqual([])
})
