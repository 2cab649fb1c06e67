import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Verdict } from './verdict.ts'

/** Which attribute of which element is an Id: without a DTD, xmlsec1 has to be told. */
export interface IdAttribute {
  readonly attribute: string
  readonly element: string
  readonly namespace?: string
}

export interface JudgeWithXmlsec1Options {
  /** Certificates that may have issued the signer's, PEM. */
  readonly trustedPem: string
  /** Default: `Id` of Content, as customs envelopes have it. The Object of a signature is always known. */
  readonly idAttributes?: readonly IdAttribute[]
  /** Which of several signatures, from 0. Default: the first. */
  readonly signature?: number
}

const DS = 'http://www.w3.org/2000/09/xmldsig#'

/** Asks the `xmlsec1` command, which also checks that the certificate was issued by a trusted one. */
export async function judgeWithXmlsec1(signed: Uint8Array, options: JudgeWithXmlsec1Options): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'judge-'))
  try {
    const document = join(folder, 'signed.xml')
    const trusted = join(folder, 'trusted.pem')
    await writeFile(document, signed)
    await writeFile(trusted, options.trustedPem)
    const ids = [
      ...(options.idAttributes ?? [{ attribute: 'Id', element: 'Content' }]),
      { attribute: 'Id', element: 'Object', namespace: DS },
    ]
    const path = `(//*[local-name()='Signature' and namespace-uri()='${DS}'])[${(options.signature ?? 0) + 1}]`
    return await run([
      ...['--verify', '--enabled-key-data', 'x509', '--trusted-pem', trusted, '--node-xpath', path],
      ...ids.flatMap(({ attribute, element, namespace }) => [
        `--id-attr:${attribute}`,
        namespace === undefined ? element : `${namespace}:${element}`,
      ]),
      document,
    ])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(args: readonly string[]): Promise<Verdict> {
  return new Promise((resolve) => {
    execFile('xmlsec1', args, { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ accepted: error === null, detail: `${stdout}${stderr}`.trim() })
    })
  })
}
