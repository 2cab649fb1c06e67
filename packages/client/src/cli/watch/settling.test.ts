import { describe, expect, test } from 'vitest'
import { type FileLook, Settling } from './settling.ts'

const look = (change: Partial<FileLook> = {}): FileLook => ({
  ...{ path: 'a.xml', id: '1:7', size: 10n, mtimeNs: 5n, ctimeNs: 5n, isTemporary: false, isMovedIn: false },
  ...change,
})
const paths = ({ complete }: { complete: FileLook[] }) => complete.map(({ path }) => path)

describe('a file is complete', () => {
  test('once its size and time stood still for two seconds', () => {
    const settling = new Settling()
    expect(settling.observe([look()], 0)).toEqual({ complete: [], nextMs: 2_000 })
    expect(settling.observe([look()], 1_500)).toEqual({ complete: [], nextMs: 500 })
    expect(paths(settling.observe([look()], 2_000))).toEqual(['a.xml'])
  })

  test('not while it grows, and not when it is written to in place', () => {
    const settling = new Settling()
    settling.observe([look()], 0)
    expect(paths(settling.observe([look({ size: 20n })], 1_999))).toEqual([])
    expect(paths(settling.observe([look({ size: 20n, mtimeNs: 6n, ctimeNs: 6n })], 3_998))).toEqual([])
    expect(paths(settling.observe([look({ size: 20n, mtimeNs: 6n, ctimeNs: 6n })], 5_998))).toEqual(['a.xml'])
  })

  test('at once when what stood still under a temporary name is renamed', () => {
    const settling = new Settling()
    const temporary = look({ path: 'a.xml.part', isTemporary: true })
    settling.observe([temporary], 0)
    expect(settling.observe([temporary], 5_000)).toEqual({ complete: [], nextMs: null })
    expect(paths(settling.observe([look({ ctimeNs: 9n })], 5_001))).toEqual(['a.xml'])
  })

  test('soon when it was renamed before it was seen', () => {
    const settling = new Settling()
    expect(settling.observe([look({ ctimeNs: 9n })], 0)).toEqual({ complete: [], nextMs: 300 })
    expect(paths(settling.observe([look({ ctimeNs: 9n })], 300))).toEqual(['a.xml'])
  })

  test('never while it is empty', () => {
    const settling = new Settling()
    settling.observe([look({ size: 0n })], 0)
    expect(settling.observe([look({ size: 0n })], 60_000)).toEqual({ complete: [], nextMs: null })
  })

  test('by itself: another file of the same name waits anew', () => {
    const settling = new Settling()
    settling.observe([look()], 0)
    expect(paths(settling.observe([look({ id: '1:8' })], 2_000))).toEqual([])
  })
})
