/** The npm package as a stranger gets it: packed, unpacked elsewhere, beside nothing but its dependencies. */
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'tsup'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder, removeFolder } from './support/folder.ts'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('..', import.meta.url))
const packageFolder = join(repository, 'packages', 'client')
let folder: string
let installed: string

beforeAll(async () => {
  folder = makeFolder('package')
  await run('npm', ['pack', '--pack-destination', folder, '--ignore-scripts'], { cwd: packageFolder })
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  installed = join(folder, 'node_modules', '@congky', 'client')
  await mkdir(installed, { recursive: true })
  await run('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1'])
  const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
  for (const name of [...Object.keys(dependencies), '@types/node']) await link(name)
  await writeFile(join(folder, 'package.json'), '{"type":"module","private":true}')
})
afterAll(() => removeFolder(folder))

/** Makes a dependency of the package available beside it, as npm would. */
async function link(name: string): Promise<void> {
  const require = createRequire(join(packageFolder, 'package.json'))
  const found = (require.resolve.paths(name) ?? []).map((place) => join(place, name))
  const target = join(folder, 'node_modules', name)
  await mkdir(dirname(target), { recursive: true })
  for (const place of found) {
    const isThere = await readdir(place).then(
      () => true,
      () => false,
    )
    if (!isThere) continue
    await symlink(place, target)
    return
  }
  throw new Error(`${name} is not installed`)
}

test('holds what it needs, and nothing of the workspace', async () => {
  const files = await readdir(installed, { recursive: true })
  expect(files).toEqual(
    expect.arrayContaining([
      'README.md',
      'LICENSE',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/browser.js',
      'bin/congky-client.js',
    ]),
  )
  for (const file of files.filter((name) => /\.(js|ts|json)$/.test(name))) {
    const text = await readFile(join(installed, file), 'utf8')
    expect(text.includes(repository), `${file} names a path of this machine`).toBe(false)
    if (file !== 'package.json') expect(text.includes('@congky/shared'), `${file} needs a private package`).toBe(false)
  }
})

test('its types say what a user needs, in Node and in a browser', async () => {
  await writeFile(
    join(folder, 'use.ts'),
    `import { connect, CongkyError, type GatewayConnection, type SignedDocument } from '@congky/client'
     const gateway: GatewayConnection = await connect({ url: 'https://127.0.0.1', accessKey: 'k' })
     const signed: SignedDocument = await gateway.sign('<a/>', { taxCode: '0101300842', deadline: new Date() })
     const bytes: Uint8Array = signed.signedDocument
     for (const result of await gateway.signAll(['<a/>', bytes], { concurrency: 4 })) {
       if (result.status === 'rejected') console.log(result.reason.code, result.reason.text('vi').message)
     }
     try { await gateway.verify(bytes) } catch (error) {
       if (error instanceof CongkyError && error.code === 'ERR_DOCUMENT_NOT_XML') console.log(error.retryable)
     }
     // @ts-expect-error: no such code
     if (new CongkyError('ERR_INTERNAL').code === 'ERR_NONSENSE') console.log()
    `,
  )
  const tsc = join(repository, 'node_modules', 'typescript', 'lib', 'tsc.js')
  // The compiler's own declarations are not put to the proof here, and are most of what there is to check.
  const common = [
    '--noEmit',
    '--strict',
    '--skipDefaultLibCheck',
    '--target',
    'es2022',
    '--lib',
    'es2023,dom',
    'use.ts',
  ]
  const node = ['--module', 'nodenext', '--types', 'node']
  const browser = ['--module', 'preserve', '--moduleResolution', 'bundler', '--customConditions', 'browser']
  for (const options of [node, browser]) {
    const result = await run(process.execPath, [tsc, ...options, ...common], { cwd: folder }).catch((error) => error)
    expect(result.stdout).toBe('')
  }
})

test('the library loads, and the command shows its help', async () => {
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '-e', `import * as client from '@congky/client'; console.log(Object.keys(client).join())`],
    { cwd: folder },
  )
  expect(stdout.trim().split(',').sort()).toEqual(['CongkyError', 'RequestRejectedError', 'connect'])
  const help = await run(process.execPath, [join(installed, 'bin', 'congky-client.js'), '--help'], {
    env: { ...process.env, CONGKY_LANG: 'vi' },
  })
  expect(help.stdout).toContain('congky-client sign *.xml')
  expect(help.stdout).toContain('Cách dùng:')
})

test('what a browser gets holds no part of Node', async () => {
  await writeFile(join(folder, 'page.ts'), `import { connect } from '@congky/client'; globalThis.connect = connect`)
  // One of its own: the repository's would lead to the sources instead of the package.
  const tsconfig = join(folder, 'tsconfig.json')
  await writeFile(tsconfig, '{}')
  const outDir = join(folder, 'out')
  const entry = [join(folder, 'page.ts')]
  await build({
    config: false,
    tsconfig,
    entry,
    outDir,
    format: 'iife',
    platform: 'browser',
    noExternal: [/.*/],
    metafile: true,
    silent: true,
  })
  const { inputs } = JSON.parse(await readFile(join(outDir, 'metafile-iife.json'), 'utf8'))
  expect(Object.keys(inputs).some((name) => name.endsWith('client/dist/browser.js'))).toBe(true)
  expect(Object.keys(inputs).filter((name) => /node_modules\/(ws|commander)\//.test(name))).toEqual([])
})
