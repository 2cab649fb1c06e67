/** The files that say whom customs signs as; read anew from time to time, so that a renewed certificate needs no restart. */
import { readFile } from 'node:fs/promises'
import { CongkyError } from '@congky/shared'
import { readCertificateFile } from '../../domain/certificate-file.ts'
import type { ReceiveConfig } from '../../domain/exchange-config.ts'

export interface CustomsCertificates {
  /** DER of certificates that customs signs with. */
  readonly pinned: readonly Uint8Array[]
  /** DER of authorities that issue such certificates. */
  readonly authorities: readonly Uint8Array[]
}

const KEPT_MS = 10_000

export class CustomsCertificateFiles {
  readonly #config: Pick<ReceiveConfig, 'certificates' | 'authorities'>
  readonly #now: () => number
  #read: Promise<CustomsCertificates> | null = null
  #readAt = 0

  constructor(
    config: Pick<ReceiveConfig, 'certificates' | 'authorities'>,
    now: () => number = () => performance.now(),
  ) {
    this.#config = config
    this.#now = now
  }

  /** @throws {CongkyError} ERR_FILE_UNUSABLE */
  current(): Promise<CustomsCertificates> {
    if (this.#read === null || this.#now() - this.#readAt > KEPT_MS) {
      this.#readAt = this.#now()
      const { certificates, authorities } = this.#config
      const reading = Promise.all([readAll(certificates), readAll(authorities)])
      this.#read = reading.then(([pinned, above]) => ({ pinned, authorities: above }))
      this.#read.catch(() => (this.#read = null))
    }
    return this.#read
  }
}

async function readAll(files: readonly string[]): Promise<Uint8Array[]> {
  return (await Promise.all(files.map(readOne))).flat()
}

async function readOne(file: string): Promise<readonly Uint8Array[]> {
  try {
    return readCertificateFile(await readFile(file))
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null
    const detail = code ?? { en: 'it holds no certificate that can be read', vi: 'không có chứng thư số đọc được' }
    throw new CongkyError('ERR_FILE_UNUSABLE', { file, detail }, { cause })
  }
}
