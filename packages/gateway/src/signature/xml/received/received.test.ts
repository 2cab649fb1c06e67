/** The second reader against libxml2: where it says anything, it says the same, byte for byte. */

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { customsEnvelope } from '../../../../../../test/support/customs-envelopes.ts'
import { mutate } from '../../../../../../test/support/mutations.ts'
import { randomDocument } from '../../../../../../test/support/random-documents.ts'
import { type Canonicalization, canonicalizationNamed } from '../algorithms.ts'
import { canonicalBytes, canonicalDigests } from '../canonical-form.ts'
import { guardDocument } from '../document-guard.ts'
import { findElements, pathOf, withDocument } from '../xml-document.ts'
import { receivedCanonicalBytes } from './canonical-bytes.ts'
import { NotOrdinary } from './not-ordinary.ts'
import { receiveDocument } from './receive-document.ts'

const FORMS = ['c14n', 'c14n-comments', 'c14n11', 'c14n11-comments', 'exc-c14n', 'exc-c14n-comments'] as const

const isReadable = (bytes: Buffer) => {
  try {
    return withDocument(guardDocument(bytes).bytes, () => true)
  } catch {
    return false
  }
}

/** What both readers make of some elements of a document in one form. @returns Whether the second took it on. */
function compare(bytes: Buffer, form: Canonicalization, seed: number): 'same' | 'left' {
  const received = receiveDocument(bytes)
  if (received === null) return 'left'
  let verdict: 'same' | 'left' = 'same'
  withDocument(guardDocument(bytes).bytes, (document) => {
    const elements = findElements(document, '//*')
    expect(received.count).toBe(elements.length)
    const whole = canonicalDigests(document, null, { canonicalization: form, comments: true }, ['sha256']).get('sha256')
    const wishes = { canonicalization: form, comments: true, without: null }
    const digestOf = (part: Buffer) => createHash('sha256').update(part).digest('hex')
    expect(digestOf(receivedCanonicalBytes(received, null, wishes))).toBe(whole?.toString('hex'))
    for (const number of new Set([0, seed % elements.length, elements.length - 1])) {
      const element = elements[number]
      if (element === undefined) continue
      expect(received.path(number)).toBe(pathOf(element))
      try {
        const ours = receivedCanonicalBytes(received, number, wishes)
        expect(ours.toString()).toBe(
          canonicalBytes(document, element, { canonicalization: form, comments: true }).toString(),
        )
      } catch (error) {
        if (!(error instanceof NotOrdinary)) throw error
        verdict = 'left'
      }
    }
    const without = elements[1 + (seed % Math.max(1, elements.length - 1))]
    if (without === undefined) return
    const number = 1 + (seed % Math.max(1, elements.length - 1))
    without.remove()
    const rest = canonicalDigests(document, null, { canonicalization: form, comments: true }, ['sha256']).get('sha256')
    const ours = receivedCanonicalBytes(received, null, { ...wishes, without: number })
    expect(digestOf(ours)).toBe(rest?.toString('hex'))
  })
  return verdict
}

const COUNT = Number(process.env.CONGKY_READER_DOCUMENTS ?? 300)

describe.each(FORMS)('%s', (name) => {
  const form = canonicalizationNamed(name)
  test('random documents have the same canonical form', () => {
    let same = 0
    for (let seed = 0; seed < COUNT; seed++) {
      try {
        if (compare(Buffer.from(randomDocument(seed)), form, seed) === 'same') same++
      } catch (error) {
        throw new Error(`document ${seed}: ${randomDocument(seed)}`, { cause: error })
      }
    }
    expect(same).toBeGreaterThan(COUNT * 0.9)
  })
})

test('what libxml2 refuses is not taken on, however documents are mutated', () => {
  for (let seed = 0; seed < COUNT * 4; seed++) {
    const source =
      seed % 3 === 0 ? customsEnvelope({ taxCode: '0101300842', enterprise: 'A & B', seed }) : randomDocument(seed)
    const bytes = mutate(source, String(seed))
    const received = receiveDocument(bytes)
    if (received === null) continue
    if (!isReadable(bytes)) throw new Error(`taken on: ${seed} ${JSON.stringify(bytes.toString())}`)
    compare(bytes, canonicalizationNamed(FORMS[seed % FORMS.length] ?? 'c14n'), seed)
  }
})
