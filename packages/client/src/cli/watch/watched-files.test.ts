import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sha256 } from '../sign-results.ts'
import { FolderLock } from './folder-lock.ts'
import { isTemporaryName, scanFolder, taxCodeIn } from './scan-folder.ts'
import { moveAway, placeDocument, removeTemporaries } from './watched-files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congky-watch-'))
})
afterEach(() => rm(folder, { recursive: true }))

const bytes = (text: string) => new TextEncoder().encode(text)
const never = new AbortController().signal

describe('placing a signed document', () => {
  test('takes the next free name and never overwrites', async () => {
    const first = await placeDocument(folder, '0101300842/a.xml', bytes('1'))
    const second = await placeDocument(folder, '0101300842/a.xml', bytes('2'))
    expect([first, second]).toEqual([join(folder, '0101300842/a.xml'), join(folder, '0101300842/a (2).xml')])
    expect(await readFile(first, 'utf8')).toBe('1')
  })

  test('is done already where a run before it came so far', async () => {
    await placeDocument(folder, 'a.xml', bytes('1'))
    await placeDocument(folder, 'a.xml', bytes('2'))
    expect(await placeDocument(folder, 'a.xml', bytes('2'))).toBe(join(folder, 'a (2).xml'))
    expect(await readdir(folder)).toEqual(['a (2).xml', 'a.xml'])
  })

  test('leftovers of a killed run go, nothing else does', async () => {
    await writeFile(join(folder, '.congky-1.tmp'), 'half')
    await writeFile(join(folder, 'a.tmp'), 'of another program')
    await removeTemporaries(folder)
    expect(await readdir(folder)).toEqual(['a.tmp'])
  })
})

describe('moving an original away', () => {
  const path = () => join(folder, 'a.xml')
  const goc = () => join(folder, 'goc')

  test('keeps what has the name already', async () => {
    for (const text of ['1', '2']) {
      await writeFile(path(), text)
      expect(await moveAway(path(), goc(), 'a.xml', sha256(bytes(text)))).toBe('moved')
    }
    expect(await readFile(join(goc(), 'a.xml'), 'utf8')).toBe('1')
    expect(await readFile(join(goc(), 'a (2).xml'), 'utf8')).toBe('2')
  })

  test('brings one back that was changed while it was signed', async () => {
    await writeFile(path(), 'new')
    expect(await moveAway(path(), goc(), 'a.xml', sha256(bytes('old')))).toBe('changed')
    expect(await readFile(path(), 'utf8')).toBe('new')
    expect(await readdir(goc())).toEqual([])
  })

  test('says when it is gone', async () => {
    expect(await moveAway(path(), goc(), 'a.xml', null)).toBe('gone')
  })
})

describe('what lies in the folder', () => {
  test('is its files and those below tax codes, not folders of other names', async () => {
    for (const name of ['0101300842', '0101300842001', 'da-ky', '2026']) {
      await mkdir(join(folder, name))
      await writeFile(join(folder, name, 'b.xml'), 'b')
    }
    await writeFile(join(folder, 'a.xml'), 'a')
    const found = await scanFolder(folder)
    expect(found.map(({ name, taxCode }) => [name, taxCode]).sort()).toEqual([
      [join('0101300842', 'b.xml'), '0101300842'],
      [join('0101300842001', 'b.xml'), '0101300842-001'],
      ['a.xml', null],
    ])
  })

  test('names of programs at work are told from documents', () => {
    const temporary = ['.a.xml', '~$a.xml', 'a.xml.tmp', 'A.TMP', 'a.part', 'a.xml.crdownload', 'a.xml~', 'Thumbs.db']
    expect(temporary.filter((name) => !isTemporaryName(join(folder, name)))).toEqual([])
    expect(['a.xml', 'tờ khai.xml', 'a.tmp.xml'].filter(isTemporaryName)).toEqual([])
    expect(taxCodeIn('1234567')).toBeNull()
  })
})

describe('the lock of the folder', () => {
  const lockFile = () => join(folder, '.congky-watch.lock')
  const hold = (host: string, pid: number, beat = 1) =>
    writeFile(lockFile(), JSON.stringify({ id: 'other', host, pid, beat }))

  test('of a process that is gone is taken over at once', async () => {
    await hold(hostname(), 2 ** 22 + 1)
    const lock = await FolderLock.take(folder, never, () => {})
    await lock.release()
    expect(await readdir(folder)).toEqual([])
  })

  test('of another machine that shows signs of life is respected', async () => {
    await hold('may-khac', 1)
    let beat = 1
    const beating = setInterval(() => void hold('may-khac', 1, ++beat), 200)
    const taken = await FolderLock.take(folder, never, () => {}).catch((error: unknown) => error)
    clearInterval(beating)
    expect(taken).toMatchObject({ code: 'ERR_FILE_UNUSABLE', message: expect.stringContaining('may-khac') })
  })
})
