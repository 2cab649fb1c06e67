import { expect, test } from 'vitest'
import { QuietRepeats } from './quiet-repeats.ts'

const MINUTE = 60_000

test('what is there when the page opens is not announced, what comes later is, once', () => {
  const quiet = new QuietRepeats()
  expect(quiet.look(['a'], 0)).toEqual([])
  expect(quiet.look(['a', 'b'], 1_000)).toEqual(['b'])
  expect(quiet.look(['a', 'b'], 2_000)).toEqual([])
  expect(quiet.look(['b', 'a'], 59 * MINUTE)).toEqual([])
})

test('what lasts is announced again each hour', () => {
  const quiet = new QuietRepeats()
  quiet.look([], 0)
  const announced: number[] = []
  for (let at = 1; at <= 200; at++) if (quiet.look(['a'], at * MINUTE).length > 0) announced.push(at)
  expect(announced).toEqual([1, 61, 121, 181])
})

test('what went away and comes back is announced anew, unless it only flickered', () => {
  const quiet = new QuietRepeats()
  quiet.look([], 0)
  expect(quiet.look(['a'], MINUTE)).toEqual(['a'])
  quiet.look([], MINUTE + 1_000)
  expect(quiet.look(['a'], MINUTE + 6_000)).toEqual([])
  quiet.look([], 2 * MINUTE)
  quiet.look([], 2 * MINUTE + 9_000)
  expect(quiet.look(['a'], 2 * MINUTE + 11_000)).toEqual(['a'])
})

test('whoever logs in next begins with what is there then', () => {
  const quiet = new QuietRepeats()
  quiet.look([], 0)
  quiet.forget()
  expect(quiet.look(['a'], MINUTE)).toEqual([])
})
