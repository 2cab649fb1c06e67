import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { verifyExport, writeExportLine } from './history-export.ts'
import { type HeadKey, openHead, parsePosition, signHead, toHeadKey } from './history-head.ts'
import { CHAIN_START, type ChainPosition, type HistoryEntry, sealRecord } from './history-record.ts'
import { BROKEN_CODE, type ChainExpectations, ChainVerifier } from './verify-chain.ts'

const [ours, other] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')].map(({ privateKey }) =>
  toHeadKey(privateKey),
) as [HeadKey, HeadKey]
const AT = new Date('2026-11-22T01:02:03.000Z')

function chain(length: number, entryOf: (seq: number) => Partial<HistoryEntry> = () => ({})) {
  let prev = CHAIN_START.hash
  return Array.from({ length }, (_, at) => {
    const record = sealRecord({ kind: 'signed', jobId: `j${at + 1}`, ...entryOf(at + 1) }, at + 1, prev, AT)
    prev = record.hash
    return record
  })
}

function headOf(position: ChainPosition, key = ours, gateway = 'gw-1') {
  return signHead({ ...position, gateway, at: AT.toISOString() }, key)
}

function endOf(records: ReturnType<typeof chain>): ChainPosition {
  return { seq: records.length, hash: records.at(-1)?.hash ?? CHAIN_START.hash }
}

function verify(records: ReturnType<typeof chain>, head: ReturnType<typeof headOf> | null, wishes?: ChainExpectations) {
  const verifier = new ChainVerifier(wishes)
  for (const record of records) verifier.check(record)
  return verifier.finish(head)
}

const FIVE = chain(5)
const HEAD = headOf(endOf(FIVE))
const without = (seq: number) => FIVE.filter((_, at) => at !== seq - 1)
const at = (seq: number) => {
  const record = FIVE[seq - 1]
  if (!record) throw new RangeError(`${seq}`)
  return record
}

test('a whole chain is intact, and says what was signed', () => {
  const head = { gateway: 'gw-1', ...endOf(FIVE), at: AT.toISOString(), key: ours.fingerprint }
  expect(verify(FIVE, HEAD)).toEqual({ intact: true, records: 5, fault: null, faults: 0, head })
  expect(verify([], headOf(CHAIN_START))).toMatchObject({ intact: true, records: 0 })
})

describe('the first fault is named by its kind', () => {
  const forged = sealRecord({ kind: 'signed', jobId: 'forged' }, 3, at(2).hash, AT)
  test.each([
    ['edited', [at(1), { ...at(2), text: at(2).text.replace('j2', 'jx') }, at(3), at(4), at(5)], 2, 1],
    ['unreadable', [at(1), { ...at(2), text: at(2).text.slice(0, 20) }, at(3), at(4), at(5)], 2, 1],
    ['missing', without(3), 3, 1],
    ['missing', without(1), 1, 1],
    ['reordered', [at(1), at(3), at(2), at(4), at(5)], 3, 2],
    ['inserted', [at(1), at(2), at(2), at(3), at(4), at(5)], 2, 1],
    ['inserted', [at(1), at(4), at(2), at(3), at(4), at(5)], 4, 3],
    ['inserted', [at(1), at(2), forged, at(3), at(4), at(5)], 3, 2],
    ['broken-link', [at(1), at(2), forged, at(4), at(5)], 4, 1],
    ['cut-off', FIVE.slice(0, 3), 4, 1],
    ['cut-off', [], 1, 1],
    ['head-differs', [...FIVE.slice(0, 4), sealRecord({ kind: 'signed' }, 5, at(4).hash, AT)], 5, 1],
    ['inserted', [...FIVE, sealRecord({ kind: 'signed' }, 6, at(5).hash, AT)], 6, 1],
  ] as const)('%s', (kind, records, seq, atLeast) => {
    const verdict = verify([...records], HEAD)
    expect(verdict).toMatchObject({ intact: false, fault: { kind, seq } })
    expect(verdict.faults).toBeGreaterThanOrEqual(atLeast)
  })

  test.each([
    ['head-missing', null, {}],
    ['head-signature', { ...HEAD, text: HEAD.text.replace('gw-1', 'gw-2') }, {}],
    ['head-signature', { ...HEAD, publicKey: other.publicKey }, {}],
    ['head-key', headOf(endOf(FIVE), other), { key: ours.fingerprint }],
    ['head-key', HEAD, { gateway: 'gw-2' }],
    ['not-as-noted', HEAD, { noted: [{ seq: 3, hash: at(2).hash }] }],
    ['not-as-noted', HEAD, { noted: [endOf(FIVE), { seq: 5, hash: at(2).hash }] }],
    ['cut-off', HEAD, { noted: [{ seq: 9, hash: at(2).hash }] }],
  ] as const)('%s, of the head or of what was noted down', (kind, head, wishes) => {
    expect(verify(FIVE, head, wishes).fault?.kind).toBe(kind)
  })

  test('what the gateway found at a start stays a fault for good', () => {
    const records = chain(3, (seq) => (seq === 2 ? { kind: 'gateway', code: BROKEN_CODE } : {}))
    expect(verify(records, headOf(endOf(records))).fault).toEqual({ kind: 'recorded', seq: 2 })
  })
})

test('what was noted down and is passed through is fine', () => {
  expect(verify(FIVE, HEAD, { noted: [{ seq: 2, hash: at(2).hash }, endOf(FIVE)] }).intact).toBe(true)
  expect(parsePosition(`5:${at(5).hash}`)).toEqual(endOf(FIVE))
  expect(parsePosition(`5:${at(5).hash}0`)).toBeNull()
})

test('one value has one text: another spelling of a signature or key is refused', () => {
  expect(openHead({ ...HEAD, signature: HEAD.signature.replace('==', '') })).toBeNull()
  // The last letter before the padding carries bits that decode to nothing.
  const lax = HEAD.signature.replace(/(.)==$/, (_, letter: string) => `${next(letter)}==`)
  expect(Buffer.from(lax, 'base64')).toEqual(Buffer.from(HEAD.signature, 'base64'))
  expect(openHead({ ...HEAD, signature: lax })).toBeNull()
})

function next(letter: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  return letters[letters.indexOf(letter) + 1] ?? ''
}

describe('an export', () => {
  const lines = [
    ...FIVE.map((record) => writeExportLine({ kind: 'record', record })),
    writeExportLine({ kind: 'head', head: HEAD }),
  ]
  const file = (text: readonly string[]) => [Buffer.from(text.map((line) => `${line}\n`).join(''))]
  const kindOf = async (chunks: Iterable<Uint8Array>) => (await verifyExport(chunks)).fault?.kind ?? 'intact'

  test('is read in pieces of any size', async () => {
    const [bytes] = file(lines)
    for (const size of [1, 7, 1_000_000]) {
      const pieces = Array.from({ length: Math.ceil((bytes?.length ?? 0) / size) }, (_, i) =>
        (bytes ?? Buffer.of()).subarray(i * size, (i + 1) * size),
      )
      expect(await kindOf(pieces)).toBe('intact')
    }
  })

  test('is refused when it says the same in other bytes, or anything after its head', async () => {
    const spaced = lines.with(1, (lines[1] ?? '').replace('{', '{ '))
    expect(await kindOf(file(spaced))).toBe('unreadable')
    expect(await kindOf([Buffer.from(lines.join('\r\n'))])).toBe('unreadable')
    expect(await kindOf([Buffer.from(lines.join('\n'))])).toBe('unreadable')
    expect(await kindOf([Buffer.from('\ufeff'), ...file(lines)])).toBe('unreadable')
    expect(await kindOf(file([...lines, '']))).toBe('unreadable')
    expect(await kindOf(file([...lines, ...lines.slice(-1)]))).toBe('unreadable')
    expect(await kindOf(file([...lines.slice(0, 4), ...lines.slice(5), ...lines.slice(4, 5)]))).toBe('reordered')
  })

  test('a line without an end takes no memory', async () => {
    const endless = function* () {
      for (let i = 0; i < 40; i++) yield Buffer.alloc(1024 * 1024, 'x')
    }
    expect(await kindOf(endless())).toBe('unreadable')
  })
})
