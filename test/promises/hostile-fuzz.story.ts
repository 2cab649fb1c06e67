/**
 * Documents mutated at random: whatever arrives is signed, reported on, or refused with a code of ours, and the
 * gateway that did so is the one that started. CONGKY_FUZZ_SEED repeats a run, CONGKY_FUZZ_DOCUMENTS lengthens it.
 */
import { randomBytes } from 'node:crypto'
import { isErrorCode, verifyReportSchema } from '@congky/shared'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { judgeWithXmlsec1 } from '../judges/index.ts'
import { customsEnvelope } from '../support/customs-envelopes.ts'
import { exampleDocuments, exampleProfiles } from '../support/example-profiles.ts'
import { fieldDocuments } from '../support/field-documents.ts'
import { kdtEnvelope } from '../support/kdt-envelopes.ts'
import { mutate } from '../support/mutations.ts'
import { promise } from '../support/promise.ts'
import { randomDocument } from '../support/random-documents.ts'
import { Siege } from '../support/siege.ts'

// Seconds on an idle machine; minutes beside everything else.
vi.setConfig({ testTimeout: 300_000 })

const SEED = process.env.CONGKY_FUZZ_SEED ?? randomBytes(4).toString('hex')
const DOCUMENTS = Number(process.env.CONGKY_FUZZ_DOCUMENTS ?? 300)
const AT_ONCE = 8

let siege: Siege
beforeAll(async () => {
  siege = await Siege.start('fuzz', { config: { profiles: exampleProfiles } })
})
afterAll(() => siege?.stop())

promise(
  'S2',
  'documents mutated at random are signed or refused with a code of ours, never an internal error',
  async (count) => {
    console.log(`CONGKY_FUZZ_SEED=${SEED}`)
    const kinds: readonly (readonly [profile: string, make: (index: number) => string])[] = [
      ['xmldsig-enveloped', randomDocument],
      ['customs-1543', (seed) => customsEnvelope({ taxCode: '0101300842', enterprise: 'CÔNG TY "A" & B', seed })],
      ['customs-kdt', () => kdtEnvelope()],
      ...Object.entries({ ...exampleDocuments, ...fieldDocuments }).map(
        ([profile, document]) => [profile, () => document] as const,
      ),
    ]
    const seen = new Map<string, number>()
    const oddities: string[] = []
    const tell = (door: string, index: number, status: number, code: string | null) => {
      const verdict = status === 200 ? 'answered' : `${status} ${code}`
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1)
      if (status === 200) return
      if (code === null || !isErrorCode(code) || status >= 500) oddities.push(`${door} ${SEED}-${index}: ${verdict}`)
    }
    const sign = (profile: string, body: string | Buffer) => siege.call('POST', `/sign?profile=${profile}`, { body })
    const trusted = { trustedPem: siege.office.authority.certificatePem }
    const certificate = Buffer.from(siege.office.certificates.agent.certificateDer).toString('base64')
    let changedAndValid = 0
    const blow = async (index: number) => {
      const [profile, make] = kinds[index % kinds.length] ?? ['xmldsig-enveloped', randomDocument]
      const plain = make(index)
      if (Math.floor(index / kinds.length) % 2 === 0) {
        const { status, code } = await sign(profile, mutate(plain, `${SEED}-${index}`))
        return tell('sign', index, status, code)
      }
      const signed = await sign(profile, plain)
      expect([profile, index, signed.status, signed.code]).toEqual([profile, index, 200, null])
      const changed = mutate(signed.bytes, `${SEED}-${index}`)
      const report = await siege.call('POST', '/verify', { body: changed })
      tell('verify', index, report.status, report.code)
      if (report.status !== 200 || !verifyReportSchema.parse(report.json()).valid || changed.equals(signed.bytes))
        return
      // A change outside of what is signed, such as a blank inside a tag: another implementation must agree.
      changedAndValid++
      if (index % kinds.length > 1) return // xmlsec1 would have to be told of Ids in other namespaces.
      // Who issued the certificate is not checked here, and said so in every report.
      if (!changed.includes(certificate)) return
      const verdict = await judgeWithXmlsec1(changed, trusted)
      if (!verdict.accepted) oddities.push(`valid for us alone ${SEED}-${index}: ${verdict.detail}`)
    }
    for (let index = 0; index < DOCUMENTS; index += AT_ONCE) {
      const length = Math.min(AT_ONCE, DOCUMENTS - index)
      await Promise.all(Array.from({ length }, (_, i) => blow(index + i)))
      if (index % (AT_ONCE * 10) === 0) await siege.expectWell()
    }
    expect(oddities, oddities.join('\n')).toEqual([])
    expect(seen.get('answered') ?? 0).toBeGreaterThan(DOCUMENTS / 10)
    const verdicts = [...seen].sort(([, a], [, b]) => b - a).map(([verdict, times]) => `${times} ${verdict}`)
    count(
      `${DOCUMENTS} documents (seed ${SEED}): ${verdicts.join(', ')}; ${changedAndValid} changed outside of what is signed; ${await siege.expectCalm()}`,
    )
  },
)
