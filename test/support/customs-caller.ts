/**
 * The customs side of Decision 1543/QĐ-TCHQ, part I, over real HTTP: signs with xmlsec1, and calls with the npm package
 * `soap` what the service's own WSDL describes. None of the code it plays against has a part in it.
 */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  buildCustomsMessage,
  type CustomsKindCode,
  type CustomsMessage,
  parseCustomsMessage,
  readAnswer,
  type SampleOptions,
  sampleCustomsMessage,
} from '@congky/documents'
import { createClientAsync, HttpClient, type IHeaders, type IHttpClient } from 'soap'
import type { IssuedCertificate } from './pki.ts'

const run = promisify(execFile)
const DS = 'http://www.w3.org/2000/09/xmldsig#'

/** A message of customs that nobody signed yet. */
export function customsMessage(
  code: CustomsKindCode,
  options: SampleOptions = {},
  change: (message: CustomsMessage) => CustomsMessage = (message) => message,
): string {
  const message = sampleCustomsMessage(code, { messageId: randomUUID().toUpperCase(), ...options })
  return buildCustomsMessage(change(message))
}

/** RSA, as PEM. */
export type CustomsSigner = Pick<IssuedCertificate, 'certificatePem' | 'privateKeyPkcs8Pem'>

/** Signs `Body/Content` as the decision says, with the key and certificate of this signer. */
export async function signAsCustoms(
  message: string,
  { certificatePem, privateKeyPkcs8Pem }: CustomsSigner,
): Promise<string> {
  const template = [
    `<Signature xmlns="${DS}"><SignedInfo>`,
    '<CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>',
    '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>',
    '<Reference URI="#content"><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference>',
    '</SignedInfo><SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo></Signature>',
  ].join('')
  const unsigned = message.replace(/<Content>/, '<Content Id="content">').replace('</Body>', () => `${template}</Body>`)
  const base = join(tmpdir(), `customs-${randomUUID()}`)
  const files = { xml: `${base}.xml`, key: `${base}.key`, certificate: `${base}.crt`, signed: `${base}.signed` }
  try {
    await writeFile(files.xml, unsigned)
    await writeFile(files.key, privateKeyPkcs8Pem, { mode: 0o600 })
    await writeFile(files.certificate, certificatePem)
    const key = `${files.key},${files.certificate}`
    const ids = ['--id-attr:Id', 'Content']
    const { stdout } = await run('xmlsec1', ['--sign', '--privkey-pem', key, ...ids, files.xml], {
      maxBuffer: 64 * 1024 * 1024,
    })
    return stdout
  } finally {
    await Promise.all(Object.values(files).map((file) => rm(file, { force: true })))
  }
}

/** The gateway of tests made its certificate itself. */
class TrustingHttpClient extends HttpClient implements IHttpClient {
  override buildRequest(url: string, data: string, headers?: IHeaders, options?: object) {
    const built = super.buildRequest(url, data, headers, options as never)
    return { ...built, httpsAgent: new Agent({ rejectUnauthorized: false }) }
  }
}

export interface SoapOutcome {
  /** The answer, decoded from base64; null when there is none. */
  readonly answer: string | null
  /** What the fault says, as it came; null when there is none. */
  readonly fault: string | null
}

export class CustomsCaller {
  readonly #call: (request: string) => Promise<SoapOutcome>

  private constructor(call: (request: string) => Promise<SoapOutcome>) {
    this.#call = call
  }

  /** @param url Of the service, without `?wsdl`. */
  static async connect(url: string, version: '1.1' | '1.2' = '1.1'): Promise<CustomsCaller> {
    const client = await createClientAsync(`${url}?wsdl`, {
      httpClient: new TrustingHttpClient(),
      disableCache: true, // The cache would share the version between callers.
      forceSoap12Headers: version === '1.2',
    })
    const port = client.WEBSV_TN_CANG[version === '1.2' ? 'WEBSV_TN_CANGSoap12' : 'WEBSV_TN_CANGSoap']
    return new CustomsCaller(
      (sRequest) =>
        new Promise((resolve, reject) =>
          port.DN_KVCC_DuDK(
            { sRequest },
            (error: Error | null, result: { DN_KVCC_DuDKResult?: string } | undefined) => {
              const text = result?.DN_KVCC_DuDKResult
              if (error === null && typeof text === 'string') {
                resolve({ answer: Buffer.from(text, 'base64').toString('utf8'), fault: null })
              } else if (error !== null && 'body' in error) resolve({ answer: null, fault: String(error.body) })
              else reject(error ?? new Error('no answer'))
            },
          ),
        ),
    )
  }

  /** Sends a message as it is. */
  send(message: string | Uint8Array): Promise<SoapOutcome> {
    return this.sendText(Buffer.from(message as string).toString('base64'))
  }

  /** Sends what should be base64. */
  sendText(text: string): Promise<SoapOutcome> {
    return this.#call(text)
  }
}

/** What an answer says, by the parser of the documents. @throws {Error} It is none. */
export function saidIn({ answer, fault }: SoapOutcome) {
  if (answer === null) throw new Error(`no answer but a fault: ${fault}`)
  const { message, findings } = parseCustomsMessage(answer)
  const said = message && readAnswer(message)
  if (!message || !said) throw new Error(`no answer: ${answer}`)
  return { header: message.header, said, findings }
}

/** Posts bytes as they are, and hangs up as soon as the last one is sent. */
export function sendAndHangUp(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      rejectUnauthorized: false,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    })
    outgoing.once('error', () => resolve())
    outgoing.once('response', () => reject(new Error('it was answered before the caller could hang up')))
    outgoing.end(body, () => outgoing.destroy())
  })
}
