import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameReader, frameOf } from './frames.ts'

const frame = (text: string) => {
  const bytes = Buffer.from(text)
  return frameOf(bytes.length, (whole, at) => whole.set(bytes, at))
}

test('frames come out whole and in order, wherever the reads end', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.integer({ min: 1, max: 9 })), (texts, cuts) => {
      const found: string[] = []
      const reader = new FrameReader(1_000, (bytes) => found.push(bytes.toString()))
      let rest = Buffer.concat(texts.map(frame))
      for (const cut of cuts) {
        reader.push(rest.subarray(0, cut))
        rest = rest.subarray(cut)
      }
      reader.push(rest)
      expect(found).toEqual(texts)
    }),
  )
})

test.each([
  ['as a whole', 24],
  ['its head in parts', 2],
])('a frame that is too large is refused before any of it is kept: %s', (_, cut) => {
  const found: Buffer[] = []
  const reader = new FrameReader(19, (bytes) => found.push(bytes))
  const bytes = frame('x'.repeat(20))
  expect(() => {
    reader.push(bytes.subarray(0, cut))
    reader.push(bytes.subarray(cut))
  }).toThrow(RangeError)
  expect(found).toEqual([])
})
