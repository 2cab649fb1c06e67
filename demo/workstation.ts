/**
 * A workstation in the office: pairs with the gateway, signs two files over WebSocket with `congky-client`,
 * and lets curl, which stands for any other program, sign one with the same access key.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Result } from './checks.ts'
import { type Envelope, envelopes } from './envelopes.ts'
import { expectedIdentity, type Identities } from './office.ts'
import type { RunningGateway } from './running-gateway.ts'
import { type Ended, step } from './terminal.ts'

export async function signAtWorkstation(
  gateway: RunningGateway,
  folder: string,
  identities: Identities,
): Promise<Result[]> {
  mkdirSync(folder)
  const configFile = join(folder, 'client.json')
  await pair(gateway, configFile)
  const [first, second, third] = envelopes(3, 'MT')
  if (!first || !second || !third) throw new Error('three documents were asked for')
  const signed = await signOverWebSocket(gateway, { folder, configFile }, [first, second])
  const answered = await signByCurl(gateway, configFile, third)
  const toResult = (envelope: Envelope, way: Result['way'], bytes: Buffer): Result => ({
    ...{ company: envelope.company, reference: envelope.reference, way },
    original: Buffer.from(envelope.xml),
    signed: bytes,
    expected: expectedIdentity(identities, envelope.company),
  })
  return [
    ...signed.map(([envelope, bytes]) => toResult(envelope, 'WebSocket', bytes)),
    toResult(third, answered.way, answered.bytes),
  ]
}

async function pair(gateway: RunningGateway, configFile: string): Promise<void> {
  await step('Ghép nối máy trạm', async () => {
    const answer = await gateway.congky(['workstation', 'add', 'may-tram-1', '--all', '--json'])
    const { code } = JSON.parse(answer) as { code: string }
    await gateway.client(['pair', code], configFile)
    return { vi: 'Đã ghép nối bằng mã dùng một lần, ghim chứng chỉ TLS', en: 'congky-client pair' }
  })
}

async function signOverWebSocket(
  gateway: RunningGateway,
  { folder, configFile }: { readonly folder: string; readonly configFile: string },
  documents: readonly Envelope[],
): Promise<(readonly [Envelope, Buffer])[]> {
  const { signed } = await step('Gửi tệp', async (say) => {
    const signed: (readonly [Envelope, Buffer])[] = []
    for (const envelope of documents) {
      const file = join(folder, `${envelope.reference}.xml`)
      writeFileSync(file, envelope.xml)
      say(envelope.reference)
      await gateway.client(
        ['sign', file, '--tax-code', envelope.company.taxCode, '--profile', 'customs-1543'],
        configFile,
      )
      signed.push([envelope, readFileSync(file.replace(/\.xml$/, '.signed.xml'))])
    }
    return { signed, vi: `Đã ký ${signed.length} tệp qua WebSocket`, en: 'congky-client sign' }
  })
  return signed
}

interface Answered {
  readonly way: 'curl' | 'HTTP'
  readonly bytes: Buffer
}

async function signByCurl(gateway: RunningGateway, configFile: string, envelope: Envelope): Promise<Answered> {
  const { accessKey } = JSON.parse(readFileSync(configFile, 'utf8')) as { accessKey: string }
  const url = `${gateway.url}/api/v1/sign?taxCode=${envelope.company.taxCode}&profile=customs-1543`
  return step('Gửi bằng curl', async (): Promise<Answered & Ended> => {
    const curled = curl(gateway.tlsFile, url, accessKey, join(gateway.folder, 'curl.xml'), envelope)
    if (curled) return { way: 'curl', bytes: curled, vi: 'Đã ký 1 tệp qua HTTP', en: 'curl --data-binary @to-khai.xml' }
    const bytes = await post(gateway.tlsFile, url, accessKey, envelope)
    return { way: 'HTTP', bytes, vi: 'Đã ký 1 tệp qua HTTP (máy không có curl)', en: 'no curl here: sent by Node' }
  })
}

/** @returns null when there is no curl. @throws {Error} With what curl said. */
function curl(tlsFile: string, url: string, accessKey: string, file: string, { xml }: Envelope): Buffer | null {
  writeFileSync(file, xml)
  const options = ['--silent', '--show-error', '--fail-with-body', '--max-time', '20', '--cacert', tlsFile]
  // The access key comes on standard input: arguments can be read by everybody on the machine.
  const ended = spawnSync('curl', [...options, '--header', '@-', '--data-binary', `@${file}`, url], {
    input: `Authorization: Bearer ${accessKey}\nContent-Type: application/xml\n`,
  })
  if (ended.error) return null
  if (ended.status !== 0) throw new Error(`curl (${ended.status}): ${ended.stderr}${ended.stdout}`)
  return ended.stdout
}

/** The same call from Node. */
function post(tlsFile: string, url: string, accessKey: string, { xml }: Envelope): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${accessKey}`, 'content-type': 'application/xml' }
    const call = request(url, { method: 'POST', headers, ca: readFileSync(tlsFile) }, (response) => {
      buffer(response).then((body) => {
        if (response.statusCode === 200) resolve(body)
        else reject(new Error(`POST /sign: ${response.statusCode} ${body}`))
      }, reject)
    })
    call.once('error', reject)
    call.end(xml)
  })
}
