import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { SLICE_BYTES, sha256InSlices, shareInSlices } from './in-slices.ts'

const sizes = [0, 1, SLICE_BYTES - 1, SLICE_BYTES, SLICE_BYTES + 1, 3 * SLICE_BYTES + 7]
const bytesOf = (length: number) => Buffer.from(Uint8Array.from({ length }, (_, at) => (at * 31) % 251))

test.each(sizes)('the hash of %i bytes is that of the whole', async (length) => {
  const bytes = bytesOf(length)
  expect(await sha256InSlices(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
})

test.each(sizes)('a copy of %i bytes is equal, and other threads can read it', async (length) => {
  const bytes = bytesOf(length)
  const copy = await shareInSlices(bytes)
  expect(bytes.equals(copy)).toBe(true)
  expect(copy.buffer).toBeInstanceOf(SharedArrayBuffer)
  expect(copy.byteLength).toBe(copy.buffer.byteLength)
})

test.each([sha256InSlices, shareInSlices])(
  'others have their turn between slices, and only there (%o)',
  async (work) => {
    const turnsDuring = async (length: number) => {
      let turns = 0
      let isOver = false
      const count = () => {
        turns++
        if (!isOver) setImmediate(count)
      }
      const working = work(bytesOf(length)).then(() => (isOver = true))
      setImmediate(count)
      await working
      return turns
    }
    expect(await turnsDuring(SLICE_BYTES)).toBe(0)
    expect(await turnsDuring(4 * SLICE_BYTES)).toBeGreaterThanOrEqual(2)
  },
)
