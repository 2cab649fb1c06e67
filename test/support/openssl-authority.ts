/**
 * An authority kept by the real `openssl ca`: it issues, revokes, writes lists of revoked certificates, and answers
 * OCSP questions with `openssl ocsp`. Knows nothing of the code under test.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface OpensslCertificate {
  readonly name: string
  /** PEM files. */
  readonly file: string
  readonly keyFile: string
  readonly der: Uint8Array
}

export interface IssueWishes {
  /** Lines of an extension section of openssl.cnf. */
  readonly extensions?: readonly string[]
  /** `YYYYMMDDHHMMSSZ`. */
  readonly startDate?: string
  readonly endDate?: string
  readonly digest?: 'sha256' | 'sha1' | 'md5'
  /** The key of another certificate, certified once more. */
  readonly keyFile?: string
}

export const AUTHORITY_EXTENSIONS = [
  'basicConstraints = critical, CA:true',
  'keyUsage = critical, keyCertSign, cRLSign',
]
export const SIGNER_EXTENSIONS = [
  'basicConstraints = CA:false',
  'keyUsage = critical, digitalSignature, nonRepudiation',
]

export class OpensslAuthority {
  readonly folder: string
  readonly certificate: OpensslCertificate
  #issued = 0

  /** @param issuer Left out: a root that signs itself. */
  constructor(
    folder: string,
    name: string,
    { issuer, wishes }: { readonly issuer?: OpensslAuthority; readonly wishes?: IssueWishes } = {},
  ) {
    this.folder = folder
    mkdirSync(join(folder, 'issued'), { recursive: true })
    writeFileSync(join(folder, 'index.txt'), '')
    writeFileSync(join(folder, 'index.txt.attr'), 'unique_subject = no\n')
    writeFileSync(join(folder, 'serial'), `${Math.floor(Math.random() * 0x7fff + 0x1000).toString(16)}\n`)
    writeFileSync(join(folder, 'crlnumber'), '01\n')
    writeFileSync(join(folder, 'ca.cnf'), CONFIG)
    const authorityWishes = { extensions: AUTHORITY_EXTENSIONS, ...wishes }
    this.certificate = issuer
      ? issuer.issue(name, authorityWishes)
      : { name, ...this.#makeRoot(name, authorityWishes.extensions) }
  }

  issue(name: string, wishes: IssueWishes = {}): OpensslCertificate {
    this.#issued += 1
    const at = (ending: string) => join(this.folder, `${this.#issued}.${ending}`)
    const keyFile = wishes.keyFile ?? at('key')
    if (wishes.keyFile === undefined) this.run('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', keyFile)
    writeFileSync(at('ext'), (wishes.extensions ?? SIGNER_EXTENSIONS).join('\n'))
    this.run('req', '-new', ...subject(name), '-key', keyFile, '-out', at('csr'))
    this.#ca(
      '-in',
      at('csr'),
      '-out',
      at('pem'),
      '-extfile',
      at('ext'),
      '-md',
      wishes.digest ?? 'sha256',
      ...times(wishes),
    )
    return { name, file: at('pem'), keyFile, der: toDer(at('pem')) }
  }

  revoke({ file }: OpensslCertificate, reason = 'superseded'): void {
    this.#ca('-revoke', file, '-crl_reason', reason)
  }

  /** DER. @param options As `openssl ca` has them, such as `-crl_nextupdate`. */
  crl(...options: readonly string[]): Uint8Array {
    const file = join(this.folder, 'crl.pem')
    this.#ca('-gencrl', '-out', file, ...(options.length > 0 ? options : ['-crldays', '7']))
    const der = join(this.folder, 'crl.der')
    this.run('crl', '-in', file, '-outform', 'DER', '-out', der)
    return readFileSync(der)
  }

  /** DER of an answer to a question. @param signer Who signs it; left out: the authority itself. */
  ocsp(question: Uint8Array, wishes: OcspWishes = {}): Uint8Array {
    const { signer = this.certificate, options = ['-ndays', '1'], register = join(this.folder, 'index.txt') } = wishes
    const [asked, answered] = [join(this.folder, 'ocsp.req'), join(this.folder, 'ocsp.resp')]
    writeFileSync(asked, question)
    const authority = ['-index', register, '-CA', this.certificate.file]
    const responder = ['-rsigner', signer.file, '-rkey', signer.keyFile]
    this.run('ocsp', ...authority, ...responder, '-reqin', asked, '-respout', answered, ...options)
    return readFileSync(answered)
  }

  /** DER of a question that `openssl ocsp` would ask. */
  question({ file }: OpensslCertificate, nonce: '-nonce' | '-no_nonce'): Uint8Array {
    const asked = join(this.folder, 'question.req')
    this.run('ocsp', '-issuer', this.certificate.file, '-cert', file, nonce, '-reqout', asked)
    return readFileSync(asked)
  }

  run(...args: readonly string[]): void {
    execFileSync('openssl', [...args], { cwd: this.folder, stdio: 'pipe' })
  }

  #ca(...args: readonly string[]): void {
    const { file, keyFile } = this.certificate
    this.run('ca', '-batch', '-notext', '-config', 'ca.cnf', '-cert', file, '-keyfile', keyFile, ...args)
  }

  #makeRoot(name: string, extensions: readonly string[]): Pick<OpensslCertificate, 'file' | 'keyFile' | 'der'> {
    const [file, keyFile] = [join(this.folder, 'root.pem'), join(this.folder, 'root.key')]
    const added = extensions.flatMap((line) => ['-addext', line])
    this.run(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '3650',
      '-config',
      'ca.cnf',
      ...subject(name),
      ...added,
      '-keyout',
      keyFile,
      '-out',
      file,
    )
    return { file, keyFile, der: toDer(file) }
  }
}

export interface OcspWishes {
  readonly signer?: OpensslCertificate
  readonly options?: readonly string[]
  /** File of what was issued; left out: the authority's own. */
  readonly register?: string
}

const subject = (name: string) => ['-subj', `/C=VN/CN=${name}`]

function times({ startDate, endDate }: IssueWishes): string[] {
  return [...(startDate ? ['-startdate', startDate] : []), ...(endDate ? ['-enddate', endDate] : ['-days', '365'])]
}

function toDer(file: string): Uint8Array {
  return new Uint8Array(execFileSync('openssl', ['x509', '-in', file, '-outform', 'DER']))
}

const CONFIG = `
[ca]
default_ca = this
[this]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = issued
default_md = sha256
policy = any
crl_extensions = crl_ext
[any]
countryName = optional
commonName = supplied
[crl_ext]
authorityKeyIdentifier = keyid
[delta]
2.5.29.27 = critical, DER:020101
[part]
issuingDistributionPoint = critical, @elsewhere
[elsewhere]
fullname = URI:http://lists.test/part.crl
[req]
distinguished_name = dn
[dn]
`
