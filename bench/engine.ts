/**
 * How fast documents are signed with a key at hand, from bytes to bytes, the last look at the result included: beside
 * xmlsec1 as a library with an equal key, by size, and by shape of the document.
 */
import { sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ThreadedSignatureEngine } from '../packages/gateway/src/signature/signature-engine.ts'
import { createAuthority, issueCertificate } from '../test/support/pki.ts'
import { type TestSigner, testSigner } from '../test/support/xml-signing.ts'
import { inFolder } from './bench-office.ts'
import { customsDocument, KB, MB, SHAPES, shapedDocument } from './documents.ts'
import type { Figures } from './figures.ts'
import { ROUNDS } from './options.ts'
import { median } from './statistics.ts'
import { XmlsecReference } from './xmlsec-reference.ts'

/** Sizes in bytes, how many are signed in one turn, and what of xmlsec1's time we may take. */
const SIZES = [
  { name: '10 KB', bytes: 10 * KB, count: 100, bar: 0.75 },
  { name: '100 KB', bytes: 100 * KB, count: 20, bar: 0.75 },
  { name: '4 MB', bytes: 4 * MB, count: 1, bar: 0.9 },
] as const

const PROFILE = 'xmldsig-enveloped'
/** Growth is told by these two, and by shape at a tenth of them. */
const SMALL = 10 * KB
const LARGE = 4 * MB
const SHAPED = [20 * KB, 400 * KB] as const

export async function measureEngine(figures: Figures): Promise<void> {
  const authority = await createAuthority('Bench CA')
  const signer = testSigner(await issueCertificate(authority, { keyType: 'rsa-2048', subject: [['CN', 'bench']] }))
  const engine = new ThreadedSignatureEngine({ profiles: {} })
  await engine.start()
  try {
    await inFolder((folder) => measureAgainstXmlsec(figures, folder, engine, signer))
    await measureGrowth(figures, engine, signer)
  } finally {
    await engine.stop()
  }
}

async function measureAgainstXmlsec(
  figures: Figures,
  folder: string,
  engine: ThreadedSignatureEngine,
  signer: TestSigner,
): Promise<void> {
  const keyFile = join(folder, 'key.pem')
  writeFileSync(keyFile, signer.issued.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const what = (name: string) => `${name} signed, bytes to bytes ÷ xmlsec1 as a library`
  const xmlsec = XmlsecReference.start(folder, keyFile)
  if (xmlsec === null) {
    const why = 'it cannot be built here (gcc, pkg-config, libxmlsec1-dev)'
    for (const { name, bar } of SIZES) figures.miss('P3', what(name), bar, 'at most', why)
    return
  }
  try {
    for (const { name, bytes, count, bar } of SIZES) {
      const document = customsDocument(bytes)
      const file = join(folder, `${bytes}.xml`)
      writeFileSync(file, document)
      const ours: number[] = []
      const theirs: number[] = []
      // One round more, whose figures are those of code not yet compiled.
      for (let round = 0; round <= ROUNDS; round++) {
        figures.progress(`P3 ${name}, round ${round} of ${ROUNDS}`)
        const reference = await xmlsec.seconds(file, count)
        const own = await secondsFor(engine, signer, document, count)
        if (round === 0) continue
        theirs.push((reference / count) * 1_000)
        ours.push((own / count) * 1_000)
      }
      const ratios = ours.map((ms, round) => ms / (theirs[round] ?? Number.NaN))
      figures.add('P3', what(name), median(ratios), '×', bar, 'at most')
      figures.tell('P3', `  in ms: ours`, median(ours), 'ms')
      figures.tell('P3', `  xmlsec1`, median(theirs), 'ms')
    }
  } finally {
    xmlsec.stop()
  }
}

async function measureGrowth(figures: Figures, engine: ThreadedSignatureEngine, signer: TestSigner): Promise<void> {
  const exponents = async (document: (bytes: number) => string, sizes: readonly [number, number], title: string) => {
    const [small, large] = sizes.map(document) as [string, string]
    const growth = Math.log(Buffer.byteLength(large) / Buffer.byteLength(small))
    const found: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      figures.progress(`P5 ${title}, round ${round} of ${ROUNDS}`)
      const one = (await workFor(engine, signer, small, 10)) / 10
      const other = await workFor(engine, signer, large, 1)
      if (round > 0) found.push(Math.log(other / one) / growth)
    }
    return median(found)
  }
  const plain = await exponents((bytes) => customsDocument(bytes), [SMALL, LARGE], 'customs messages')
  figures.add('P5', 'growth of the time from 10 KB to 4 MB, exponent', plain, '', 1.1, 'at most')
  for (const shape of SHAPES) {
    const exponent = await exponents((bytes) => shapedDocument(shape, bytes), SHAPED, shape)
    figures.add('P5', `  of documents that are built to be slow: ${shape}`, exponent, '', 1.3, 'at most')
  }
}

/** Seconds for signing a document so often. */
async function secondsFor(
  engine: ThreadedSignatureEngine,
  { certificate, issued }: TestSigner,
  document: string,
  count: number,
): Promise<number> {
  const bytes = Buffer.from(document)
  const started = performance.now()
  for (let index = 0; index < count; index++) {
    const prepared = await engine.prepare(PROFILE, bytes, { certificate, signedAt: new Date() })
    await prepared.finish(sign(prepared.digestAlgorithm, prepared.data, issued.privateKey))
  }
  return (performance.now() - started) / 1_000
}

/** Milliseconds of the engine alone: by its own count, the key left out, which takes the same for any document. */
async function workFor(
  engine: ThreadedSignatureEngine,
  { certificate, issued }: TestSigner,
  document: string,
  count: number,
): Promise<number> {
  let ms = 0
  for (let index = 0; index < count; index++) {
    const context = { certificate, signedAt: new Date() }
    const prepared = await engine.prepare('customs-1543', Buffer.from(document), context)
    const { times } = await prepared.finish(sign(prepared.digestAlgorithm, prepared.data, issued.privateKey))
    for (const taken of [...Object.values(prepared.times), ...Object.values(times)]) ms += taken
  }
  return ms
}
