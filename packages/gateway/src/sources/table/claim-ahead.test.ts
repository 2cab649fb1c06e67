import { expect, test } from 'vitest'
import { incoming } from '../../../../../test/support/pipeline.ts'
import { ClaimAhead } from './claim-ahead.ts'
import type { ClaimedRequest } from './row-claims.ts'

/** Wins every row it claims, each with a document of so many bytes. */
class Claims {
  readonly sizes: number[] = []
  readonly released: string[] = []
  readonly #bytes: number

  constructor(bytes: number) {
    this.#bytes = bytes
  }
  async claim(keys: readonly string[]): Promise<readonly ClaimedRequest[]> {
    this.sizes.push(keys.length)
    return keys.map((externalId) => ({
      request: incoming({ externalId, document: 'x'.repeat(this.#bytes) }),
      claimedAtMs: performance.now(),
    }))
  }
  async release(given: readonly { readonly externalId: string }[]): Promise<void> {
    this.released.push(...given.map(({ externalId }) => externalId))
  }
  async isStillOurs(): Promise<boolean> {
    return true
  }
}

const keys = Array.from({ length: 100 }, (_, index) => String(index))

async function takeAll(claims: Claims): Promise<string[]> {
  const taken: string[] = []
  for await (const { externalId } of new ClaimAhead(claims).claimAll(keys, new AbortController().signal))
    taken.push(externalId)
  return taken
}

test('small documents are claimed many at a time, large ones few', async () => {
  const [small, middling, large] = [new Claims(10_000), new Claims(100_000), new Claims(4_000_000)]
  for (const claims of [small, middling, large]) expect(await takeAll(claims)).toEqual(keys)
  expect(small.sizes).toEqual([8, 32, 32, 28])
  expect(middling.sizes.slice(0, 3)).toEqual([8, 10, 10])
  expect(large.sizes.slice(0, 3)).toEqual([8, 2, 2])
})

test('what was claimed and not taken over is given back', async () => {
  const claims = new Claims(10)
  for await (const _ of new ClaimAhead(claims).claimAll(keys, new AbortController().signal)) break
  expect(claims.released).toEqual(keys.slice(1, 8))
})
