import { buildCo, readInterchange, sampleCo, valueAt } from '@congky/documents'
import { expect, test } from 'vitest'
import { orderInterchange } from '../../../../../test/support/interchanges.ts'
import { acknowledgeInterchange } from './acknowledge-interchange.ts'

const refusal = { vi: 'C/O không hợp lệ', en: 'the C/O is not valid', isOfContent: true }

/** For each message that is answered: how many errors its answer holds, and the texts of them. */
function answersTo(document: string, refused: typeof refusal | null = refusal) {
  const wishes = { reference: 'A1', at: new Date('2026-11-23T00:00:00Z'), language: 'en', refusal: refused } as const
  const { interchange } = readInterchange(acknowledgeInterchange(Buffer.from(document), wishes))
  return (interchange?.messages ?? []).map(({ body }) => ({
    errors: body.filter(({ tag }) => tag === 'ERC').length,
    texts: body.filter(({ tag }) => tag === 'FTX').map((segment) => valueAt(segment, 4)),
  }))
}

const two = orderInterchange({ messages: 2 })
/** The quantity of the first certificate is none. */
const firstBroken = two.replace('QTY+142:972', 'QTY+142:ABC')

test('of a refused interchange no message is told that it was taken in', () => {
  const whole = Buffer.from(
    buildCo([sampleCo('A'), sampleCo('A')], {
      ...{ sender: 'VCCI', recipient: 'MOIT', controlReference: 'R1' },
      preparedAt: new Date('2026-11-23T00:00:00Z'),
    }),
  ).toString()
  expect(answersTo(whole, null).map(({ errors }) => errors)).toEqual([0, 0])
  const [first, second] = answersTo(whole.replace('QTY+', 'QTX+'))
  expect(first?.errors).toBeGreaterThan(0)
  expect(second).toEqual({ errors: 1, texts: [refusal.en] })
})

test('messages of one reference are each answered for what they say', () => {
  const [first, second] = answersTo(firstBroken.replaceAll('1235', '1234'), null)
  const [clean] = answersTo(two, null)
  expect(first?.errors).toBeGreaterThan(clean?.errors ?? 0)
  expect(second?.errors).toBe(clean?.errors)
})

test('what is wrong outside is not told to each of a thousand messages', () => {
  const many = orderInterchange({ messages: 1_000 }).replaceAll('UNH+', "ABC+1'UNH+")
  expect(() => answersTo(many)).toThrow('ERR_ACKNOWLEDGEMENT_NONE')
})
