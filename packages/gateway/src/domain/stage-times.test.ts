import { expect, test } from 'vitest'
import { timesInStory, toRecordedTimes } from './stage-times.ts'

test('the times of a request are those of its last signature, with what its delivery added', () => {
  const story = [
    { kind: 'received' },
    { kind: 'signed', times: { sign: 9, verify: 9 } },
    { kind: 'signed', times: { sign: 1, store: 2 } },
    { kind: 'delivered', times: { store: 3, deliver: 4 } },
    { kind: 'account' },
  ] as const
  expect(timesInStory(story)).toEqual({ sign: 1, store: 3, deliver: 4 })
  expect(timesInStory([{ kind: 'received' }, { kind: 'signed' }])).toEqual({})
})

test('what stands in a record under other names, or is no number, is left out', () => {
  const times = JSON.parse(
    '{"sign": 1, "verify": "<b>", "store": -1, "deliver": 1e999, "lunch": 5, "__proto__": {"parse": 1}}',
  )
  expect(timesInStory([{ kind: 'signed', times }])).toEqual({ sign: 1 })
  expect(toRecordedTimes(JSON.parse('null'))).toEqual({})
})
