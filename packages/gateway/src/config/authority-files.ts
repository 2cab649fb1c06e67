/** Reads the files of configured authorities: again only after they changed. */
import { readFileSync, statSync } from 'node:fs'
import { parseCertificate } from '../domain/certificate.ts'
import { readCertificateFile } from '../domain/certificate-file.ts'

export interface AuthorityFile {
  readonly file: string
  /** DER; empty when it cannot be read. */
  readonly certificates: readonly Uint8Array[]
  /** In the words of the system or of who read it; null when all is well. */
  readonly problem: string | null
}

/** A certificate that is out of its time, or will be soon: what rests on it is not believed then. */
export interface UntimelyAuthority {
  readonly file: string
  readonly subject: string
  readonly notBefore: Date
  readonly notAfter: Date
}

export function readAuthorityFile(file: string): AuthorityFile {
  try {
    return { file, certificates: readCertificateFile(readFileSync(file)), problem: null }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    return { file, certificates: [], problem }
  }
}

/** A new certificate takes weeks to get. */
const SOON_MS = 30 * 86_400_000

export function untimelyAuthorities({ file, certificates }: AuthorityFile, now: Date): UntimelyAuthority[] {
  return certificates
    .map(parseCertificate)
    .filter(({ notBefore, notAfter }) => now < notBefore || notAfter.getTime() < now.getTime() + SOON_MS)
    .map(({ subject, notBefore, notAfter }) => ({ file, subject, notBefore, notAfter }))
}

/** Looking at files costs a little each time; an authority that was replaced counts a few seconds later. */
const LOOK_MS = 5_000

export class AuthorityFiles {
  readonly #files: () => readonly string[]
  #read: { readonly key: string; readonly lookedAt: number; readonly files: readonly AuthorityFile[] } | null = null

  /** @param files Absolute paths, as they are configured at the moment. */
  constructor(files: () => readonly string[]) {
    this.#files = files
  }

  /** The same arrays while nothing changed, so that what was made of them can be kept. */
  get(): readonly AuthorityFile[] {
    const names = this.#files()
    if (
      this.#read !== null &&
      Date.now() - this.#read.lookedAt < LOOK_MS &&
      this.#read.key.startsWith(namesKey(names))
    ) {
      return this.#read.files
    }
    const key = namesKey(names) + names.map(stampOf).join('\n')
    const files = this.#read?.key === key ? this.#read.files : names.map(readAuthorityFile)
    this.#read = { key, lookedAt: Date.now(), files }
    return files
  }
}

const namesKey = (names: readonly string[]) => `${JSON.stringify(names)} `

function stampOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    return '-'
  }
}
