/**
 * A time-stamp authority for tests: the real `openssl ts` behind a real HTTP server, which can be told to fail as
 * authorities in the world do.
 */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makeFolder, removeFolder } from './folder.ts'
import { type Authority, issueCertificate } from './pki.ts'

/**
 * `hangs`: takes the question and says nothing. `refuses`: a rejection, as RFC 3161 has it. `another-question`: the
 * answer to an older question of somebody else. `garbage`, `endless`: bytes that are no answer, few or without end.
 */
export type TimestampFault = 'hangs' | 'fails' | 'refuses' | 'another-question' | 'garbage' | 'endless'

const run = promisify(execFile)
const POLICY = '1.3.6.1.4.1.13762.3'

export class TimestampAuthority {
  readonly #server: Server
  readonly #folder: string
  /** What goes wrong with the next questions; null: nothing. */
  fault: TimestampFault | null = null
  /** Questions that arrived. */
  asked = 0

  private constructor(folder: string) {
    this.#folder = folder
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      // Whoever sees it counted may change the fault: it has its answer in the same turn.
      this.asked++
      await this.#answer(Buffer.concat(chunks), {
        fail: () => response.writeHead(500).end('ouch'),
        send: (body) => response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(body),
        pour: () => {
          const flood = Buffer.alloc(65_536, 0x30)
          const more = () => {
            while (!response.destroyed && response.write(flood));
          }
          response.on('drain', more)
          more()
        },
      })
    })
  }

  /** @param authority Who issues its certificate. */
  static async open(authority: Authority, commonName = 'TSA thử nghiệm'): Promise<TimestampAuthority> {
    const folder = makeFolder('tsa')
    const issued = await issueCertificate(authority, {
      ...{ keyType: 'rsa-2048', timeStamping: true },
      subject: [
        ['C', 'VN'],
        ['CN', commonName],
      ],
    })
    await writeFile(join(folder, 'tsa.pem'), issued.certificatePem)
    await writeFile(join(folder, 'tsa.key'), issued.privateKeyPkcs8Pem)
    await writeFile(join(folder, 'serial'), '01\n')
    const config = [
      '[tsa]',
      ...[
        'default_tsa = one',
        '[one]',
        `serial = ${join(folder, 'serial')}`,
        `signer_cert = ${join(folder, 'tsa.pem')}`,
      ],
      ...[`signer_key = ${join(folder, 'tsa.key')}`, 'signer_digest = sha256', `default_policy = ${POLICY}`],
      ...['digests = sha1, sha256', 'ess_cert_id_chain = no', 'ess_cert_id_alg = sha256'],
    ]
    await writeFile(join(folder, 'tsa.cnf'), `${config.join('\n')}\n`)
    const tsa = new TimestampAuthority(folder)
    await new Promise<void>((resolve) => tsa.#server.listen(0, '127.0.0.1', resolve))
    return tsa
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/tsr`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    removeFolder(this.#folder)
  }

  async #answer(
    question: Buffer,
    way: { readonly fail: () => void; readonly send: (body: Buffer) => void; readonly pour: () => void },
  ): Promise<void> {
    switch (this.fault) {
      case 'hangs':
        return
      case 'fails':
        return way.fail()
      case 'garbage':
        return way.send(Buffer.from('<html>Bảo trì hệ thống</html>'))
      case 'endless':
        return way.pour()
      case 'refuses':
        return way.send(await this.#reply(Buffer.from('no question')))
      case 'another-question':
        return way.send(await this.#reply(await this.#otherQuestion()))
      case null:
        return way.send(await this.#reply(question))
    }
  }

  async #reply(question: Buffer): Promise<Buffer> {
    const [asked, answered] = [join(this.#folder, `${this.asked}.tsq`), join(this.#folder, `${this.asked}.tsr`)]
    await writeFile(asked, question)
    const config = join(this.#folder, 'tsa.cnf')
    await run('openssl', ['ts', '-reply', '-config', config, '-queryfile', asked, '-out', answered])
    return readFile(answered)
  }

  async #otherQuestion(): Promise<Buffer> {
    const out = join(this.#folder, 'other.tsq')
    await run('openssl', ['ts', '-query', '-digest', 'ab'.repeat(32), '-sha256', '-cert', '-out', out])
    return readFile(out)
  }
}
