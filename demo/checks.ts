/** What the demo holds every signed document to, without asking the gateway. */
import { spawnSync } from 'node:child_process'
import { judgeWithXmlCrypto } from '../test/judges/xml-crypto.ts'
import { judgeWithXmlsec1 } from '../test/judges/xmlsec1.ts'
import type { HistoryRecord } from './history.ts'
import type { Company, Identity } from './office.ts'
import type { RunningGateway } from './running-gateway.ts'
import { step } from './terminal.ts'

/** One document that came back. */
export interface Result {
  readonly company: Company
  readonly reference: string
  /** How it went there and back. */
  readonly way: 'CSDL' | 'WebSocket' | 'curl' | 'HTTP'
  readonly original: Buffer
  readonly signed: Buffer
  /** Whose certificate must sign it. */
  readonly expected: Identity
}

type Judge = (result: Result) => boolean | Promise<boolean>

/** @returns Whether everything held. */
export async function checkResults(results: readonly Result[], authorityPem: string): Promise<boolean> {
  const hasXmlsec1 = spawnSync('xmlsec1', ['--version']).error === undefined
  const judge: { readonly name: string; readonly accepts: Judge } = hasXmlsec1
    ? {
        name: 'xmlsec1',
        // The demo's own authority is all that xmlsec1 is told to trust.
        accepts: async ({ signed }) => (await judgeWithXmlsec1(signed, { trustedPem: authorityPem })).accepted,
      }
    : { name: 'xml-crypto (máy không có xmlsec1)', accepts: ({ signed }) => judgeWithXmlCrypto(signed).accepted }
  const held = [
    await each(results, `chữ ký được ${judge.name} chấp nhận`, 'accepted', judge.accepts),
    await each(results, 'đúng chữ ký số theo mã số thuế', 'the right certificate', carriesCertificate),
    await each(results, 'không đổi một byte nào ngoài chữ ký', 'no other byte changed', keepsEveryByte),
  ]
  return held.every((good) => good)
}

async function each(results: readonly Result[], title: string, en: string, accepts: Judge): Promise<boolean> {
  const { isGood } = await step(title, async (say) => {
    const refused: string[] = []
    for (const [index, result] of results.entries()) {
      say(`${index + 1}/${results.length}`)
      if (!(await accepts(result))) refused.push(result.reference)
    }
    const share = `${results.length - refused.length}/${results.length}`
    const isGood = refused.length === 0
    return { vi: `${share} ${title}${isGood ? '' : `: trừ ${refused.join(', ')}`}`, en, isGood }
  })
  return isGood
}

function carriesCertificate({ signed, expected }: Result): boolean {
  const [, base64 = ''] = /<(?:\w+:)?X509Certificate>([^<]+)</.exec(signed.toString('utf8')) ?? []
  return Buffer.from(base64, 'base64').equals(Buffer.from(expected.issued.certificateDer))
}

/** The signature, in the place that was kept for it, and the Id it points at are all that was added. */
function keepsEveryByte({ original, signed }: Result): boolean {
  const rest = signed
    .toString('utf8')
    .replace(/<Signature xmlns=[\s\S]*<\/Signature>/, '')
    .replace(/(<Content) Id="[^"]*"/, '$1')
  return rest === original.toString('utf8').replace(/<Signature\/>|<Signature><\/Signature>/, '')
}

/** The history must be whole, and tell exactly one signature for each document, with the bytes that came back. */
export async function checkHistory(
  gateway: RunningGateway,
  records: readonly HistoryRecord[],
  results: readonly Result[],
): Promise<boolean> {
  const { isGood } = await step('Lịch sử ký', async () => {
    await gateway.congky(['history', 'verify'])
    const signed = records.filter(({ kind }) => kind === 'signed')
    const isGood = signed.length === results.length
    return {
      isGood,
      vi: `${records.length} bản ghi lịch sử nguyên vẹn, ${signed.length} lần ký`,
      en: 'congky history verify',
    }
  })
  return isGood
}
