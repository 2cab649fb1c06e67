import { expect, test } from 'vitest'
import { FairQueue } from './fair-queue.ts'

function drain(queue: FairQueue<string>): string[] {
  const items: string[] = []
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item)
  return items
}

test('lines take turns, and each keeps its own order', () => {
  const queue = new FairQueue<string>()
  for (const item of ['a1', 'a2', 'a3']) queue.push('a', item)
  queue.push('b', 'b1')
  queue.push('c', 'c1')
  queue.push('c', 'c2')
  expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3'])
  expect(queue.size).toBe(0)
})

test('the position counts what is served before', () => {
  const queue = new FairQueue<string>()
  for (const item of ['a1', 'a2', 'a3']) queue.push('a', item)
  for (const item of ['b1', 'b2', 'b3']) queue.push('b', item)
  const order = ['a1', 'b1', 'a2', 'b2', 'a3', 'b3']
  for (const [place, item] of order.entries()) {
    expect(queue.position(item.charAt(0), (other) => other === item)).toBe(place)
  }
  expect(queue.position('a', (other) => other === 'x')).toBe(-1)
})

test('a removed item is never served', () => {
  const queue = new FairQueue<string>()
  queue.push('a', 'a1')
  queue.push('a', 'a2')
  expect(queue.remove('a', 'a1')).toBe(true)
  expect(queue.remove('a', 'a1')).toBe(false)
  expect(drain(queue)).toEqual(['a2'])
})
